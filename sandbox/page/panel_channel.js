// Changes to the current channel: remove the bot, archive, let only admins post, share with another
// company.

import {el} from "./dom.js";
import {toggle} from "./toggle.js";

// channelPanel returns {node, refresh(place)}. action(label, path, body) makes a button of the
// control room; body may be a function.
export function channelPanel(action, here) {
  const title = el("h3");
  const note = el("p", {class: "room-note"}, "Direct messages stay as they are.");
  const move = (on, off) => toggle(action, "channel", here, on, off);
  const bot = move(["Invite the bot", "invite"], ["Kick the bot out", "kick"]);
  const archived = move(["Archive", "archive"], ["Unarchive", "unarchive"]);
  const restricted = move(["Only admins post", "restrict"], ["Everybody posts", "unrestrict"]);
  const shared = move(["Share outside", "share"], ["End the sharing", "unshare"]);
  const buttons = el("div", {class: "stack"}, bot.node, archived.node, restricted.node, shared.node);

  return {
    node: el("section", {"data-room": "channel"}, title, buttons, note),
    refresh(place) {
      title.textContent = place.is_dm ? "Direct messages" : `#${place.name}`;
      buttons.hidden = Boolean(place.is_dm);
      note.hidden = !place.is_dm;
      bot.set(place.has_bot);
      archived.set(place.is_archived);
      restricted.set(place.is_restricted);
      shared.set(place.is_shared);
    },
  };
}
