// The frame of the chat: light and dark colours, and the two drawers of a narrow window.

import {byId, icon} from "./dom.js";

export function theme(button) {
  const root = document.documentElement;
  const dark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const remembered = localStorage.getItem("theme");
  if (remembered) root.dataset.theme = remembered;
  button.append(icon("theme"));
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  });
}

// drawers connects the buttons of the sidebar and the control room. In a wide window the sidebar is
// always open and the control room is next to the chat. In a narrow window each one slides over the
// chat and keeps the focus until it is closed.
export function drawers() {
  const body = document.body;
  const scrim = byId("scrim");
  const sides = [
    {
      name: "sidebar",
      node: byId("sidebar"),
      button: byId("toggle-sidebar"),
      picture: "menu",
      slides: matchMedia("(max-width: 720px)"),
    },
    {
      name: "panel",
      node: byId("panel"),
      button: byId("toggle-panel"),
      picture: "dials",
      slides: matchMedia("(max-width: 1100px)"),
    },
  ];
  const isOpen = (side) => body.classList.contains(`${side.name}-open`);
  const above = () => sides.find((side) => isOpen(side) && side.slides.matches);

  function cover() {
    const top = above();
    scrim.hidden = !top;
    for (const node of document.querySelectorAll(".skip, #sidebar, #chat, #panel"))
      node.inert = Boolean(top) && node !== top.node;
  }

  function set(side, open) {
    const left = !open && side.node.contains(document.activeElement);
    body.classList.toggle(`${side.name}-open`, open);
    side.button.setAttribute("aria-expanded", String(open));
    if (side.name === "panel") localStorage.setItem("panel", open ? "open" : "closed");
    cover();
    if (left) side.button.focus();
    if (above() === side) side.node.querySelector("button, select").focus();
  }

  for (const side of sides) {
    side.button.append(icon(side.picture));
    side.button.addEventListener("click", () => set(side, !isOpen(side)));
    side.slides.addEventListener("change", cover);
  }
  const closeTop = () => {
    if (above()) set(above(), false);
  };
  scrim.addEventListener("click", closeTop);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) closeTop();
  });
  set(sides[1], !sides[1].slides.matches && localStorage.getItem("panel") !== "closed");
  return {
    close: (name) =>
      set(
        sides.find((side) => side.name === name),
        false,
      ),
  };
}
