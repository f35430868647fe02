// The gallery: every message of the bot, in both languages side by side.

import {get} from "./api.js";
import {blocks} from "./blocks.js";
import {el, icon} from "./dom.js";
import {mrkdwn} from "./mrkdwn.js";

// Names for the samples' ids, which do not exist in the workspace.
const SAMPLED = {
  people: {U0SAMPLE01: "Sari Contoh", U0SAMPLE02: "Joko Umpama"},
  channels: {C0SAMPLE01: "keuangan"},
  groups: {S0SAMPLE01: "keuangan"},
};

const LANGUAGES = {en: "English", id: "Bahasa Indonesia"};

// gallery returns open(), which fills the dialog the first time and shows it.
export function gallery(root, here) {
  const names = {
    ...here,
    people: () => Object.entries(SAMPLED.people).map(([id, name]) => ({id, name})),
    user: (id) => SAMPLED.people[id] ?? here.user(id),
    channel: (id) => SAMPLED.channels[id] ?? here.channel(id),
    group: (id) => SAMPLED.groups[id],
  };
  let filled = false;

  async function fill() {
    const {languages, samples} = await get("gallery");
    const filter = el("input", {
      type: "search",
      class: "field",
      placeholder: "Find a message…",
      "aria-label": "Find a message",
    });
    const cards = samples.map((sample) => card(sample, languages, names));
    const none = el("p", {class: "empty", hidden: samples.length > 0}, "There are no samples here.");
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase();
      for (const node of cards) node.hidden = !node.dataset.words.includes(words);
      none.hidden = cards.some((node) => !node.hidden);
    });
    root.replaceChildren(
      el(
        "header",
        {class: "gallery-head"},
        el("h2", {}, "Message gallery"),
        el("small", {}, `${samples.length} messages`),
        filter,
        el(
          "button",
          {type: "button", class: "icon", "aria-label": "Close the gallery", onclick: () => root.close()},
          icon("close"),
        ),
      ),
      el("div", {class: "gallery-list"}, cards, none),
    );
    filled = true;
  }

  // open shows the dialog before it draws hundreds of messages.
  return async function open() {
    root.showModal();
    if (!filled) {
      root.replaceChildren(el("p", {class: "empty", role: "status"}, "Drawing every message…"));
      await fill().catch((problem) => {
        root.close();
        throw problem;
      });
    }
    root.querySelector("input").focus();
  };
}

function card(sample, languages, names) {
  const toggle = el("button", {type: "button", class: "button small", "aria-pressed": "false"}, "JSON");
  const sides = el(
    "div",
    {class: "sides"},
    languages.map((language) => side(sample.in[language], language, names)),
  );
  const node = el(
    "article",
    {class: "sample", "data-sample": sample.name, "data-words": `${sample.name} ${sample.title}`.toLowerCase()},
    el("header", {}, el("div", {}, el("h3", {}, sample.title || sample.name), el("code", {}, sample.name)), toggle),
    sides,
  );
  toggle.addEventListener("click", () => {
    const shown = node.classList.toggle("as-json");
    toggle.setAttribute("aria-pressed", String(shown));
  });
  return node;
}

function side(sample, language, names) {
  const content = sample?.view ?? sample?.message;
  return el(
    "div",
    {role: "group", lang: language, "aria-label": LANGUAGES[language] ?? language},
    el("h4", {}, LANGUAGES[language] ?? language),
    el(
      "div",
      {class: sample?.view ? "drawn as-modal" : "drawn"},
      content ? drawn(sample, names) : el("p", {class: "empty"}, "not in this language"),
    ),
    el("pre", {class: "json", tabindex: "0"}, JSON.stringify(content ?? null, null, 2)),
  );
}

// Samples are not interactive: their buttons do nothing and their searches find nothing.
function drawn(sample, names) {
  const ctx = {names, act: async () => {}, suggest: async () => []};
  if (sample.view) {
    const {title, close, submit, blocks: list} = sample.view;
    return [
      el("h3", {class: "modal-title"}, title?.text ?? ""),
      blocks(list ?? [], ctx),
      el(
        "footer",
        {class: "modal-foot"},
        close ? el("span", {class: "button"}, close.text) : null,
        submit ? el("span", {class: "button primary"}, submit.text) : null,
      ),
    ];
  }
  const {text, blocks: list} = sample.message;
  return list?.length ? blocks(list, ctx) : el("div", {class: "block"}, mrkdwn(text ?? "", names));
}
