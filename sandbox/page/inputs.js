// The fields of a form: Slack's input block, and the checks that Slack makes before it sends a
// form.

import {combobox} from "./combobox.js";
import {el} from "./dom.js";
import {choices, optionLabel} from "./elements.js";
import {textObject} from "./mrkdwn.js";
import {picker} from "./pickers.js";
import {unknown} from "./rich_text.js";

let count = 0;

// inputBlock draws one input block and adds its field to ctx.fields, so that the form can read,
// check and mark it.
export function inputBlock(block, ctx) {
  const id = `input-${++count}`;
  const field = make(block.element, id, block, ctx);
  if (!field) return unknown(block.element?.type);
  const problem = el("p", {class: "field-error", id: `${id}-error`, role: "alert", hidden: true});
  const hint = block.hint ? el("p", {class: "hint-text", id: `${id}-hint`}, textObject(block.hint)) : null;
  field.control.setAttribute("aria-describedby", `${id}-error${hint ? ` ${id}-hint` : ""}`);
  field.control.setAttribute("aria-required", String(!block.optional));
  const mark = (text) => {
    problem.textContent = text ?? "";
    problem.hidden = !text;
    field.control.setAttribute("aria-invalid", String(Boolean(text)));
  };
  field.node.addEventListener("input", () => mark("")); // the user is correcting the error
  ctx.fields?.set(`${block.block_id}/${block.element.action_id}`, {
    ...field,
    block: block.block_id,
    action: block.element.action_id,
    check: () => check(block, field),
    mark,
  });
  const label = [textObject(block.label), block.optional ? el("small", {}, " (optional)") : null];
  return [
    field.group ? el("p", {class: "label", id: `${id}-label`}, label) : el("label", {for: id}, label),
    field.node,
    problem,
    hint,
  ];
}

const TEXT_TYPES = {plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "text"};

function make(object, id, block, ctx) {
  if (object?.type in TEXT_TYPES) return textField(object, id);
  if (object?.type === "static_select") return selectField(object, id);
  if (object?.type === "external_select") return searchField(object, id, block, ctx);
  return picker(object, {id, label: optionLabel({text: block.label}), names: ctx.names});
}

function textField(object, id) {
  const control = el(object.multiline ? "textarea" : "input", {
    id,
    class: "field",
    type: object.multiline ? null : TEXT_TYPES[object.type],
    placeholder: object.placeholder?.text,
    inputmode: object.type === "number_input" ? "decimal" : null,
    maxlength: object.max_length,
    rows: object.multiline ? 3 : null,
  });
  control.value = object.initial_value ?? "";
  return {
    node: control,
    control,
    kind: object,
    value: () => ({value: control.value}),
    empty: () => control.value.trim() === "",
    chosen: () => control.value,
    restore: (typed) => {
      control.value = typed;
    },
  };
}

function selectField(object, id) {
  const {options, nodes} = choices(object);
  const control = el(
    "select",
    {id, class: "select"},
    el("option", {value: ""}, object.placeholder?.text ?? "Choose…"),
    nodes,
  );
  const chosen = () => (control.value === "" ? null : options[Number(control.value)]);
  const select = (option) => {
    const at = options.findIndex((candidate) => candidate.value === option?.value);
    control.value = at < 0 ? "" : String(at);
  };
  select(object.initial_option);
  return {
    node: control,
    control,
    kind: object,
    value: () => ({option: chosen()?.value ?? null}),
    empty: () => chosen() === null,
    chosen,
    restore: select,
  };
}

function searchField(object, id, block, ctx) {
  const box = combobox({
    id,
    label: optionLabel({text: block.label}),
    placeholder: object.placeholder?.text,
    minimum: object.min_query_length ?? 3,
    initial: object.initial_option,
    suggest: (typed) => ctx.suggest(block.block_id, object.action_id, typed),
  });
  return {
    node: box.node,
    control: box.input,
    kind: object,
    value: () => ({option: box.selected()?.value ?? null}),
    empty: () => box.selected() === null,
    chosen: box.selected,
    restore: box.select,
  };
}

// check returns the error of Slack's own client, or null.
function check(block, field) {
  if (field.empty()) return block.optional ? null : "Please complete this required field.";
  const {kind, control} = field;
  const typed = control.value;
  if (kind.min_length && [...typed].length < kind.min_length)
    return `Please enter at least ${kind.min_length} characters.`;
  if (kind.type === "number_input") return checkNumber(kind, typed.trim());
  if (kind.type === "email_text_input" && !control.validity.valid) return "Please enter a valid e-mail address.";
  if (kind.type === "url_text_input" && !control.validity.valid) return "Please enter a valid address, with https://.";
  return null;
}

function checkNumber(kind, typed) {
  if (!/^-?\d+(\.\d+)?$/.test(typed)) return "Please enter a number.";
  if (!kind.is_decimal_allowed && typed.includes(".")) return "Please enter a whole number.";
  const number = Number(typed);
  if (kind.min_value !== undefined && number < Number(kind.min_value)) return `Please enter ${kind.min_value} or more.`;
  if (kind.max_value !== undefined && number > Number(kind.max_value)) return `Please enter ${kind.max_value} or less.`;
  return null;
}
