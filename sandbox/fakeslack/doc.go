// Package fakeslack is a pretend Slack workspace on loopback: Socket Mode, the Web API and the
// users.
//
// A bot connects to it as to Slack; nothing in the bot is replaced. Give it APIURL (SLACK_API_URL),
// the bot token and the app token.
//
//	slack := fakeslack.Start(fakeslack.Options{})
//	defer slack.Close()
//	// start a bot with slack.APIURL(), "xoxb-sandbox" and "xapp-sandbox"
//	sent, err := slack.Slash(ctx, fakeslack.Slash{
//		User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: "/unpaid older:7d",
//	})
//	reply, err := sent.Reply(ctx) // the first message of the bot for this command
//
// # Actions of a user
//
// Slash, Click, Suggest, Submit, CloseView, OpenHome, Say and Utter are a user's actions in Slack's
// client. They return an error for anything that the client would not allow: a click on a missing
// button, an incomplete form, a message in a channel of which the user is not a member. They wait
// until the bot acknowledges or Slack's three seconds pass, and return a Sent with the result. A
// missing acknowledgement is not an error; it is in Sent.Failure.
//
// Messages, Views, Home and Notices return what that user sees. Wait blocks until a condition is
// true, without polling. Subscribe sends every change.
//
// With Options.EscapeCommands, the text of a command is formatted like should_escape: mentions,
// channels, e-mails, phone numbers, web addresses and bare domains in <…> syntax, and emoji by
// short name. Formatting marks stay unchanged.
//
// The fake runs Slack's own /invite, /remove, /kick and /archive, and Slackbot answers unknown
// commands; see Sent.BySlack. With Options.Manifest, the app has the commands, scopes, events and
// messages tab of its manifest.yml.
//
// # Slack's rules
//
// The fake enforces the rules that bots break:
//   - A ticket is valid for one connection, and an envelope goes to exactly one connection.
//   - An acknowledgement must be for a known envelope, in time and shorter than 20,480 bytes.
//   - A trigger_id is valid once, for three seconds; a response_url five times, for thirty minutes.
//   - Blocks beyond Slack's limits are invalid_blocks, with Slack's JSON pointers.
//   - A token without a method's scope gets missing_scope.
//
// All errors have Slack's names.
//
// # Faults
//
// Disconnect, Cut, Deafen, NoHello and DisconnectAtOnce affect the sockets. RateLimit, Fail,
// HoldAPI and RefuseBlocks affect the Web API and response_urls. Kick, Archive and Restrict take a
// channel from the bot; Invite and Unarchive give it back. Calls, Opens, Sockets and Acks show what
// the bot did.
//
// Demote, Deactivate and their opposites change accounts, and ShareWith and Unshare change who
// shares a channel, while the bot runs. The bot gets user_change, channel_shared and
// channel_unshared. Options.Enterprise makes the workspace part of an organisation, for which the
// app may be installed as a whole.
//
// # Time
//
// Options.Now is the clock for dates of messages and events and for scheduled messages; it may move
// ahead. Options.Aging is the clock for trigger_ids, response_urls and 429s. So a test can let half
// an hour pass, and a sandbox can move ahead by a day while existing buttons still work. Pings, the
// three seconds, Calls and Sent's times are real, because they belong to the sockets.
package fakeslack
