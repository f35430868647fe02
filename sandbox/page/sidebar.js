// Who one is, and where: the switcher of people, the channels and the direct messages.

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

// sidebar fills the switcher once and returns render(user, channel, channels, unread). changed(user) and go(channel) tell what was chosen.
export function sidebar(people, {changed, go}) {
  const select = byId("view-as");
  const shown = people.filter((person) => !person.is_bot);
  for (const label of new Set(Object.values(STANDING))) {
    const group = shown.filter((person) => STANDING[person.standing] === label);
    const option = (person) => el("option", {value: person.id}, person.name + (SUFFIX[person.standing] ?? ""));
    if (group.length) select.append(el("optgroup", {label}, group.map(option)));
  }
  select.addEventListener("change", () => changed(select.value));

  let shownPlaces = "";

  return function render(user, channel, channels, unread) {
    select.value = user.id;
    byId("view-as-note").textContent = NOTES[user.standing] ?? "";
    const places = JSON.stringify([channel, channels.map((place) => [place.id, place.name, place.is_archived]), [...unread]]);
    if (places === shownPlaces) return;
    shownPlaces = places;
    const focused = document.activeElement?.dataset.channel;
    const entry = (place) => el("li", {}, el("button", {
      type: "button", class: unread.has(place.id) ? "place unread" : "place", "aria-current": place.id === channel ? "page" : null,
      "data-channel": place.id, onclick: () => go(place.id),
    }, place.is_dm ? avatar(place.name, true) : el("span", {class: "hash", "aria-hidden": "true"}, "#"), el("span", {}, place.name), place.is_archived ? el("small", {class: "muted"}, "archived") : null,
    unread.has(place.id) ? el("span", {class: "dot", title: "new messages"}) : null));
    byId("channels").replaceChildren(...channels.filter((place) => !place.is_dm).map(entry));
    byId("directs").replaceChildren(...channels.filter((place) => place.is_dm).map(entry));
    if (focused) document.querySelector(`[data-channel="${CSS.escape(focused)}"]`)?.focus();
  };
}
