// Changes to accounts: make a user a guest, deactivate them, and undo both.

import {el} from "./dom.js";
import {toggle} from "./toggle.js";

// peoplePanel returns {node, refresh(people)}. action(label, path, body) makes a button of the
// control room; body may be a function.
export function peoplePanel(action) {
  const select = el("select", {class: "select", "aria-label": "Somebody"});
  const change = (on, off) => toggle(action, "person", () => ({person: select.value}), on, off);
  const guest = change(["Make a guest", "demote"], ["Make a member", "promote"]);
  const account = change(["Deactivate", "deactivate"], ["Reactivate", "reactivate"]);
  let known = [];

  function show() {
    const person = known.find(({id}) => id === select.value);
    guest.set(person?.standing === "guest");
    account.set(person?.standing === "deactivated");
    guest.node.disabled = person?.standing === "deactivated";
  }
  select.addEventListener("change", show);

  return {
    node: el(
      "section",
      {"data-room": "people"},
      el("h3", {}, "People"),
      select,
      el("div", {class: "stack"}, guest.node, account.node),
    ),
    refresh(people) {
      known = people.filter((person) => !person.is_bot && person.standing !== "stranger");
      const chosen = select.value;
      select.replaceChildren(
        ...known.map((person) =>
          el("option", {value: person.id}, person.name + (person.standing === "member" ? "" : ` (${person.standing})`)),
        ),
      );
      if (chosen) select.value = chosen;
      show();
    },
  };
}
