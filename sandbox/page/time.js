// Times as the page shows them, in the zone of the browser.

const CLOCK = {hour: "2-digit", minute: "2-digit", hour12: false};

export function clock(ts) {
  return new Date(Number(ts) * 1000).toLocaleTimeString([], CLOCK);
}

export function fullTime(ts) {
  return new Date(Number(ts) * 1000).toLocaleString([], {dateStyle: "medium", timeStyle: "medium"});
}

// milliseconds as people read them: "0.8 ms", "12 ms", "1.4 s".
export function duration(ms) {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

const DATE_PARTS = {
  date_num: {year: "numeric", month: "2-digit", day: "2-digit"},
  date: {year: "numeric", month: "long", day: "numeric"},
  date_short: {year: "numeric", month: "short", day: "numeric"},
  date_long: {weekday: "long", year: "numeric", month: "long", day: "numeric"},
  date_pretty: {year: "numeric", month: "long", day: "numeric"},
  date_short_pretty: {year: "numeric", month: "short", day: "numeric"},
  date_long_pretty: {weekday: "long", year: "numeric", month: "long", day: "numeric"},
  time: CLOCK,
  time_secs: {...CLOCK, second: "2-digit"},
};

// formatSlackDate fills Slack's date format ("{date_short} {time}"), or returns null where the moment is not one.
export function formatSlackDate(seconds, format) {
  if (!Number.isFinite(seconds)) return null;
  const at = new Date(seconds * 1000);
  return format.replace(/\{(\w+)\}/g, (whole, part) => (DATE_PARTS[part] ? at.toLocaleString([], DATE_PARTS[part]) : whole));
}
