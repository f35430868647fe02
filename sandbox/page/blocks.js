// Block Kit, drawn as DOM nodes: every block that the bot sends, and a note for an unknown block.

import {chart} from "./chart.js";
import {el} from "./dom.js";
import {element} from "./elements.js";
import {inputBlock} from "./inputs.js";
import {textObject} from "./mrkdwn.js";
import {richText, unknown} from "./rich_text.js";
import {table} from "./table.js";

// blocks draws a list of blocks. ctx is {names, act, suggest, fields}. fields collects the inputs
// of a form by "block_id/action_id".
export function blocks(list, ctx) {
  return list.map((block) => {
    try {
      return el(
        "div",
        {class: `block block-${block.type}`, "data-block-id": block.block_id},
        DRAW[block.type]?.(block, ctx) ?? unknown(block.type),
      );
    } catch (problem) {
      console.error("drawing a block", problem);
      return el("div", {class: "block"}, unknown(block?.type ?? "nothing"));
    }
  });
}

const DRAW = {
  header: (block) => el("h3", {}, textObject(block.text)),
  divider: () => el("hr"),
  section,
  context: (block, ctx) =>
    block.elements.map((piece) =>
      piece.type === "image" ? picture(piece) : el("span", {}, textObject(piece, ctx.names)),
    ),
  actions: (block, ctx) => block.elements.map((object) => element(object, block, ctx)),
  input: inputBlock,
  rich_text: (block, ctx) => richText(block, ctx.names),
  table: (block, ctx) => table(block, ctx.names),
  data_visualization: chart,
  image: (block) =>
    el("figure", {}, block.title ? el("figcaption", {}, textObject(block.title)) : null, picture(block)),
};

function section(block, ctx) {
  const body = el(
    "div",
    {class: "section-body"},
    block.text ? el("div", {class: "section-text"}, textObject(block.text, ctx.names)) : null,
    block.fields
      ? el(
          "div",
          {class: "section-fields"},
          block.fields.map((field) => el("div", {}, textObject(field, ctx.names))),
        )
      : null,
  );
  if (!block.accessory) return body;
  const accessory = block.accessory.type === "image" ? picture(block.accessory) : element(block.accessory, block, ctx);
  return [body, el("div", {class: "accessory"}, accessory)];
}

// picture shows only images of this page. The sandbox fetches nothing from elsewhere, so other
// images are named by their text.
function picture(object) {
  const source = object.image_url ?? "";
  if (!source.startsWith("data:image/") && !source.startsWith(`${location.origin}/`)) {
    return el("span", {class: "image-away", title: source}, `image: ${object.alt_text ?? "untitled"}`);
  }
  return el("img", {src: source, alt: object.alt_text ?? ""});
}
