// Slack's table block: the first row is the header.

import {el} from "./dom.js";
import {withEmoji} from "./emoji.js";
import {richText, unknown} from "./rich_text.js";

export function table(block, names) {
  const [head, ...rows] = block.rows ?? [];
  if (!head) return unknown("empty table");
  const settings = block.column_settings ?? [];
  const row = (cells, tag) =>
    el(
      "tr",
      {},
      cells.map((cell, column) =>
        el(
          tag,
          {
            class:
              [settings[column]?.align, settings[column]?.is_wrapped ? "wrapped" : ""].filter(Boolean).join(" ") ||
              null,
            scope: tag === "th" ? "col" : null,
          },
          content(cell, names),
        ),
      ),
    );
  return el(
    "div",
    {class: "table-frame", tabindex: "0", role: "group", "aria-label": name(head, rows)},
    el(
      "table",
      {},
      el("thead", {}, row(head, "th")),
      el(
        "tbody",
        {},
        rows.map((cells) => row(cells, "td")),
      ),
    ),
  );
}

// name tells screen readers which table this is: its columns, its first row and its length.
function name(head, rows) {
  const columns = head.map(plain).filter(Boolean).join(", ");
  const first = rows.length ? plain(rows[0][0]) : "";
  return [`Table of ${columns}`, first, `${rows.length} rows`].filter(Boolean).join(" · ");
}

const plain = (cell) => (cell?.type === "raw_text" ? (cell.text ?? "") : "").trim();

function content(cell, names) {
  switch (cell?.type) {
    case "raw_text":
      return withEmoji(cell.text ?? "");
    case "raw_number":
      return cell.text ?? String(cell.value ?? "");
    case "rich_text":
      return richText(cell, names);
    default:
      return unknown(cell?.type ?? "empty cell");
  }
}
