// Slack's rich_text block: sections, lists, quotes and preformatted text. Its text is never parsed.

import {el, fragment, icon, toast} from "./dom.js";
import {emoji} from "./emoji.js";
import {link, mention, ping} from "./mrkdwn.js";
import {formatSlackDate} from "./time.js";

export function richText(block, names) {
  return el(
    "div",
    {class: "rich-text"},
    (block.elements ?? []).map((element) => part(element, names)),
  );
}

function part(element, names) {
  switch (element.type) {
    case "rich_text_section":
      return el("p", {}, pieces(element, names));
    case "rich_text_quote":
      return el("blockquote", {}, pieces(element, names));
    case "rich_text_preformatted":
      return preformatted(element, names);
    case "rich_text_list":
      return list(element, names);
    default:
      return unknown(element.type);
  }
}

function pieces(element, names) {
  return (element.elements ?? []).map((piece) => styled(piece, drawn(piece, names)));
}

function drawn(piece, names) {
  switch (piece.type) {
    case "text":
      return lines(piece.text);
    case "link":
      return link(piece.url, piece.text);
    case "emoji":
      return fragment(unicode(piece.unicode) ?? emoji(piece.name) ?? `:${piece.name}:`);
    case "user":
      return mention(piece.user_id, names);
    case "usergroup":
      return ping(names.group?.(piece.usergroup_id) ?? piece.usergroup_id, "group");
    case "broadcast":
      return ping(piece.range);
    case "channel":
      return el("span", {class: "mention"}, "#" + (names.channel?.(piece.channel_id) ?? piece.channel_id));
    case "date":
      return el("time", {}, formatSlackDate(piece.timestamp, piece.format) ?? piece.fallback ?? "");
    case "color":
      return el("code", {}, piece.value);
    default:
      return unknown(piece.type);
  }
}

const STYLES = {bold: "strong", italic: "em", strike: "s", underline: "u", code: "code"};

function styled(piece, node) {
  return Object.entries(STYLES).reduce(
    (inner, [style, tag]) => (piece.style?.[style] ? el(tag, {}, inner) : inner),
    node,
  );
}

function lines(text) {
  return fragment(text.split("\n").flatMap((line, index) => (index ? [el("br"), line] : [line])));
}

function unicode(code) {
  return code ? String.fromCodePoint(...code.split("-").map((point) => parseInt(point, 16))) : null;
}

// preformatted text has a button that copies it exactly, because it contains links to pass on.
function preformatted(element, names) {
  const text = el("pre", {tabindex: "0"}, pieces(element, names));
  const copy = el(
    "button",
    {type: "button", class: "copy", "aria-label": "Copy this text", title: "Copy"},
    icon("copy"),
  );
  const exact = (element.elements ?? []).map((piece) => piece.text ?? piece.url ?? "").join("");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(exact).then(
      () => toast("Copied"),
      () => toast("The browser did not allow copying", "error"),
    );
  });
  return el("div", {class: "preformatted"}, text, copy);
}

function list(element, names) {
  const ordered = element.style === "ordered";
  const node = el(
    ordered ? "ol" : "ul",
    {start: ordered && element.offset ? element.offset + 1 : null},
    (element.elements ?? []).map((item) => el("li", {}, pieces(item, names))),
  );
  node.style.setProperty("--indent", element.indent ?? 0);
  return node;
}

export function unknown(type) {
  return el("span", {class: "unknown"}, `cannot draw “${type}”`);
}
