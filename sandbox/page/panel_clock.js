// The sandbox's clock and the buttons that move it ahead.

import {el} from "./dom.js";
import {clock, day, moment, setNow, span, zoneName} from "./time.js";

// clockPanel returns {node, refresh(clock)}. action(label, path, body) makes a button of the
// control room.
export function clockPanel(action) {
  const time = el("strong", {class: "clock-time"});
  const date = el("span", {class: "clock-day"});
  const ahead = el("small");
  const next = el("p", {class: "room-note", id: "next-digest"});
  const steps = [
    action("+1 hour", "clock", {to: "hour"}),
    action("+1 day", "clock", {to: "day"}),
    action("To the next holiday", "clock", {to: "holiday"}),
    action("To the next working day", "clock", {to: "workday"}),
    action("To the next digest", "clock", {to: "digest"}),
  ];
  const digest = steps.at(-1);
  digest.classList.add("wide");
  digest.setAttribute("aria-describedby", next.id);
  const node = el(
    "section",
    {"data-room": "clock"},
    el("h3", {}, "Clock"),
    el("p", {class: "clock"}, time, date, ahead),
    el("div", {class: "stack"}, steps),
    next,
  );

  return {
    node,
    refresh(now) {
      setNow(now.now);
      time.textContent = `${clock(now.now)} ${zoneName(now.now)}`;
      date.textContent = now.holiday ? `${day(now.now)} · ${now.holiday}` : day(now.now);
      ahead.textContent = now.ahead >= 60 ? `moved on by ${span(now.ahead)}` : "";
      for (const step of steps) step.disabled = !now.movable;
      digest.disabled ||= !now.next;
      next.textContent = now.next ? `Next digest: ${moment(now.next)}` : "No digest is waiting.";
    },
  };
}
