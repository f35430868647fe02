// Slack's mrkdwn, drawn as DOM nodes. Mentions that would notify people are highlighted, so that an
// unwanted one is seen at once.

import {el, fragment} from "./dom.js";
import {emoji, withEmoji} from "./emoji.js";
import {formatSlackDate} from "./time.js";

const ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"};

// unescape decodes Slack's three entities once; other ampersands stay.
export function unescape(text) {
  return text.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]);
}

// textObject draws a plain_text or mrkdwn object.
export function textObject(object, names) {
  if (!object) return fragment();
  if (object.type === "mrkdwn") return mrkdwn(object.text, {...names, verbatim: object.verbatim === true});
  return fragment(object.emoji === false ? object.text : withEmoji(object.text));
}

// mrkdwn draws text of several lines: code blocks, quotes, and inline formatting.
export function mrkdwn(text, names) {
  const out = fragment();
  text.split("```").forEach((part, index, parts) => {
    const fenced = index % 2 === 1 && index < parts.length - 1;
    if (fenced) out.append(el("pre", {}, entities(part.replace(/^\n/, ""), names)));
    else out.append(paragraphs(index % 2 === 1 ? "```" + part : part, names));
  });
  return out;
}

function paragraphs(text, names) {
  const out = fragment();
  let quote = null;
  text.split("\n").forEach((line, index) => {
    const quoted = line.match(/^(?:&gt;|>) ?(.*)$/);
    if (quoted) {
      quote ??= out.appendChild(el("blockquote"));
      if (quote.childNodes.length) quote.append(el("br"));
      quote.append(inline(quoted[1], names));
      return;
    }
    if (index > 0 && !quote) out.append(el("br"));
    quote = null;
    out.append(inline(line, names));
  });
  return out;
}

const MARKS = {"*": "strong", _: "em", "~": "s"};
const TOKEN = /<([^<>\n]+)>|`([^`\n]+)`|(?<![\p{L}\p{N}])([*_~])(?=\S)(.*?\S)\3(?![\p{L}\p{N}])/u;

function inline(text, names) {
  const out = fragment();
  let rest = text;
  for (let match = TOKEN.exec(rest); match; match = TOKEN.exec(rest)) {
    out.append(plain(rest.slice(0, match.index), names));
    if (match[1] !== undefined) out.append(entity(match[1], names));
    else if (match[2] !== undefined) out.append(el("code", {}, entities(match[2], names)));
    else out.append(el(MARKS[match[3]], {}, inline(match[4], names)));
    rest = rest.slice(match.index + match[0].length);
  }
  out.append(plain(rest, names));
  return out;
}

// entities draws text in which only <…> is special, such as inside code.
function entities(text, names) {
  return fragment(
    text.split(/(<[^<>\n]+>)/).map((part, index) => (index % 2 ? entity(part.slice(1, -1), names) : unescape(part))),
  );
}

function entity(inside, names) {
  const [target, label] = splitOnce(inside, "|");
  if (target.startsWith("@")) return mention(target.slice(1), names);
  if (target.startsWith("#"))
    return el("span", {class: "mention"}, "#" + (names.channel?.(target.slice(1)) ?? label ?? target.slice(1)));
  if (target.startsWith("!date^")) return slackDate(target, label);
  if (target.startsWith("!subteam^"))
    return ping(label ?? "@" + (names.group?.(target.slice(9)) ?? target.slice(9)), "group");
  if (target.startsWith("!")) return ping(label ?? "@" + target.slice(1).split("^").pop());
  return link(unescape(target), label === undefined ? undefined : unescape(label));
}

export function mention(id, names) {
  return el("span", {class: "mention", "data-user": id}, "@" + (names.user?.(id) ?? id));
}

// ping is a mention that would notify a channel or a group.
export function ping(label, whom = "everybody") {
  return el(
    "mark",
    {
      class: `ping ${whom}`,
      title: whom === "group" ? "In Slack this would notify a group" : "In Slack this would notify everybody",
    },
    el("span", {}, "pings "),
    label.startsWith("@") ? label : "@" + label,
  );
}

// link opens in a new tab. Addresses other than http(s), mailto or tel are drawn as text.
export function link(url, label) {
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(url)) return fragment(label ? `${label} (${url})` : url);
  return el(
    "a",
    {href: url, target: "_blank", rel: "noopener noreferrer", title: url},
    label || url.replace(/^(mailto|tel):/i, ""),
  );
}

function slackDate(target, fallback) {
  const [, seconds, format] = target.split("^");
  const shown = formatSlackDate(Number(seconds), format ?? "{date} {time}");
  return el("time", {title: fallback ?? ""}, shown ?? fallback ?? target);
}

// Without verbatim, Slack also finds addresses, mentions and channels in plain text.
const FOUND =
  /(https?:\/\/[^\s<>|]+[^\s<>|.,:;!?)\]}'"*_~]|(?<![\p{L}\p{N}_.@+-])@(?:channel|here|everyone)\b|:[a-z0-9_+-]+:)/gu;

function plain(text, names) {
  return fragment(
    text.split(FOUND).map((part, index) => {
      if (index % 2 === 0) return unescape(part);
      if (part.startsWith(":")) return emoji(part.slice(1, -1)) ?? part;
      if (names.verbatim) return unescape(part);
      return part.startsWith("@") ? ping(part) : link(unescape(part));
    }),
  );
}

function splitOnce(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
