// Times by the sandbox's clock, in the bot's zone.

let zone; // undefined means the browser's zone
let ahead = 0; // milliseconds by which the sandbox's clock is ahead of the browser's

// useZone selects an IANA zone for all times. If the browser does not know it, its own zone stays.
export function useZone(name) {
  try {
    new Intl.DateTimeFormat([], {timeZone: name || undefined});
    zone = name || undefined;
  } catch {
    zone = undefined;
  }
}

// setNow sets the sandbox's time, in unix seconds; now returns the current one.
export function setNow(seconds) {
  ahead = seconds * 1000 - Date.now();
}

export function now() {
  return (Date.now() + ahead) / 1000;
}

const CLOCK = {hour: "2-digit", minute: "2-digit", hourCycle: "h23"};

function written(seconds, options) {
  return new Date(Number(seconds) * 1000).toLocaleString([], {...options, timeZone: zone});
}

// english returns the parts of a date in English. They are combined here, because browsers differ
// in their commas.
function english(seconds, width) {
  const part = (options) => new Date(Number(seconds) * 1000).toLocaleString("en-US", {...options, timeZone: zone});
  return {
    weekday: part({weekday: width}),
    date: part({day: "numeric"}),
    month: part({month: width}),
    year: part({year: "numeric"}),
  };
}

export function clock(ts) {
  return written(ts, CLOCK);
}

export function fullTime(ts) {
  return written(ts, {dateStyle: "medium", timeStyle: "medium"});
}

// day is a date: "Monday, 23 November 2026". It is the same for all times of one day.
export function day(ts) {
  const {weekday, date, month, year} = english(ts, "long");
  return `${weekday}, ${date} ${month} ${year}`;
}

// moment is "Mon 23 Nov, 09:00".
export function moment(ts) {
  const {weekday, date, month} = english(ts, "short");
  return `${weekday} ${date} ${month}, ${written(ts, CLOCK)}`;
}

// zoneName is the common name of the zone at that time: "WIB", "GMT+9".
export function zoneName(ts) {
  const parts = new Intl.DateTimeFormat("en-ID", {timeZone: zone, timeZoneName: "short"}).formatToParts(
    new Date(ts * 1000),
  );
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}

// duration formats milliseconds: "0.8 ms", "12 ms", "1.4 s".
export function duration(ms) {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

// span formats seconds in the two largest units: "1 day 3 h", "45 min".
export function span(seconds) {
  const minutes = Math.round(seconds / 60);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const units = [days && `${days} ${days === 1 ? "day" : "days"}`, hours && `${hours} h`, rest && `${rest} min`];
  return units.filter(Boolean).slice(0, 2).join(" ") || "less than a minute";
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

// formatSlackDate applies Slack's date format ("{date_short} {time}"). It returns null for an
// invalid time.
export function formatSlackDate(seconds, format) {
  if (!Number.isFinite(seconds)) return null;
  return format.replace(/\{(\w+)\}/g, (whole, part) => (DATE_PARTS[part] ? written(seconds, DATE_PARTS[part]) : whole));
}
