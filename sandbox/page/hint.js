// The first-run hint: suggested commands as buttons.

import {append, el, icon} from "./dom.js";

// hint is shown until it is dismissed once in this browser. tries is [{text, why}].
export function hint(root, tries, say) {
  const chip = ({text, why}) =>
    el(
      "button",
      {type: "button", class: "chip", title: why, "data-try": text, onclick: () => say(text)},
      el("code", {}, text),
      el("span", {}, why),
    );
  append(root, [
    el(
      "div",
      {class: "hint-head"},
      el("strong", {}, "New here? Try one of these"),
      el(
        "button",
        {type: "button", class: "icon", "aria-label": "Hide this hint", onclick: () => dismiss()},
        icon("close"),
      ),
    ),
    el("div", {class: "chips"}, tries.map(chip)),
  ]);

  function dismiss() {
    root.hidden = true;
    localStorage.setItem("hint", "seen");
  }

  function show() {
    root.hidden = false;
  }

  if (localStorage.getItem("hint") !== "seen") show();
  return {dismiss, show};
}
