// Package bot is Slack as a transport: it decides who may use the bot, runs what they ask for, and
// sends the answers. It knows nothing of what people ask for; that is a registry of [Command]
// values. Package socket keeps the connections open and acknowledges within milliseconds, and
// package slackapi calls the Web API.
//
//	api, err := slackapi.New(slackapi.Config{Token: …, MoreText: …})
//	if err != nil { … }
//	connections, err := socket.New(socket.Config{API: api, AppToken: …})
//	if err != nil { … }
//	b, err := bot.New(bot.Config{API: api, Connections: connections, Commands: …, Messages: …})
//	if err != nil { … }
//	err = b.Run(ctx) // until ctx ends, or a *slackapi.FatalError whose Message says what to do
//
// # The way of a request
//
// A socket acknowledges an envelope, and the bot puts a job into a queue. It does nothing else
// there, so the socket never waits for people, for Slack's Web API or for a database. Workers
// (Config.Workers) take jobs from the queue (Config.Queue). A job begins when no connection holds
// an envelope that is not yet acknowledged and no burst arrives, or after 100 milliseconds, and few
// begin at once, so that the acks of a burst come before its work. A worker identifies the user,
// checks access, runs the handler, reports a failure to the user, and writes the record. When the
// queue is full, or a job has waited for three seconds, separate goroutines tell the user that the
// bot is busy.
//
// The queue takes turns by user. One user may fill an eighth of it and use a sixteenth of the
// workers. A user may do forty things at once and two a second after that (menus, which send a
// request for every letter: sixty and five). A user who exceeds that is told so every ten seconds;
// the rest is acknowledged and dropped. A repeated denial is recorded once a minute for each user
// and reason.
//
// The user of an envelope that cannot be decoded is told [ErrMalformed].
//
// Forms and menus carry their answer in the ack, and both have 2.5 seconds. [Form.Parse] runs
// outside the loop; a form that is not checked by then keeps its input and can be submitted again.
// A menu whose [OptionsHandler] takes longer is empty.
//
// # What was typed
//
// The text of a command, form or menu reaches handlers as the user typed it. [NormalizeText] undoes
// Slack's changes once, where the text comes in: links and mentions become their labels, emoji
// become signs, formatting marks around words and entities are removed, every space is plain and
// every quote straight. A field that asks for an id is listed in [Form].Verbatim and stays as it
// came.
//
// # Who may use the bot
//
// Full members of the workspace, narrowed by [Access]. Guests, deactivated users, bots and people
// of other workspaces are denied. The same checks are made for commands, clicks, forms and menus.
// What Slack says of a user and of a user group is cached for ten minutes, and who is in a channel
// is asked each time; when Slack cannot answer, the user is denied. A user who changes, for example
// into a guest, is looked up again at once: Slack tells one process of the app by user_change, and
// that one tells the others through [Config.UserChanges].
//
// # Answers
//
// Private answers use the response_url: five times within thirty minutes, both counted here. After
// that, and when it fails, they are sent as new ephemeral messages, else as direct messages. A form
// is answered in its modal, or by a direct message when the modal was closed. Denials, failures and
// "busy" never replace a message that holds a button.
//
// A command or click opens a modal within three seconds with [Responder.OpenModal], and completes
// it later with [Responder.UpdateModal], unless a click in the modal was answered first. A click in
// a modal has no response_url: its answer replaces what the modal shows, or is a form over it. A
// button that opens an address is ignored if its action_id begins with "link."; with an id of its
// own it has a handler like any other, and Slack opens the address before the handler runs.
//
// # Without a slash
//
// A direct message to the bot, or a message in a channel that mentions it, is answered like a
// command: with the same checks and the same record. Its first word is compared with the commands,
// then [Command.MatchesText] is asked. Such a message brings neither a response_url nor a trigger,
// so the answer is an ephemeral message, the first that a handler shows and its last, and a form is
// opened by a button. Other messages, such as those of programs, edits and files, are acknowledged
// and ignored. No more is kept of a message than of a command.
//
// A button with an action_id that begins with [ActionRun] runs the command in its value. The
// listeners of a command ([Command.Events]) are told when the bot comes into a channel, and of each
// direct message before it is answered.
//
// # Posts without a request
//
// A digest or another message that nobody waits for goes through the same [slackapi.Client] as the
// answers, which keeps the limits for both.
//
// [Config.OnChannelAvailable] is called for [Events] that may let failed posts succeed: the bot was
// invited, or a channel was unarchived.
//
// # Errors that no retry solves
//
// An error that no retry solves (a revoked token, a missing scope) ends [Bot.Run], also when it
// shows later, when Slack refuses to identify a user. It must be repeated by auth.test, or three
// times to a socket while no other is connected, because some of Slack's refusals pass. An app that
// is installed for a whole Enterprise organisation is not served. Post and the like return such an
// error to their caller, and do not end the bot: what is due waits for a program that may post it.
//
// # What is recorded
//
// Each command, click and form makes one [AuditRecord] for the [Auditor] and one log line with the
// same facts, under the short reference that the user saw. Customers' data is redacted. A word of a
// command may be a name that was searched for, so only its first letter is kept, unless it is an
// id, a number of at most seven digits, a filter, or a word that [Command.Loggable] allows; of a
// link, the host is kept. In errors, e-mails, phone numbers, links, quoted text and values that
// name a person are redacted. A handler that knows better what was done sets [Request.AuditDetail].
package bot
