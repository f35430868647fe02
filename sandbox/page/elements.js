// Interactive elements of a block: buttons, menus and overflow. Each one calls ctx.act and stays
// busy until the bot acknowledges.

import {combobox} from "./combobox.js";
import {confirmed} from "./confirm.js";
import {el, icon} from "./dom.js";
import {withEmoji} from "./emoji.js";
import {picker} from "./pickers.js";
import {unknown} from "./rich_text.js";

// element draws one interactive element of a block. ctx is {names, act(action), suggest(blockID,
// actionID, typed)}.
export function element(object, block, ctx) {
  switch (object?.type) {
    case "button":
      return button(object, block, ctx);
    case "static_select":
      return staticSelect(object, block, ctx);
    case "external_select":
      return externalSelect(object, block, ctx);
    case "overflow":
      return overflow(object, block, ctx);
    default:
      return picked(object, block, ctx) ?? unknown(object?.type ?? "nothing");
  }
}

// picked sends the picked value when the user has finished. If it is not sent, the old value comes
// back.
function picked(object, block, ctx) {
  const field = picker(object, {label: object?.placeholder?.text ?? "Pick", names: ctx.names});
  if (!field) return null;
  for (const [name, value] of Object.entries(marked(object, block, {}))) field.control.setAttribute(name, value);
  let sent = field.chosen();
  field.control.addEventListener(field.settles, async () => {
    if (JSON.stringify(field.chosen()) === JSON.stringify(sent)) return;
    const before = sent;
    sent = field.chosen();
    if (await perform(field.control, object, block, ctx, field.value())) return;
    sent = before;
    field.restore(before);
  });
  return field.node;
}

// perform sends one action, after its confirmation if there is one. The control is busy meanwhile.
async function perform(control, object, block, ctx, what) {
  if (control.getAttribute("aria-busy") === "true") return false;
  if (object.confirm && !(await confirmed(object.confirm, ctx.names))) return false;
  control.setAttribute("aria-busy", "true");
  try {
    await ctx.act({block_id: block.block_id, action_id: object.action_id, ...what});
    return true;
  } finally {
    control.removeAttribute("aria-busy");
  }
}

function marked(object, block, attributes) {
  return {"data-block": block.block_id, "data-action": object.action_id, ...attributes};
}

function button(object, block, ctx) {
  const attributes = marked(object, block, {
    class: `button ${object.style ?? ""}`,
    "aria-label": object.accessibility_label,
  });
  const label = withEmoji(object.text?.text ?? "");
  const press = () => perform(node, object, block, ctx, {value: object.value ?? ""});
  const opens = object.url && /^https?:\/\//i.test(object.url);
  const node = opens
    ? el(
        "a",
        {
          ...attributes,
          href: object.url,
          target: "_blank",
          rel: "noopener noreferrer",
          title: object.url,
          onclick: press,
        },
        label,
      )
    : el("button", {...attributes, type: "button", onclick: press}, label);
  return node;
}

export function optionLabel(option) {
  return withEmoji(option.text?.text ?? "");
}

// choices returns the options of a select in order, and their nodes.
export function choices(object) {
  const options = [];
  const node = (option) => el("option", {value: String(options.push(option) - 1)}, optionLabel(option));
  const nodes = object.option_groups
    ? object.option_groups.map((group) => el("optgroup", {label: group.label?.text ?? ""}, group.options.map(node)))
    : (object.options ?? []).map(node);
  return {options, nodes};
}

function staticSelect(object, block, ctx) {
  const {options, nodes} = choices(object);
  const placeholder = object.placeholder?.text ?? "Choose…";
  const node = el(
    "select",
    marked(object, block, {class: "select", "aria-label": placeholder}),
    el("option", {value: "", disabled: true, selected: true}, placeholder),
    nodes,
  );
  const initial = options.findIndex((option) => option.value === object.initial_option?.value);
  const reset = () => {
    node.value = initial < 0 ? "" : String(initial);
  };
  reset();
  node.addEventListener("change", async () => {
    if (!(await perform(node, object, block, ctx, {option: options[Number(node.value)].value}))) reset();
  });
  return node;
}

function externalSelect(object, block, ctx) {
  const box = combobox({
    label: object.placeholder?.text ?? "Search…",
    placeholder: object.placeholder?.text,
    minimum: object.min_query_length ?? 3,
    initial: object.initial_option,
    suggest: (typed) => ctx.suggest(block.block_id, object.action_id, typed),
    chosen: (option) => option && perform(box.input, object, block, ctx, {option: option.value}),
  });
  return box.node;
}

function overflow(object, block, ctx) {
  const menu = el("div", {class: "menu", role: "menu", popover: "auto"});
  const opener = el(
    "button",
    marked(object, block, {type: "button", class: "button overflow", "aria-label": "More", "aria-haspopup": "menu"}),
    icon("more"),
  );
  opener.addEventListener("click", () => {
    const box = opener.getBoundingClientRect();
    menu.style.top = `${box.bottom + 4}px`;
    menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - 240))}px`;
    menu.togglePopover();
    menu.firstElementChild?.focus();
  });
  for (const option of object.options ?? []) menu.append(menuItem(option, menu, opener, object, block, ctx));
  menu.addEventListener("keydown", arrows);
  return el("span", {class: "overflow-holder"}, opener, menu);
}

function menuItem(option, menu, opener, object, block, ctx) {
  const choose = () => {
    menu.hidePopover();
    perform(opener, object, block, ctx, {option: option.value});
  };
  return option.url
    ? el(
        "a",
        {role: "menuitem", href: option.url, target: "_blank", rel: "noopener noreferrer", onclick: choose},
        optionLabel(option),
      )
    : el("button", {type: "button", role: "menuitem", onclick: choose}, optionLabel(option));
}

function arrows(event) {
  const step = {ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling"}[event.key];
  if (!step) return;
  event.preventDefault();
  document.activeElement?.[step]?.focus();
}
