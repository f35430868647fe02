// A select that looks up its options while the user types (Slack's external_select), by the ARIA
// combobox pattern.

import {el} from "./dom.js";
import {withEmoji} from "./emoji.js";

const PAUSE = 180; // milliseconds without a key press before the bot is asked
let count = 0;

// combobox returns {node, input, selected(), select(option)}. suggest is called after minimum
// characters. chosen is called with an option, or with null when the choice is removed.
export function combobox({label, placeholder, minimum, initial, suggest, chosen = () => {}, id}) {
  const listID = `options-${++count}`;
  const list = el("ul", {id: listID, role: "listbox", class: "options", hidden: true, "aria-label": label});
  const input = el("input", {
    id,
    type: "text",
    class: "field",
    role: "combobox",
    placeholder: placeholder ?? "Type to search…",
    autocomplete: "off",
    "aria-label": id ? null : label,
    "aria-expanded": "false",
    "aria-autocomplete": "list",
    "aria-controls": listID,
  });
  let selected = null;
  let active = -1;
  let asked = 0;
  let timer = 0;

  function select(option) {
    selected = option ?? null;
    input.value = selected ? withEmoji(selected.text.text) : "";
  }

  function close() {
    clearTimeout(timer);
    asked++;
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function pick(option) {
    select(option);
    close();
    chosen(option);
  }

  function show(items) {
    list.removeAttribute("data-stale");
    list.replaceChildren(...items);
    list.hidden = false;
    active = -1;
    input.setAttribute("aria-expanded", "true");
  }

  function note(text) {
    show([el("li", {class: "note", role: "presentation"}, text)]);
  }

  async function look() {
    const typed = input.value.trim();
    if ([...typed].length < minimum)
      return note(`Type at least ${minimum} ${minimum === 1 ? "character" : "characters"}`);
    const mine = ++asked;
    input.setAttribute("aria-busy", "true");
    const options = await suggest(typed).catch(() => null);
    if (mine !== asked) return undefined;
    input.removeAttribute("aria-busy");
    if (options === null) return note("The bot did not answer in time");
    if (options.length === 0) return note("Nothing found");
    return show(options.map((option, index) => item(option, index)));
  }

  function item(option, index) {
    const node = el(
      "li",
      {id: `${listID}-${index}`, role: "option", "aria-selected": "false"},
      withEmoji(option.text.text),
    );
    if (option.description) node.append(el("small", {}, option.description.text));
    node.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      pick(option);
    });
    node.pick = () => pick(option);
    return node;
  }

  function move(step) {
    const items = [...list.querySelectorAll("[role=option]")];
    if (!items.length || list.hasAttribute("data-stale")) return;
    active = (active + step + items.length) % items.length;
    items.forEach((node, index) => node.setAttribute("aria-selected", String(index === active)));
    items[active].scrollIntoView({block: "nearest"});
    input.setAttribute("aria-activedescendant", items[active].id);
  }

  input.addEventListener("input", () => {
    if (selected) {
      selected = null;
      chosen(null);
    }
    list.setAttribute("data-stale", ""); // the list belongs to an older text, so Enter must not choose from it
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  input.addEventListener("click", () => {
    if (list.hidden && !selected) look();
  });
  input.addEventListener("blur", () => {
    close();
    if (!selected) input.value = "";
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) look();
      else move(event.key === "ArrowDown" ? 1 : -1);
    }
    if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      const options = list.hasAttribute("data-stale") ? [] : list.querySelectorAll("[role=option]");
      (options[active] ?? (options.length === 1 ? options[0] : null))?.pick();
    }
  });

  select(initial);
  return {node: el("div", {class: "combobox"}, input, list), input, selected: () => selected, select};
}
