// The dialog of an element with a "confirm" object.

import {el} from "./dom.js";
import {textObject} from "./mrkdwn.js";

export function confirmed(object, names) {
  return new Promise((resolve) => {
    const dialog = el(
      "dialog",
      {class: "confirm", "aria-label": object.title?.text ?? "Are you sure?"},
      el(
        "form",
        {method: "dialog"},
        el("h2", {}, object.title?.text ?? ""),
        el("p", {}, textObject(object.text, names)),
        el(
          "footer",
          {},
          el("button", {class: "button", value: "no"}, object.deny?.text ?? "Cancel"),
          el(
            "button",
            {class: `button ${object.style === "danger" ? "danger" : "primary"}`, value: "yes"},
            object.confirm?.text ?? "OK",
          ),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
