// Package fakeslack is a Slack workspace on the loopback: Socket Mode, the Web API and the people in it.
//
// A bot connects to it as it connects to Slack. Nothing in the bot is replaced: give it APIURL (SLACK_API_URL), the bot token and the app token.
//
//	slack := fakeslack.Start(fakeslack.Options{})
//	defer slack.Close()
//	// … start a bot with slack.APIURL(), "xoxb-sandbox" and "xapp-sandbox" …
//	sent, err := slack.Slash(ctx, fakeslack.Slash{User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: "/unpaid older:7d"})
//	reply, err := sent.Reply(ctx) // the first message that came back for it
//
// # What a person does and sees
//
// Slash, Click, Suggest, Submit, CloseView, OpenHome, Say and Utter do what a person does in Slack's own client, and refuse what a person could not do:
// click on what is not there, send an incomplete form, speak in a channel they are not in. They wait until the bot has acknowledged or Slack's
// three seconds are over, and return a Sent that says which. A missing acknowledgement is no error: it is in Sent.Failure.
//
// Messages, Views, Home and Notices are what that person sees. Wait blocks until a condition over them holds, without polling; Subscribe tells of
// every change.
//
// With Options.EscapeCommands the text of a command arrives as should_escape has it: mentions, channels, e-mails, phone numbers, web addresses and
// bare domains in <…> forms, emoji by their short names, and marks of formatting as they were typed.
//
// Slack's own /invite, /remove, /kick and /archive are done by the fake, and a command that is nobody's is answered by Slackbot; see Sent.BySlack. With
// Options.Manifest the app has the commands, scopes, events and messages tab of its manifest.yml.
//
// # Slack's rules
//
// The fake keeps the rules that bots break: tickets are good for one connection, an envelope goes to exactly one of them, acknowledgements must be
// known, in time and shorter than 20,480 bytes, trigger ids are good once and for three seconds, a response_url five times and for thirty
// minutes, and
// blocks beyond Slack's limits are invalid_blocks with the JSON pointers that Slack gives. A token without a method's scope gets missing_scope.
// Errors have Slack's names throughout.
//
// # What goes wrong
//
// Disconnect, Cut, Deafen, NoHello and DisconnectAtOnce trouble the sockets; RateLimit, Fail, HoldAPI and RefuseBlocks trouble the Web API and
// response_urls. Kick, Archive and Restrict take a channel from the bot, Invite and Unarchive give it back. Calls, Opens, Sockets and Acks show what
// the bot did.
//
// Demote, Deactivate and their opposites change what somebody is, ShareWith and Unshare with whom a channel is shared, while the bot runs; Slack
// tells it by user_change, channel_shared and channel_unshared. Options.Enterprise makes the workspace one of an organisation, for which the app may be
// installed as a whole.
//
// # Time
//
// Options.Now dates messages and events and says when scheduled messages are due; it may be moved on. Options.Aging ages trigger ids, response_urls and
// the waits that a 429 asks for, so that a test can let half an hour pass, and a sandbox can move on by a day without spoiling what is on the screen.
// Pings, the three seconds, Calls and Sent's times are real: they belong to the sockets.
package fakeslack
