// The messages of a channel as the user sees them, with the commands that the user typed.

import {blocks} from "./blocks.js";
import {avatar, el, icon} from "./dom.js";
import {mrkdwn} from "./mrkdwn.js";
import {clock, day, duration, fullTime} from "./time.js";

// messageList returns render(channel, messages, echoes, after, empty). Messages later than after
// are marked as new, unless after is empty; empty is the text of an empty channel. hooks has names,
// person(id), act(ts, action), suggest(ts, block, action, typed). pill is a button that is shown
// while a newer message is out of view.
export function messageList(root, pill, hooks) {
  const drawn = new Map(); // key -> {json, node}
  const acks = new Map(); // ts -> duration of the last click on it
  let place = "";
  let parked = -1; // the scroll position that showEnd set

  function render(where, messages, echoes, after, empty) {
    if (where !== place) {
      drawn.clear();
      root.replaceChildren();
    }
    const atEnd = where !== place || root.scrollHeight - root.scrollTop - root.clientHeight < 80;
    const unmoved = root.scrollTop === parked;
    place = where;
    const focused = focusMark(root);
    const entries = [
      ...messages.map((message) => ({
        key: `m${message.ts}`,
        at: Number(message.ts),
        value: message,
        mine: message.ephemeral,
        fresh: after !== "" && message.ts > after,
        draw: () => (message.subtype ? drawChange(message) : drawMessage(message)),
      })),
      ...echoes.map((echo) => ({key: `e${echo.id}`, at: echo.at, value: echo, mine: true, draw: () => drawEcho(echo)})),
    ].sort((a, b) => a.at - b.at);
    const shown = separated(entries);
    const last = entries.at(-1);
    const arrived = last && !drawn.has(last.key);
    const nodes = shown.map(keep);
    for (const key of drawn.keys()) if (!shown.some((entry) => entry.key === key)) drawn.delete(key);
    arrange(nodes, empty);
    restoreFocus(root, focused);
    if (last && (atEnd || (arrived && (unmoved || last.mine)))) showEnd();
    else if (arrived) pill.hidden = false;
    hidePill();
  }

  // separated adds a line before the first entry of each day and before the first new message.
  function separated(entries) {
    const first = entries.find((entry) => entry.fresh);
    let today = "";
    return entries.flatMap((entry) => {
      const before = [];
      if (day(entry.at) !== today) {
        today = day(entry.at);
        before.push({
          key: `d${today}`,
          value: today,
          draw: (
            (name) => () =>
              el("p", {class: "day", role: "separator"}, el("span", {}, name))
          )(today),
        });
      }
      if (entry === first)
        before.push({
          key: "new",
          value: "New",
          draw: () => el("p", {class: "day new", role: "separator"}, el("span", {}, "New")),
        });
      return [...before, entry];
    });
  }

  // showEnd scrolls to the newest entry: to its end, or to its start if it is taller than the
  // window and has no focus.
  function showEnd() {
    const node = root.lastElementChild;
    const long = node.offsetHeight > root.clientHeight && !node.contains(document.activeElement);
    root.scrollTop = long ? node.offsetTop - root.offsetTop - 40 : root.scrollHeight;
    parked = root.scrollTop;
  }

  // hidePill hides the pill when the newest entry is in view.
  function hidePill() {
    const node = root.lastElementChild;
    if (node.offsetTop - root.offsetTop + Math.min(node.offsetHeight, 40) <= root.scrollTop + root.clientHeight)
      pill.hidden = true;
  }
  root.addEventListener("scroll", hidePill, {passive: true});
  pill.addEventListener("click", showEnd);

  // keep draws an entry only if it changed, so that the user's work in other entries is not
  // disturbed.
  function keep({key, value, draw}) {
    const json = JSON.stringify(value);
    const old = drawn.get(key);
    if (old?.json === json) return old.node;
    const node = draw();
    drawn.set(key, {json, node});
    return node;
  }

  function arrange(nodes, empty) {
    const wanted = nodes.length ? nodes : [el("p", {class: "empty"}, empty)];
    wanted.forEach((node, index) => {
      if (root.children[index] !== node) root.insertBefore(node, root.children[index] ?? null);
    });
    while (root.children.length > wanted.length) root.lastChild.remove();
  }

  function drawMessage(message) {
    const author = hooks.person(message.user);
    const ack = el("small", {class: "ack", role: "status"}, acks.get(message.ts) ?? "");
    const ctx = {
      names: hooks.names,
      suggest: (block, action, typed) => hooks.suggest(message.ts, block, action, typed),
      async act(action) {
        say("");
        const sent = await hooks.act(message.ts, action);
        say(became(sent));
      },
    };
    // A click often replaces its own message, so show the duration on the current drawing of the
    // message.
    function say(text) {
      acks.set(message.ts, text);
      const now = drawn.get(`m${message.ts}`)?.node.querySelector(".ack:last-child") ?? ack;
      now.textContent = text;
    }
    return el(
      "article",
      {class: message.ephemeral ? "message ephemeral" : "message", "data-ts": message.ts},
      avatar(author.name, author.is_bot),
      el(
        "div",
        {class: "message-main"},
        el(
          "header",
          {},
          el("strong", {}, author.name),
          author.is_bot ? el("span", {class: "badge"}, "app") : null,
          el("time", {title: fullTime(message.ts)}, clock(message.ts)),
          message.edited ? el("small", {class: "muted"}, "edited") : null,
        ),
        message.ephemeral ? el("p", {class: "only-you"}, icon("eye"), "Only visible to you") : null,
        message.blocks?.length
          ? blocks(message.blocks, ctx)
          : el("div", {class: "block"}, mrkdwn(message.text ?? "", hooks.names)),
        ack,
      ),
    );
  }

  // drawChange draws Slack's own message about members or archiving.
  function drawChange(message) {
    return el(
      "p",
      {class: "change", "data-ts": message.ts},
      mrkdwn(message.text, hooks.names),
      el("time", {title: fullTime(message.ts)}, clock(message.ts)),
    );
  }

  function drawEcho(echo) {
    const took = echo.pending ? "waiting for the bot…" : became(echo);
    return el("p", {class: "echo"}, el("code", {}, echo.text), el("small", {class: "ack"}, took));
  }

  return render;
}

function became(sent) {
  if (sent.by_slack) return "answered by Slack itself";
  if (sent.acked) return `acknowledged in ${duration(sent.ack_ms)}`;
  return sent.offline ? "⚠ not delivered: the app is not connected" : "⚠ not acknowledged within 3 s";
}

// Keeps the focus when a message is drawn again, so that paging by keyboard stays on "Next".
function focusMark(root) {
  const node = document.activeElement;
  return root.contains(node) && node.dataset.action
    ? {ts: node.closest("[data-ts]")?.dataset.ts, action: node.dataset.action, node}
    : null;
}

function restoreFocus(root, mark) {
  if (!mark || mark.node.isConnected) return;
  root
    .querySelector(`[data-ts="${CSS.escape(mark.ts)}"] [data-action="${CSS.escape(mark.action)}"]`)
    ?.focus({preventScroll: true});
}
