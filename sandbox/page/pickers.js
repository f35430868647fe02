// Controls for picking: check boxes, radio buttons, people, channels, times and dates, in forms and
// in messages.

import {el} from "./dom.js";
import {textObject} from "./mrkdwn.js";

let count = 0;

// picker makes the control of an element, or returns null for another type. names are the page's,
// label describes the choice, and id is for the target of a <label>. It returns {node, control,
// value(), empty(), chosen(), restore(chosen), group, settles}. group is true if the parts have
// their own labels. settles is the event after which the choice is final.
export function picker(object, {id, label, names}) {
  const make = MAKERS[object?.type];
  return make ? make(object, {id, label, names}) : null;
}

const MAKERS = {
  checkboxes: (object, at) => several(object, "boxes", at),
  multi_static_select: (object, at) => several(object, "boxes framed", at),
  radio_buttons: one,
  users_select: (object, at) => pickedFrom(object, "initial_user", at.names.people?.() ?? [], at),
  conversations_select: (object, at) => pickedFrom(object, "initial_conversation", conversations(object, at.names), at),
  channels_select: (object, at) =>
    pickedFrom(object, "initial_channel", conversations({filter: {include: ["public"]}}, at.names), at),
  timepicker: (object, at) => typed(object, "time", "initial_time", at),
  datepicker: (object, at) => typed(object, "date", "initial_date", at),
};

// offers lists the options of an element in order. The first option of a group has its heading.
function offers(object) {
  const groups = object.option_groups ?? [{options: object.options ?? []}];
  return groups.flatMap((group) =>
    group.options.map((option, index) => ({option, heading: index === 0 ? group.label?.text : null})),
  );
}

function choice(type, name, option, initial) {
  const input = el("input", {type, name, value: option.value, checked: initial});
  const node = el(
    "label",
    {class: "choice"},
    input,
    el(
      "span",
      {},
      textObject(option.text),
      option.description ? el("small", {}, textObject(option.description)) : null,
    ),
  );
  return {input, node, option};
}

function group(role, style, at, rows) {
  return el(
    "div",
    {
      id: at.id,
      role,
      class: style,
      "aria-label": at.id ? null : at.label,
      "aria-labelledby": at.id ? `${at.id}-label` : null,
      tabindex: "-1",
    },
    rows.map(({heading, node}) => [heading ? el("p", {class: "choice-heading"}, heading) : null, node]),
  );
}

function several(object, style, at) {
  const initial = new Set((object.initial_options ?? []).map((option) => option.value));
  const rows = offers(object).map(({option, heading}) => ({
    heading,
    ...choice("checkbox", null, option, initial.has(option.value)),
  }));
  const node = group("group", style, at, rows);
  const chosen = () => rows.filter((row) => row.input.checked).map((row) => row.option.value);
  const most = object.max_selected_items ?? Infinity;
  const limit = () => {
    const full = chosen().length >= most;
    for (const row of rows) row.input.disabled = full && !row.input.checked;
  };
  node.addEventListener("change", limit);
  limit();
  return {
    node,
    control: node,
    kind: object,
    group: true,
    settles: "change",
    chosen,
    value: () => ({options: chosen()}),
    empty: () => chosen().length === 0,
    restore(values) {
      for (const row of rows) row.input.checked = values.includes(row.option.value);
      limit();
    },
  };
}

function one(object, at) {
  const name = `radio-${++count}`;
  const rows = offers(object).map(({option, heading}) => ({
    heading,
    ...choice("radio", name, option, option.value === object.initial_option?.value),
  }));
  const node = group("radiogroup", "boxes", at, rows);
  const chosen = () => rows.find((row) => row.input.checked)?.option.value ?? null;
  return {
    node,
    control: node,
    kind: object,
    group: true,
    settles: "change",
    chosen,
    value: () => ({option: chosen()}),
    empty: () => chosen() === null,
    restore(value) {
      for (const row of rows) row.input.checked = row.option.value === value;
    },
  };
}

// conversations lists the channels that an element offers, by Slack's filter.
function conversations(object, names) {
  const kinds = object.filter?.include;
  const kind = (place) => (place.is_dm ? "im" : place.is_private ? "private" : "public");
  return (names.places?.() ?? [])
    .filter((place) => !kinds || kinds.includes(kind(place)))
    .map((place) => ({id: place.id, name: place.is_dm ? place.name : `#${place.name}`}));
}

function pickedFrom(object, initial, offered, at) {
  const first = object[initial] ?? "";
  const known = offered.some((one) => one.id === first) || !first ? offered : [...offered, {id: first, name: first}];
  const control = el(
    "select",
    {id: at.id, class: "select", "aria-label": at.id ? null : at.label},
    el("option", {value: ""}, object.placeholder?.text ?? "Choose…"),
    known.map((one) => el("option", {value: one.id}, one.name)),
  );
  control.value = first;
  return picked(object, control, "change");
}

function typed(object, type, initial, at) {
  const control = el("input", {id: at.id, type, class: "field picked", "aria-label": at.id ? null : at.label});
  control.value = object[initial] ?? "";
  return picked(object, control, "blur"); // these controls change with every key
}

function picked(object, control, settles) {
  return {
    node: control,
    control,
    kind: object,
    settles,
    chosen: () => control.value,
    value: () => ({picked: control.value}),
    empty: () => control.value === "",
    restore(value) {
      control.value = value;
    },
  };
}
