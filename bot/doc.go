// Package bot is Slack as a transport: it keeps the connections open, acknowledges in milliseconds, knows who may do what, and carries answers back.
// It knows nothing of what people ask for; that is a registry of [Command] values.
//
//	b, err := bot.New(bot.Config{BotToken: …, AppToken: …, Commands: commands, Voice: voice})
//	if err != nil { … }
//	err = b.Run(ctx) // until ctx ends, or *bot.FatalError with a sentence that says what to do
//
// # The way of a request
//
// A socket's loop reads an envelope, acknowledges it, and hands a job to a queue; it does nothing else, so it never waits for people, Slack's Web API
// or a database. Workers (Config.Workers) take jobs from the queue (Config.Queue). A worker asks who the person is, runs the handler, says what went
// wrong if anything did, and writes the record. Who finds no place in the queue, or waits in it for three seconds, is told that the bot is busy, by
// goroutines that do nothing else.
//
// The queue goes round by person. One person has at most an eighth of its room and a sixteenth of the workers, and may do
// forty things at once and two a second after that (menus, which are asked at every letter: sixty and five). Who does more is
// told so every ten seconds; the rest is acknowledged and dropped. What is refused is written down once a minute for each
// person and reason.
//
// The same envelope is never done twice, over whichever socket it comes; each time it is acknowledged in the same way.
// What Slack sends in a form that cannot be decoded is acknowledged too, and whoever did it is told [ErrUnreadable].
//
// Forms and menus answer in their ack, and both have 2.5 seconds. [Form.Check] runs beside the loop; a form that is not
// checked by then comes back as it was filled in, to be sent again. A [Menu] is then empty.
//
// # What was typed
//
// A command's words, what is typed into a form and what is typed into a menu come to handlers as the person typed them. What Slack makes of it is undone
// once, where it comes in: links and mentions are their labels, emoji are signs, marks of formatting around words and entities are gone, every space is a
// space and every quote straight. An id that a form asks for is named in [Form].Verbatim and stays as it came.
//
// # Who may
//
// Full members of the workspace, narrowed by [Access]. Guests, deactivated users, bots and people of other workspaces never. The same is asked for
// commands, clicks, forms and menus. What Slack says of a person, and of who is in a channel, is believed for ten minutes; when Slack cannot say, the
// person is refused. Who changes, say becomes a guest, is asked about anew at once: Slack tells one process of the app by user_change, and that one the
// others through [Config.UserChanges].
//
// # Answers
//
// Private answers go through the response_url: five times within thirty minutes, both counted here. After that, and when it brings anything but
// success, they come as new ephemeral messages, and where that is not possible as direct messages. A form is answered in its modal, or by a direct message when the modal has been closed. Refusals,
// failures and "busy" never replace a message that holds a button.
//
// What a channel can read is kept to one message per second and channel. Private answers count but never wait, so a busy channel delays nobody's
// answer. A 429 of an answer is waited for up to thirty seconds; a 5xx or a broken connection is not repeated, because Slack may have posted the message, unless it is for one person alone.
//
// # Without a slash
//
// What a person writes in the direct messages with the bot, or to it by name in a channel, is answered as a command is: the same checks, the same
// record. Its first word is looked for among the commands, then [Command.MatchesText] is asked. Such a message brings neither a response_url nor a trigger,
// so the answer is an ephemeral message, the first that a handler shows and its last, and a form is opened by a button. Other messages, such as those of
// programs, changed ones and files, are acknowledged and forgotten, and nothing of what was written is kept but what is kept of a command.
//
// A button with an action_id that begins with [ActionRun] runs the command in its value. A command that listens ([Command.Events]) is told when the bot
// comes into a channel, and of each message in the direct messages before it is answered.
//
// # What nobody asked for at this moment
//
// [Bot.Post], [Bot.PostFirst] and [Bot.Direct] are for programs that keep a ledger of what they post. Each call is made once and nothing is waited for
// that takes long; a failure comes back at once as a *[PostError], which answers what a ledger has to know:
//
//	Definite()    Slack certainly posted nothing: post again. Otherwise look with FindPost first, PostTimeout after the call.
//	RetryAfter    not before that: Slack's 429, which halts all posts, or too many messages that wait for the same channel
//	Permanent()   not before somebody has done something: invited the bot, granted a scope
//	Blocks()      not in this form: PostFirst tries the next variant by itself, and remembers which kinds of block the workspace does not take
//
// A [Mark] travels with a message unseen, and [Bot.FindPost] finds the message by it. Together they post exactly once: write down that a post is about
// to be made, post, write down the ts; whoever finds that it was about to be made looks before posting. FindPost never says "none" of a history that it
// could not read to the end.
//
// [Bot.CanPost], [Bot.CanFindPost], [Bot.Channel] and [Bot.Member] tell beforehand what would fail and for want of what, in the same errors. They need
// the scopes channels:read, groups:read and im:read, and FindPost channels:history, groups:history and im:history, each for its kind of conversation.
//
// [Config.OnChannelAvailable] hears of [Events]: the bot was invited, or a channel came back from the archive, so what was refused may be taken now.
//
// # Connections
//
// Each socket is replaced when Slack says nothing for 35 seconds, no hello within 15 seconds of connecting, or when its acks cannot be written. The
// first connection is made at once. After connections that do not last a minute the pauses grow, and all sockets together open at most 12 connections
// in any minute, and none while a 429 of Slack lasts (an hour at most). What no retry can mend (a revoked token, a missing scope) ends [Bot.Run], also
// when it shows later, by Slack's refusing to say who somebody is. It has to be said twice by auth.test, or three times to a socket while no other is
// connected: Slack refuses in passing, too. An app that is installed for a whole Enterprise organisation is not served. Posts and their like return such an error to whoever keeps the ledger, and end
// nothing: what is due waits in the ledger for a program that may.
//
// # What is written down
//
// Each command, click and form makes one [Record] for the [Auditor] and one log line with the same facts under the same short reference that the
// person saw. Customers' data is masked: a word behind a command may be a name that was searched for, so of each only the first letter is kept, unless
// it is an id, a number of at most seven digits, a filter, or a word that [Command.Loggable] knows; of a link, the host. In errors, e-mails, phone numbers,
// links and whatever is quoted or named as a person's are masked. A handler that knows better what was done says so in [Request.AuditDetail].
package bot
