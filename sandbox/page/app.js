// Start of the page: keeps the current user and channel, fetches their state, and gives it to the
// parts.

import {Unreachable, get, latest, listen, post} from "./api.js";
import {composer} from "./composer.js";
import {byId, icon, toast} from "./dom.js";
import {gallery} from "./gallery.js";
import {hint} from "./hint.js";
import {messageList} from "./messages.js";
import {modal} from "./modal.js";
import {explainLinks} from "./payments.js";
import {panel} from "./panel.js";
import {drawers, theme} from "./shell.js";
import {sidebar} from "./sidebar.js";
import {now, setNow, useZone} from "./time.js";

const start = JSON.parse(byId("start").textContent); // the initial state, so that no request is needed before drawing
const meta = start.meta;
const people = new Map();
const meet = (everybody) => {
  for (const person of everybody) people.set(person.id, person);
};
meet(meta.people);
const channelNames = new Map();
const seen = new Map(); // "user/channel" -> ts of the newest message that was seen
const pending = []; // commands without an acknowledgement
let user = people.get(sessionStorage.getItem("user")) ?? people.get(start.user);
let channel = sessionStorage.getItem("channel") ?? "";

let places = []; // the channels of the current user
let fresh = {key: "", after: ""}; // the channel opened last, and its newest message seen before

const names = {
  user: (id) => people.get(id)?.name,
  channel: (id) => channelNames.get(id),
  people: () => [...people.values()].filter((person) => person.standing !== "deactivated"),
  places: () => places,
};
const here = () => ({user: user.id, channel});

// Shows the error of a failed action, and never leaves a button busy.
async function attempt(doing, otherwise) {
  try {
    return await doing();
  } catch (problem) {
    toast(problem.message, "error");
    return typeof otherwise === "function" ? otherwise(problem) : otherwise;
  } finally {
    refresh();
  }
}

const notSent = {acked: false, ack_ms: 0};
const act = (where, action) => attempt(() => post("click", {...here(), ...where, ...action}), notSent);
const suggest = async (where, block, action, value) =>
  (await post("suggest", {...here(), ...where, block_id: block, action_id: action, value})).options;

// send returns whether the line reached the sandbox, whatever its result.
async function send(text) {
  const reached = (problem) => !(problem instanceof Unreachable);
  const sent = (path) => attempt(() => post(path, {...here(), text}).then(() => true), reached);
  if (!channel) await attempt(draw); // a new user has no current channel yet
  if (!text.startsWith("/")) return sent("say");
  tips.dismiss();
  const echo = {id: `pending-${Date.now()}`, at: now(), text, pending: true, ...here()};
  pending.push(echo);
  refresh();
  return sent("slash").finally(() => {
    pending.splice(pending.indexOf(echo), 1);
    refresh();
  });
}

const drawMessages = messageList(byId("messages"), byId("newer"), {
  names,
  person: (id) => people.get(id) ?? {name: id === "USLACKBOT" ? "Slackbot" : id, is_bot: true},
  act: (ts, action) => act({ts}, action),
  suggest: (ts, block, action, value) => suggest({ts}, block, action, value),
});
const drawModal = modal(byId("modal"), {
  names,
  act: (view, action) => act({view_id: view}, action),
  suggest: (view, block, action, value) => suggest({view_id: view}, block, action, value),
  submit: (view, values) => attempt(() => post("submit", {...here(), view_id: view, values}), notSent),
  close: (view) => attempt(() => post("close", {...here(), view_id: view})),
});
const drawSidebar = sidebar({
  changed(id) {
    user = people.get(id);
    channel = "";
    sessionStorage.setItem("user", id);
    refresh();
  },
  go(id) {
    const key = `${user.id}/${id}`;
    fresh = {key, after: seen.get(key) ?? ""};
    channel = id;
    sessionStorage.setItem("channel", id);
    drawer.close("sidebar");
    refresh();
    box.focus();
  },
});

// refresh fetches and draws. While the server is gone, the top of the page says so.
const refresh = latest(() =>
  draw().then(
    () => reachable(true),
    () => reachable(false),
  ),
);

function reachable(up) {
  byId("connection").textContent = up ? "" : "The sandbox does not answer";
  byId("connection").classList.toggle("bad", !up);
}

async function draw() {
  const asked = here();
  const state = await get("state", asked);
  if (asked.user !== user.id || (asked.channel && asked.channel !== channel)) return;
  await show(state);
}

async function show(state, panelState) {
  channel = state.channel;
  meet(state.people);
  user = people.get(user.id);
  places = state.channels;
  setNow(state.now);
  for (const place of state.channels) channelNames.set(place.id, place.name);
  const place = state.channels.find((candidate) => candidate.id === channel);
  markSeen(state.channels);
  byId("channel-name").textContent = (place.is_dm ? "" : "#") + place.name;
  byId("channel-topic").textContent = place.topic ?? "";
  box.aim((place.is_dm ? "" : "#") + place.name, place.is_read_only);
  drawSidebar(state.people, user, channel, state.channels, unread(state.channels));
  const key = `${user.id}/${channel}`;
  drawMessages(
    key,
    state.messages,
    [...state.echoes, ...waiting(state.echoes)],
    key === fresh.key ? fresh.after : "",
    place.is_read_only ? "Nothing here yet." : "Nothing here yet. Type a command below.",
  );
  drawModal(state.views);
  await refreshPanel(place, panelState, state.people);
}

function markSeen(channels) {
  for (const place of channels) {
    const key = `${user.id}/${place.id}`;
    if (place.id === channel || !seen.has(key)) seen.set(key, place.latest);
  }
}

function unread(channels) {
  return new Set(
    channels.filter((place) => place.latest > seen.get(`${user.id}/${place.id}`)).map((place) => place.id),
  );
}

// waiting returns the commands that the server does not list yet.
function waiting(echoes) {
  const listed = (echo) => echoes.some((other) => other.text === echo.text && other.at > echo.at - 0.5);
  return pending.filter((echo) => echo.user === user.id && echo.channel === channel && !listed(echo));
}

const box = composer(byId("composer"), meta.commands, send);
const tips = hint(byId("hint"), meta.tries, (text) => box.say(text));
const drawer = drawers();
const refreshPanel = panel(byId("panel"), meta, here, () => drawer.close("panel"));
const openGallery = gallery(byId("gallery"), names);

useZone(meta.zone);
theme(byId("toggle-theme"));
byId("team-name").textContent = meta.team;
byId("open-gallery").prepend(icon("eye"));
byId("open-gallery").addEventListener("click", () => attempt(openGallery));
byId("show-hint").prepend(icon("spark"));
byId("show-hint").addEventListener("click", () => {
  drawer.close("sidebar");
  tips.show();
});
if (start.state && user.id === start.user && !channel) show(start.state, start.panel);
explainLinks();
listen(refresh, reachable);
setInterval(() => {
  if (document.body.classList.contains("panel-open") && !document.hidden) refreshPanel().catch(() => {});
}, 3000);
box.focus();
