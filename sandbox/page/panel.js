// The control room: faults of Slack and Mayar, and counters that show the bot's reaction.

import {get, post} from "./api.js";
import {channelPanel} from "./panel_channel.js";
import {clockPanel} from "./panel_clock.js";
import {append, el, icon, toast} from "./dom.js";
import {peoplePanel} from "./panel_people.js";
import {duration} from "./time.js";

const DISCONNECTS = [
  ["warning", "Warning", "Slack says that it will close the sockets, then does"],
  ["refresh_requested", "Refresh", "Slack asks for new sockets, as it does every few hours"],
  ["link_disabled", "Link disabled", "Somebody switched Socket Mode off"],
  ["too_many_websockets", "Too many", "Slack finds that the app has too many sockets"],
  ["cut", "Cut", "The network goes away without a word"],
  ["deaf", "Deafen", "The sockets stay open and nothing comes through"],
];

const COMMON = 6; // number of Mayar's faults that are always shown

// panel builds the control room and returns refresh(place, known, people), to be called after every
// change. Without place or people the last ones stay; without known the state is fetched. here() is
// the current user and channel.
export function panel(root, meta, here, closeIt) {
  const counters = el("dl", {class: "counters"});
  const sockets = el("ul", {class: "sockets"});
  const rare = el("details", {}, el("summary", {}, "More ways to fail"), meta.faults.slice(COMMON).map(faultChoice));
  const faults = el(
    "fieldset",
    {class: "faults"},
    el("legend", {}, "Mayar"),
    meta.faults.slice(0, COMMON).map(faultChoice),
    rare,
  );
  const checkout = settingSelect("checkout", meta.checkouts);
  const versions = settingSelect("versions", meta.versions);
  const posts = settingSelect("posts", meta.posts);
  const clock = clockPanel(action);
  const channel = channelPanel(action, here);
  const people = peoplePanel(action);
  append(root, [
    el(
      "header",
      {class: "panel-head"},
      el("h2", {}, "Control room"),
      el(
        "button",
        {type: "button", class: "icon", "aria-label": "Close the control room", onclick: closeIt},
        icon("close"),
      ),
    ),
    counters,
    clock.node,
    el(
      "section",
      {},
      el("h3", {}, "Transactions"),
      el(
        "div",
        {class: "stack"},
        action("Mark one paid", "paid"),
        action("Mark five paid", "paid", {count: 5}),
        action("Add one", "add"),
        action("Let five expire", "expire", {count: 5}),
      ),
    ),
    channel.node,
    people.node,
    el("section", {}, el("h3", {}, "The bot’s messages"), el("label", {class: "line"}, "When it posts", posts)),
    el(
      "section",
      {},
      faults,
      el("label", {class: "line"}, "Checkout answer", checkout),
      el("label", {class: "line"}, "API versions", versions),
    ),
    el(
      "section",
      {},
      el("h3", {}, "Slack’s sockets"),
      sockets,
      el(
        "div",
        {class: "stack"},
        DISCONNECTS.map(([reason, label, title]) => action(label, "disconnect", {reason}, title)),
      ),
    ),
  ]);

  // action is a button. body is what it posts, or a function that returns it.
  function action(label, path, body = {}, title = null) {
    const node = el("button", {type: "button", class: "button", title, "data-panel": body.reason ?? path}, label);
    node.addEventListener("click", () => run(node, path, typeof body === "function" ? body() : body));
    return node;
  }

  async function run(node, path, body) {
    node.setAttribute("aria-busy", "true");
    try {
      const answer = await post(`panel/${path}`, body);
      toast(answer.said);
    } catch (problem) {
      toast(problem.message, "error");
    } finally {
      node.removeAttribute("aria-busy");
      refresh().catch(() => {}); // another part shows that the sandbox is gone
    }
  }

  function faultChoice(fault) {
    const input = el("input", {
      type: "radio",
      name: "fault",
      value: fault.name,
      onchange: () => run(faults, "fault", {name: fault.name}),
    });
    return el("label", {class: "choice"}, input, el("span", {}, fault.title));
  }

  function settingSelect(path, settings) {
    const select = el(
      "select",
      {class: "select", "data-panel": path},
      settings.map(({name, title}) => el("option", {value: name}, title)),
    );
    select.addEventListener("change", () => run(select, path, {name: select.value}));
    return select;
  }

  async function refresh(place, known, everybody) {
    if (place) channel.refresh(place);
    if (everybody) people.refresh(everybody);
    const now = known ?? (await get("panel"));
    clock.refresh(now.clock);
    counters.replaceChildren(
      counter("Bot", now.bot.text, now.bot.ok ? "good" : "bad"),
      counter("Open sockets", String(now.sockets.length), now.sockets.length ? "good" : "bad"),
      counter(
        "Mayar, last minute",
        now.mayar.limit ? `${now.mayar.last_minute} of ${now.mayar.limit}` : many(now.mayar.last_minute, "request"),
      ),
      counter("Open transactions", String(now.mayar.open)),
      counter(
        "Last command",
        now.last_ack ? ackText(now.last_ack) : "none yet",
        now.last_ack && !now.last_ack.acked ? "bad" : "",
      ),
    );
    sockets.replaceChildren(
      ...now.sockets.map((socket) =>
        el(
          "li",
          {},
          el("span", {class: socket.deaf || socket.leaving ? "dot bad" : "dot good", "aria-hidden": "true"}),
          el("code", {}, socket.id),
          el("small", {}, socket.deaf ? "deaf" : socket.leaving ? "leaving" : many(socket.acks, "ack")),
        ),
      ),
    );
    if (meta.faults.findIndex((fault) => fault.name === now.mayar.fault) >= COMMON) rare.open = true;
    for (const input of faults.querySelectorAll("input")) input.checked = input.value === now.mayar.fault;
    checkout.value = now.mayar.checkout;
    versions.value = now.mayar.versions;
    posts.value = now.posts;
  }

  return refresh;
}

function counter(name, value, mood = "") {
  return el("div", {}, el("dt", {}, name), el("dd", {class: mood || null, "data-counter": name}, value));
}

function many(count, thing) {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

function ackText(ack) {
  if (ack.acked) return `${duration(ack.ack_ms)} to ack`;
  return ack.offline ? "not delivered" : "not acked";
}
