// Around the chat: light and dark, and the two drawers of a narrow window.

import {byId, icon} from "./dom.js";

export function theme(button) {
  const root = document.documentElement;
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const remembered = localStorage.getItem("theme");
  if (remembered) root.dataset.theme = remembered;
  button.append(icon("theme"));
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  });
}

// drawers wires the buttons that show the sidebar and the control room. In a wide window the sidebar always shows and the room stands beside
// the chat; in a narrow one each slides over it.
export function drawers() {
  const body = document.body;
  const scrim = byId("scrim");
  const sides = [{button: byId("toggle-sidebar"), name: "sidebar", picture: "menu"}, {button: byId("toggle-panel"), name: "panel", picture: "dials"}];

  function set(name, open) {
    body.classList.toggle(`${name}-open`, open);
    for (const side of sides) side.button.setAttribute("aria-expanded", String(body.classList.contains(`${side.name}-open`)));
    scrim.hidden = !sides.some((side) => body.classList.contains(`${side.name}-open`));
    if (name === "panel") localStorage.setItem("panel", open ? "open" : "closed");
  }

  for (const side of sides) {
    side.button.append(icon(side.picture));
    side.button.addEventListener("click", () => {
      const open = !body.classList.contains(`${side.name}-open`);
      for (const other of sides) if (other !== side && matchMedia("(max-width: 1100px)").matches) set(other.name, false);
      set(side.name, open);
    });
  }
  scrim.addEventListener("click", () => sides.forEach((side) => set(side.name, false)));
  const wide = matchMedia("(min-width: 1101px)").matches;
  set("panel", wide && localStorage.getItem("panel") !== "closed");
  return {close: (name) => set(name, false)};
}
