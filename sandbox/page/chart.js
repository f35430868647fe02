// Slack's data_visualization block: bars, lines, areas and pies, drawn as SVG.

import {append, el} from "./dom.js";

const WIDTH = 460;
const HEIGHT = 190;
const FRAME = {left: 52, right: 8, top: 10, bottom: 26};
const number = new Intl.NumberFormat("id-ID", {notation: "compact", maximumFractionDigits: 1});
const exact = new Intl.NumberFormat("id-ID");

export function chart(block) {
  const drawn = {pie, bar, line: (value) => lines(value, false), area: (value) => lines(value, true)}[
    block.chart?.type
  ];
  if (!drawn) return null;
  return el(
    "figure",
    {class: "chart"},
    el("figcaption", {}, block.title ?? ""),
    drawn(block.chart),
    legend(block.chart),
  );
}

function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  return append(node, children);
}

function legend(value) {
  const entries =
    value.type === "pie"
      ? value.segments.map((segment) => `${segment.label} · ${exact.format(segment.value)}`)
      : value.series.map((series) => series.name);
  if (value.type !== "pie" && entries.length < 2) return null;
  return el(
    "ul",
    {class: "legend"},
    entries.map((name, index) =>
      el("li", {}, el("span", {class: `swatch series-${index}`, "aria-hidden": "true"}), name),
    ),
  );
}

// plot draws the axes and returns functions that place values in them.
function plot(value) {
  const {categories, x_label: below, y_label: beside} = value.axis_config;
  const all = value.series.flatMap((series) => series.data.map((point) => point.value));
  const top = ceiling(Math.max(0, ...all));
  const bottom = 0 - ceiling(Math.max(0, ...all.map((one) => -one)));
  const left = FRAME.left + (beside ? 18 : 0);
  const [width, height] = [WIDTH - left - FRAME.right, HEIGHT - FRAME.top - FRAME.bottom];
  const step = width / categories.length;
  const y = (one) => FRAME.top + height * (1 - (one - bottom) / (top - bottom || 1));
  const middle = (index) => left + step * (index + 0.5);
  const root = svg(
    "svg",
    {viewBox: `0 0 ${WIDTH} ${HEIGHT + (below ? 18 : 0)}`, role: "img", "aria-label": spoken(value)},
    [bottom || top / 2, 0, top].map((mark) => [
      svg("line", {class: "grid", x1: left, x2: WIDTH - FRAME.right, y1: y(mark), y2: y(mark)}),
      svg("text", {class: "mark", x: left - 6, y: y(mark) + 4, "text-anchor": "end"}, number.format(mark)),
    ]),
    categories.map((name, index) =>
      svg("text", {class: "mark", x: middle(index), y: HEIGHT - 8, "text-anchor": "middle"}, name),
    ),
    below ? svg("text", {class: "mark", x: left + width / 2, y: HEIGHT + 10, "text-anchor": "middle"}, below) : null,
    beside
      ? svg(
          "text",
          {class: "mark", transform: `translate(11 ${FRAME.top + height / 2}) rotate(-90)`, "text-anchor": "middle"},
          beside,
        )
      : null,
  );
  return {root, step, y, middle, zero: y(0), categories};
}

// ceiling is the next round number at or above its argument.
function ceiling(one) {
  if (one <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(one));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((round) => round >= one);
}

function spoken(value) {
  return value.series
    .map(
      (series) =>
        `${series.name}: ${series.data.map((point) => `${point.label} ${exact.format(point.value)}`).join(", ")}`,
    )
    .join("; ");
}

// points returns the values of a series in the order of the categories.
function points(series, categories) {
  return categories.map((name) => series.data.find((point) => point.label === name)?.value ?? 0);
}

function bar(value) {
  const {root, step, y, middle, zero, categories} = plot(value);
  const width = Math.min(44, (step * 0.72) / value.series.length);
  value.series.forEach((series, at) =>
    points(series, categories).forEach((one, index) => {
      const x = middle(index) + (at - value.series.length / 2) * width;
      root.append(
        svg(
          "rect",
          {
            class: `bar series-${at}`,
            x,
            y: Math.min(y(one), zero),
            width: Math.max(1, width - 2),
            height: Math.abs(zero - y(one)),
            rx: 2,
          },
          svg("title", {}, `${series.name}, ${categories[index]}: ${exact.format(one)}`),
        ),
      );
    }),
  );
  return root;
}

function lines(value, filled) {
  const {root, y, middle, zero, categories} = plot(value);
  value.series.forEach((series, at) => {
    const path = points(series, categories).map((one, index) => `${middle(index)},${y(one)}`);
    if (filled)
      root.append(
        svg("polygon", {
          class: `area series-${at}`,
          points: [`${middle(0)},${zero}`, ...path, `${middle(categories.length - 1)},${zero}`].join(" "),
        }),
      );
    root.append(svg("polyline", {class: `stroke series-${at}`, points: path.join(" ")}));
    points(series, categories).forEach((one, index) =>
      root.append(
        svg(
          "circle",
          {class: `series-${at}`, cx: middle(index), cy: y(one), r: 3},
          svg("title", {}, `${series.name}, ${categories[index]}: ${exact.format(one)}`),
        ),
      ),
    );
  });
  return root;
}

function pie(value) {
  const sum = value.segments.reduce((total, segment) => total + segment.value, 0);
  const words = value.segments.map((segment) => `${segment.label} ${exact.format(segment.value)}`).join(", ");
  const root = svg("svg", {class: "pie", viewBox: "-105 -105 210 210", role: "img", "aria-label": words});
  let turn = 0;
  value.segments.forEach((segment, at) => {
    const share = segment.value / sum;
    const title = svg("title", {}, `${segment.label}: ${exact.format(segment.value)}`);
    if (share === 1) root.append(svg("circle", {class: `series-${at}`, r: 100}, title));
    else
      root.append(
        svg(
          "path",
          {class: `series-${at}`, d: `M0 0L${edge(turn)}A100 100 0 ${share > 0.5 ? 1 : 0} 1 ${edge(turn + share)}Z`},
          title,
        ),
      );
    turn += share;
  });
  return root;
}

function edge(turn) {
  const angle = (turn - 0.25) * 2 * Math.PI;
  return `${100 * Math.cos(angle)} ${100 * Math.sin(angle)}`;
}
