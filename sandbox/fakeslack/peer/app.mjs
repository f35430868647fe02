// A small app on Slack's own framework. It is started by a test with SLACK_API_URL, SLACK_BOT_TOKEN and SLACK_APP_TOKEN, says "ready" when it is
// connected, and "error …" when Bolt reports one.

import {createRequire} from "node:module";

// TEST_BOLT_DIR is a folder with node_modules, for machines that keep it elsewhere.
const require = createRequire(`${process.env.TEST_BOLT_DIR ?? import.meta.dirname}/`);
const {App, LogLevel} = require("@slack/bolt");

const app = new App({
  token: process.env.SLACK_BOT_TOKEN,
  appToken: process.env.SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: LogLevel.ERROR,
  clientOptions: {slackApiUrl: process.env.SLACK_API_URL},
});

const plain = (text) => ({type: "plain_text", text});

const buttons = (value) => [{
  type: "actions",
  block_id: "pages",
  elements: [{type: "button", action_id: "next", text: plain("Next"), value}],
}];

app.command("/echo", async ({ack, command, respond}) => {
  await ack({response_type: "ephemeral", text: `acked ${command.text}`});
  await respond({text: `responded ${command.text}`, blocks: buttons("2")});
});

app.action("next", async ({ack, action, respond}) => {
  await ack();
  await respond({replace_original: true, text: `page ${action.value}`, blocks: buttons("3")});
});

app.command("/post", async ({ack, client, command}) => {
  await ack();
  const posted = await client.chat.postMessage({channel: command.channel_id, text: "first"});
  await client.chat.update({channel: posted.channel, ts: posted.ts, text: "second"});
});

app.command("/form", async ({ack, body, client}) => {
  await ack();
  await client.views.open({
    trigger_id: body.trigger_id,
    view: {
      type: "modal", callback_id: "form", title: plain("A form"), submit: plain("Send"), close: plain("Cancel"), notify_on_close: true,
      blocks: [
        {type: "input", block_id: "product", label: plain("Product"),
          element: {type: "external_select", action_id: "product", min_query_length: 0}},
        {type: "input", block_id: "name", label: plain("Name"), element: {type: "plain_text_input", action_id: "name"}},
      ],
    },
  });
});

app.options("product", async ({ack, options}) => {
  await ack({options: [{text: plain(`Course ${options.value}`), value: "p-1"}]});
});

app.view("form", async ({ack, view}) => {
  const values = view.state.values;
  if (values.name.name.value !== "right" || values.product.product.selected_option.value !== "p-1") {
    await ack({response_action: "errors", errors: {name: "not that name"}});
    return;
  }
  await ack({response_action: "clear"});
});

app.view({callback_id: "form", type: "view_closed"}, async ({ack}) => {
  await ack();
});

const card = (text) => ({
  type: "modal", title: plain("A card"),
  blocks: [
    {type: "section", text: plain(text)},
    {type: "actions", block_id: "do", elements: [
      {type: "button", action_id: "chat", text: plain("Open"), url: "https://wa.me/6281100000000?text=Halo"},
      {type: "button", action_id: "note", text: plain("Note"), value: "case-1"},
    ]},
  ],
});

app.command("/card", async ({ack, body, client}) => {
  await ack();
  const {view} = await client.views.open({trigger_id: body.trigger_id, view: card("checking")});
  await client.views.update({view_id: view.id, hash: view.hash, view: card("checked")});
});

app.action("chat", async ({ack, action, body, client}) => {
  await ack();
  await client.views.update({view_id: body.view.id, hash: body.view.hash, view: card(`opened ${action.url}`)});
});

app.action("note", async ({ack, action, body, client}) => {
  await ack();
  await client.views.push({trigger_id: body.trigger_id, view: {
    type: "modal", callback_id: "note", title: plain("Note"), submit: plain("Save"), private_metadata: action.value,
    blocks: [{type: "input", block_id: "note", label: plain("Note"), element: {type: "plain_text_input", action_id: "note"}}],
  }});
});

app.view("note", async ({ack, client, view}) => {
  await ack();
  const said = `${view.private_metadata} ${view.state.values.note.note.value}`;
  await client.views.update({view_id: view.previous_view_id, view: card(said)});
});

app.event("app_home_opened", async ({client, event}) => {
  const blocks = [{type: "section", text: {type: "mrkdwn", text: `Hello <@${event.user}>`}}];
  await client.views.publish({user_id: event.user, view: {type: "home", blocks}});
});

app.error(async (error) => {
  console.log(`error ${error.code ?? ""} ${error.message}`);
});

await app.start();
console.log("ready");

// The test closes our standard input when it is done.
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
