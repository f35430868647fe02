// DOM helpers. Text is only inserted as text nodes, so text from buyers, bots or servers cannot
// become markup.

// el("button", {class: "primary", onclick: f}, "Go") builds one element. Properties with the prefix
// "on" are listeners. true is an attribute without a value; null, undefined and false omit the
// attribute. Children may be nodes, strings, arrays, or nothing.
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  append(node, children);
  return node;
}

export function append(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child);
  }
  return node;
}

export function fragment(...children) {
  return append(document.createDocumentFragment(), children);
}

export function byId(id) {
  return document.getElementById(id);
}

const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M5 12l14-7-5 14-3-6-6-1z",
  theme: "M20 14.5A8 8 0 1 1 9.5 4a6.5 6.5 0 0 0 10.5 10.5z",
  dials: "M5 8h9M18 8h1M5 16h1M10 16h9M16 6v4M8 14v4",
  eye:
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z" +
    "M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  spark: "M12 4v5M12 15v5M4 12h5M15 12h5M7 7l2.5 2.5M14.5 14.5L17 17M17 7l-2.5 2.5M9.5 14.5L7 17",
  copy: "M9 9h10v10H9zM5 15V5h10",
};

// icon draws a line icon. Screen readers skip it: the button has the label.
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "line-icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

// avatar is a square with initials. The same name always has the same colour.
export function avatar(name, isBot = false) {
  const initials = name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0].toUpperCase())
    .join("");
  const node = el("span", {class: isBot ? "avatar bot" : "avatar", "aria-hidden": "true"}, initials || "?");
  let hue = 7;
  for (const letter of name) hue = (hue * 31 + letter.codePointAt(0)) % 360;
  node.style.setProperty("--hue", hue);
  return node;
}

// toast shows a short message in the bar above the messages; errors stay longer. It is shown again
// for each message, because only the newest popover is above an open dialog.
export function toast(text, kind = "info") {
  const node = el("div", {class: `toast ${kind}`}, text);
  const holder = byId("toasts");
  holder.hidePopover();
  holder.showPopover();
  holder.replaceChildren(node);
  setTimeout(() => node.remove(), kind === "error" ? 9000 : 4000);
}
