// The modal: the top of the user's stack of views, its form, and its field errors.

import {blocks} from "./blocks.js";
import {el, icon} from "./dom.js";
import {duration} from "./time.js";

// modal returns render(views), which shows the last view, or closes the dialog if there is none.
// hooks has names, act(view, action), suggest(view, block, action, typed), submit(view, values) and
// close(view).
export function modal(dialog, hooks) {
  const filled = new Map(); // view id -> its fields while the view is open, so that updates keep the input
  let shown = null; // {id, hash, fields, note, errors}: errors are the bot's field errors as JSON

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (shown) hooks.close(shown.id);
  });

  function render(views) {
    const view = views.at(-1);
    for (const id of filled.keys()) if (!views.some((open) => open.id === id)) filled.delete(id);
    if (!view) {
      shown = null;
      if (dialog.open) dialog.close();
      return;
    }
    if (shown?.id !== view.id || shown.hash !== view.hash) draw(view, views.length);
    const errors = JSON.stringify(view.errors ?? {});
    if (errors !== shown.errors) mark(view.errors ?? {});
    shown.errors = errors;
    if (view.trouble) shown.note.textContent = view.trouble;
    if (!dialog.open) dialog.showModal();
  }

  function draw(view, depth) {
    const kept = filled.get(view.id) ?? new Map();
    const fields = new Map();
    const ctx = {
      names: hooks.names,
      fields,
      act: (action) => hooks.act(view.id, action),
      suggest: (block, action, typed) => hooks.suggest(view.id, block, action, typed),
    };
    const note = el("span", {class: "ack", role: "status"});
    const body = el("div", {class: "modal-body"}, blocks(view.blocks ?? [], ctx));
    const form = el(
      "form",
      {novalidate: true, "data-view": view.id, "data-callback": view.callback_id},
      heading(view, depth),
      body,
      footer(view, note),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      submit(form);
    });
    for (const [name, field] of fields) if (kept.has(name)) field.restore(kept.get(name).chosen());
    filled.set(view.id, fields);
    shown = {id: view.id, hash: view.hash, fields, note, errors: "{}"};
    dialog.replaceChildren(form);
    dialog.dataset.depth = depth;
    queueMicrotask(() =>
      (body.querySelector(".field:not([hidden]), .select") ?? form.querySelector(".button"))?.focus(),
    );
  }

  function heading(view, depth) {
    return el(
      "header",
      {class: "modal-head"},
      el("h2", {id: "modal-title"}, view.title?.text ?? ""),
      depth > 1 ? el("small", {}, `${depth} of a stack`) : null,
      el(
        "button",
        {type: "button", class: "icon", "aria-label": "Close", onclick: () => hooks.close(view.id)},
        icon("close"),
      ),
    );
  }

  function footer(view, note) {
    return el(
      "footer",
      {class: "modal-foot"},
      note,
      el(
        "button",
        {type: "button", class: "button", onclick: () => hooks.close(view.id)},
        view.close?.text ?? (view.submit ? "Cancel" : "Close"),
      ),
      view.submit ? el("button", {type: "submit", class: "button primary"}, view.submit.text) : null,
    );
  }

  async function submit(form) {
    const current = shown;
    const button = form.querySelector("[type=submit]");
    if (!button || button.getAttribute("aria-busy") === "true") return;
    const problems = {};
    for (const field of current.fields.values()) {
      const problem = field.check();
      if (problem) problems[field.block] = problem;
    }
    current.errors = "{}";
    mark(problems);
    if (Object.keys(problems).length) return;
    button.setAttribute("aria-busy", "true");
    current.note.textContent = "";
    try {
      const sent = await hooks.submit(current.id, values(current.fields));
      current.note.textContent = sent.acked
        ? `answered in ${duration(sent.ack_ms)}`
        : sent.offline
          ? "Not delivered: the app is not connected."
          : "Not sent.";
      if (sent.errors) mark(sent.errors);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  // mark shows each error at its field and focuses the first one.
  function mark(problems) {
    let first = null;
    for (const field of shown.fields.values()) {
      const text = problems[field.block];
      field.mark(text);
      if (text) first ??= field.control;
    }
    first?.focus();
  }

  return render;
}

function values(fields) {
  const out = {};
  for (const field of fields.values()) (out[field.block] ??= {})[field.action] = field.value();
  return out;
}
