// The message box. It completes commands, and the arrow keys bring back earlier lines.

import {el, icon} from "./dom.js";

// composer builds its form. commands is [{name: "/unpaid", usage, summary, examples}]. send(text)
// sends one line and returns whether it reached the server.
export function composer(form, commands, send) {
  const list = el("ul", {
    id: "completions",
    role: "listbox",
    class: "options completions",
    "aria-label": "Commands",
    hidden: true,
  });
  const input = el("input", {
    id: "composer-input",
    class: "composer-input",
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "Type / for commands",
    "aria-label": "Message",
    "aria-autocomplete": "list",
    "aria-controls": "completions",
    "aria-expanded": "false",
  });
  const usage = el("span", {class: "usage", "aria-live": "polite"});
  const button = el("button", {type: "submit", class: "button primary send", "aria-label": "Send"}, icon("send"));
  const sent = [];
  let back = 0;
  let active = 0;
  let moved = false; // an offer was chosen with the arrow keys
  let dismissed = false;

  // offers lists commands that start with the typed text, and examples of the typed command. Enter
  // accepts a name, but not an example, because the typed text may be complete.
  function offers() {
    const typed = input.value;
    if (!typed.startsWith("/") || dismissed) return [];
    const names = commands.filter((command) => command.name.startsWith(typed.toLowerCase()) && command.name !== typed);
    if (names.length)
      return names.map(({name, usage: hint, summary}) => ({
        text: name + " ",
        title: name,
        usage: hint,
        summary,
        name: true,
      }));
    return commands
      .flatMap((command) => command.examples ?? [])
      .filter((example) => example.startsWith(typed) && example !== typed.trimEnd())
      .map((example) => ({text: example, title: example, usage: "", summary: "example"}));
  }

  function refresh() {
    const items = offers();
    active = Math.min(active, Math.max(items.length - 1, 0));
    list.replaceChildren(...items.map(item));
    list.hidden = items.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (list.hidden) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", `completion-${active}`);
      list.children[active].scrollIntoView({block: "nearest"});
    }
    const command = commands
      .filter((candidate) => input.value === candidate.name || input.value.startsWith(candidate.name + " "))
      .pop();
    usage.textContent = command?.usage ?? "";
  }

  function item(offer, index) {
    const node = el(
      "li",
      {id: `completion-${index}`, role: "option", "aria-selected": String(index === active)},
      el("strong", {}, offer.title),
      offer.usage ? el("code", {}, offer.usage) : null,
      offer.summary ? el("small", {}, offer.summary) : null,
    );
    node.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      complete(offer);
    });
    return node;
  }

  function complete(offer) {
    input.value = offer.text;
    active = 0;
    moved = false;
    input.focus();
    refresh();
  }

  // submit sends the line. As in Slack, a slash after a space starts no command. If the line does
  // not reach the server, it comes back.
  async function submit() {
    const typed = input.value;
    const text = typed.trim();
    if (!text) return;
    sent.push(text);
    back = sent.length;
    input.value = "";
    dismissed = false;
    refresh();
    if ((await send(typed.startsWith(" ") ? ` ${text}` : text)) || input.value) return;
    input.value = typed;
    dismissed = true;
    refresh();
  }

  // whole reports whether the typed text is a complete command, even if other commands start with
  // it.
  function whole() {
    const typed = input.value.trim();
    return commands.some(({name}) => name === typed || name.startsWith(`${typed} `));
  }

  function recall(step) {
    back = Math.max(0, Math.min(sent.length, back + step));
    input.value = sent[back] ?? "";
    dismissed = true;
    refresh();
  }

  input.addEventListener("input", () => {
    dismissed = false;
    active = 0;
    moved = false;
    refresh();
  });
  input.addEventListener("blur", () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  });
  input.addEventListener("focus", refresh);
  input.addEventListener("keydown", (event) => {
    const items = list.hidden ? [] : offers();
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (event.key === "Escape") {
      dismissed = true;
      refresh();
    } else if (step && items.length) {
      event.preventDefault();
      active = (active + step + items.length) % items.length;
      moved = true;
      refresh();
    } else if (step && (input.value === "" || back < sent.length)) {
      event.preventDefault();
      recall(step);
    } else if (event.key === "Tab" && items.length && !event.shiftKey) {
      event.preventDefault();
      complete(items[active]);
    } else if (event.key === "Enter" && items[active]?.name && (moved || !whole())) {
      event.preventDefault();
      complete(items[active]);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  const row = el("div", {class: "composer-row"}, input, button);
  const off = el("p", {class: "composer-off", hidden: true}, "Sending messages to this app has been turned off.");
  form.replaceChildren(list, row, usage, off);
  return {
    say(text) {
      input.value = text;
      submit();
    },
    focus() {
      input.focus();
    },
    aim(channel, readOnly) {
      input.placeholder = `Message ${channel}, or type /`;
      row.hidden = usage.hidden = Boolean(readOnly);
      off.hidden = !readOnly;
    },
  };
}
