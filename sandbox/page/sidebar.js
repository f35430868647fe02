// The switcher of users, the channels and the direct messages.

import {avatar, byId, el} from "./dom.js";

const STANDING = {
  member: "Full members",
  guest: "People to be refused",
  deactivated: "People to be refused",
  stranger: "People to be refused",
};
const NOTES = {
  guest: "A guest: the bot refuses.",
  deactivated: "A deactivated account: Slack lets them do nothing.",
  stranger: "From another workspace: the bot refuses.",
};
const SUFFIX = {guest: " (guest)", deactivated: " (deactivated)", stranger: " (other workspace)"};

// sidebar returns render(people, user, channel, channels, unread). It calls changed(user) and
// go(channel) after a choice.
export function sidebar({changed, go}) {
  const select = byId("view-as");
  select.addEventListener("change", () => changed(select.value));
  const entries = new Map(); // channel -> its button, reused so that a pressed button stays in place
  let shown = "";
  let met = "";

  function switcher(people) {
    const now = JSON.stringify(people);
    if (now === met) return;
    met = now;
    const option = (person) => el("option", {value: person.id}, person.name + (SUFFIX[person.standing] ?? ""));
    const groups = [...new Set(Object.values(STANDING))].map((label) => [
      label,
      people.filter((person) => !person.is_bot && STANDING[person.standing] === label),
    ]);
    select.replaceChildren(
      ...groups
        .filter(([, members]) => members.length)
        .map(([label, members]) => el("optgroup", {label}, members.map(option))),
    );
  }

  function entry(place, current, fresh) {
    if (!entries.has(place.id))
      entries.set(place.id, el("button", {type: "button", "data-channel": place.id, onclick: () => go(place.id)}));
    const button = entries.get(place.id);
    button.className = fresh ? "place unread" : "place";
    button.toggleAttribute("aria-current", current);
    if (current) button.setAttribute("aria-current", "page");
    button.replaceChildren(
      ...[
        place.is_dm ? avatar(place.name, true) : el("span", {class: "hash", "aria-hidden": "true"}, "#"),
        el("span", {}, place.name),
        place.is_archived ? el("small", {class: "muted"}, "archived") : null,
        fresh ? el("span", {class: "dot", title: "new messages"}) : null,
      ].filter(Boolean),
    );
    return button;
  }

  // fill puts buttons into their list, and moves only those in the wrong position.
  function fill(list, buttons) {
    buttons.forEach((button, index) => {
      const item = list.children[index] ?? list.appendChild(el("li"));
      if (item.firstChild !== button) item.replaceChildren(button);
    });
    while (list.children.length > buttons.length) list.lastChild.remove();
  }

  return function render(people, user, channel, channels, unread) {
    switcher(people);
    select.value = user.id;
    byId("view-as-note").textContent = NOTES[user.standing] ?? "";
    const places = JSON.stringify([
      channel,
      channels.map((place) => [place.id, place.name, place.is_archived]),
      [...unread],
    ]);
    if (places === shown) return;
    shown = places;
    const focused = document.activeElement?.dataset.channel;
    const buttons = (direct) =>
      channels
        .filter((place) => Boolean(place.is_dm) === direct)
        .map((place) => entry(place, place.id === channel, unread.has(place.id)));
    fill(byId("channels"), buttons(false));
    fill(byId("directs"), buttons(true));
    if (focused) document.querySelector(`[data-channel="${CSS.escape(focused)}"]`)?.focus();
  };
}
