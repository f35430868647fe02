// The smallest app on Slack's own framework that acknowledges and answers a slash command: with one line, or with the message in MESSAGE_FILE.

import {readFileSync} from "node:fs";
import {App, LogLevel} from "@slack/bolt";

const file = process.env.MESSAGE_FILE;
const message = file ? JSON.parse(readFileSync(file, "utf8")) : "278 unpaid";

const app = new App({
  token: process.env.SLACK_BOT_TOKEN,
  appToken: process.env.SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: LogLevel.ERROR,
  clientOptions: {slackApiUrl: process.env.SLACK_API_URL},
});

app.command("/unpaid", async ({ack, respond}) => {
  await ack();
  await respond(message);
});

process.on("SIGTERM", () => process.exit(0));

await app.start();
