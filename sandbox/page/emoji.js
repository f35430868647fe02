// Emoji by name, for the bot's messages. Other names stay unchanged.

const CHARACTERS = {
  warning: "⚠️",
  white_check_mark: "✅",
  heavy_check_mark: "✔️",
  x: "❌",
  no_entry: "⛔",
  lock: "🔒",
  key: "🔑",
  link: "🔗",
  hourglass: "⌛",
  hourglass_flowing_sand: "⏳",
  arrows_counterclockwise: "🔄",
  rotating_light: "🚨",
  information_source: "ℹ️",
  bulb: "💡",
  mag: "🔍",
  moneybag: "💰",
  receipt: "🧾",
  credit_card: "💳",
  page_facing_up: "📄",
  clipboard: "📋",
  bust_in_silhouette: "👤",
  email: "📧",
  telephone_receiver: "📞",
  iphone: "📱",
  package: "📦",
  tada: "🎉",
  wave: "👋",
  eyes: "👀",
  bell: "🔔",
  calendar: "📅",
  clock1: "🕐",
  large_green_circle: "🟢",
  large_yellow_circle: "🟡",
  red_circle: "🔴",
  white_circle: "⚪",
  arrow_left: "⬅️",
  arrow_right: "➡️",
  zap: "⚡",
  construction: "🚧",
  chart_with_upwards_trend: "📈",
  speech_balloon: "💬",
  shrug: "🤷",
  thinking_face: "🤔",
  snowflake: "❄️",
  electric_plug: "🔌",
  stopwatch: "⏱️",
  closed_lock_with_key: "🔐",
  shopping_trolley: "🛒",
  sleeping: "😴",
  raised_hand: "✋",
};

export function emoji(name) {
  return CHARACTERS[name] ?? null;
}

// withEmoji replaces :names: in plain text.
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji(name) ?? whole);
}
