// The smallest app on Slack's own framework that acknowledges and answers a slash command.

import {App, LogLevel} from "@slack/bolt";

const app = new App({
  token: process.env.SLACK_BOT_TOKEN,
  appToken: process.env.SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: LogLevel.ERROR,
  clientOptions: {slackApiUrl: process.env.SLACK_API_URL},
});

app.command("/unpaid", async ({ack, respond}) => {
  await ack();
  await respond("278 unpaid");
});

process.on("SIGTERM", () => process.exit(0));

await app.start();
