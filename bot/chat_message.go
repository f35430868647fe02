package bot

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/slack-go/slack/slackevents"
)

// Values of Request.ID for a command that was written as a message, without a slash.
const (
	viaDM      = "message"
	viaMention = "mention"
)

const (
	// messageTTL and maxMessages bound for how long and how many messages are remembered. Slack
	// repeats an event within minutes.
	messageTTL  = 10 * time.Minute
	maxMessages = 4096
)

// A chatMessage is a message that a user wrote to the bot without a slash.
type chatMessage struct {
	via      string // spokenDirect or spokenMention
	team     string
	homeTeam string
	user     string
	channel  string
	thread   string
	ts       string
	text     string // as Slack delivers it
}

// handleDM handles a message in the direct messages with the bot. It ignores messages of programs
// (the bot among them), edits, files, and Slack's own notices: these have a bot id, a subtype or
// files.
func (b *Bot) handleDM(data slackevents.EventsAPIEvent, e *slackevents.MessageEvent) {
	files := e.Message != nil && len(e.Message.Files) > 0
	if e.ChannelType != slackevents.ChannelTypeIM || e.SubType != "" || e.BotID != "" || e.WorkflowID != "" || files {
		return
	}
	b.handleChatMessage(chatMessage{
		via: viaDM, team: teamOf(data), homeTeam: cmp.Or(e.UserTeam, e.SourceTeam), user: e.User,
		channel: e.Channel, thread: e.ThreadTimeStamp, ts: e.TimeStamp, text: e.Text,
	})
}

// handleMention handles a message that mentions the bot. Later edits are ignored.
func (b *Bot) handleMention(data slackevents.EventsAPIEvent, e *slackevents.AppMentionEvent) {
	if e.BotID != "" || e.Edited != nil || len(e.Files) > 0 || e.Upload {
		return
	}
	b.handleChatMessage(chatMessage{
		via: viaMention, team: teamOf(data), homeTeam: cmp.Or(e.UserTeam, e.SourceTeam), user: e.User,
		channel: e.Channel, thread: e.ThreadTimeStamp, ts: e.TimeStamp, text: e.Text,
	})
}

// teamOf is the workspace whose install an event is for: in a channel shared with another
// workspace, the event's own team may be the other one.
func teamOf(data slackevents.EventsAPIEvent) string {
	if callback, ok := data.Data.(*slackevents.EventsAPICallbackEvent); ok && len(callback.Authorizations) > 0 {
		return cmp.Or(callback.Authorizations[0].TeamID, data.TeamID)
	}
	return data.TeamID
}

// handleChatMessage answers a message as if it had been typed behind /mayar. A message is answered
// once, however often and by whichever events it comes.
func (b *Bot) handleChatMessage(msg chatMessage) {
	if msg.user == "" || msg.user == slackbotID || msg.channel == "" || msg.user == b.api.UserID() {
		return
	}
	if !b.messages.Add(msg.id(), struct{}{}, messageTTL) {
		b.metrics.drop("repeated")
		return
	}
	b.dispatch(b.chatJob(msg))
}

func (b *Bot) chatJob(msg chatMessage) *job {
	text := b.router.trimPrefix(NormalizeText(withoutMention(b.api.UserID(), msg.text)))
	command, rest, unknown := b.router.chatCommand(text)
	reply := &chatResponder{
		sender: b.sender, Recipient: slackapi.Recipient{Channel: msg.channel, User: msg.user}, thread: msg.thread,
		form: b.cfg.Messages.OpenForm(b.router.rerunValue(command, rest)),
	}
	j := &job{unknownWord: unknown, reply: reply, homeTeam: msg.homeTeam}
	j.req = Request{
		Ref: newRef(), Kind: KindCommand, ID: msg.via, Text: rest,
		User: User{ID: msg.user}, Team: msg.team, Channel: msg.channel, At: b.cfg.Now(),
	}
	if command != nil {
		j.req.Command = command.Name
	}
	j.run = func(ctx context.Context) error {
		if !b.claimMessage(ctx, msg) {
			return errOtherReplica
		}
		written := Event{Type: EventDirect, Ref: j.req.Ref, Channel: msg.channel, User: msg.user}
		if msg.via == viaDM && b.notifyListeners(ctx, written) &&
			(text == "" || command != nil && command.MatchesText != nil) {
			return nil
		}
		if command == nil {
			return &unknownError{unknown}
		}
		return showFirstAndLast(reply,
			func(reply Responder) error { return command.Run(ctx, &j.req, handlerResponder{reply}) })
	}
	return j
}

// errOtherReplica ends a request for a message that another replica answers. The user is not told.
var errOtherReplica = errors.New("answered by another replica")

// claimMessage reports whether this replica is to answer a message. If the claim fails, it is: two
// answers are better than none.
func (b *Bot) claimMessage(ctx context.Context, msg chatMessage) bool {
	if b.cfg.ClaimMessage == nil {
		return true
	}
	first, err := b.cfg.ClaimMessage(ctx, msg.id())
	if err != nil {
		b.log.Warn("claiming a message failed, answering it anyway", "error", b.redactor.text(err.Error()))
		return true
	}
	return first
}

// id names the message, whichever event brought it.
func (m chatMessage) id() string { return "said " + m.channel + " " + m.ts }

// leadingMention matches a mention at the start of a text.
var leadingMention = regexp.MustCompile(`^\s*<@[UW][A-Z0-9]+(?:\|[^>]*)?>`)

// withoutMention removes mentions of the bot, whose id it is, from a text. While that is unknown,
// it removes a mention at the start.
func withoutMention(id, text string) string {
	if id == "" {
		return leadingMention.ReplaceAllString(text, " ")
	}
	return regexp.MustCompile(`<@`+regexp.QuoteMeta(id)+`(?:\|[^>]*)?>`).ReplaceAllString(text, " ")
}

// trimPrefix trims a text and removes "/mayar" or "mayar" from its start.
func (r *router) trimPrefix(text string) string {
	text = strings.TrimLeftFunc(text,
		func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune(":,;.!-–—", c) })
	text = strings.TrimSpace(text)
	first, rest := firstWord(text)
	if r.trimSuffix(strings.ToLower(strings.TrimPrefix(first, "/"))) == r.prefix {
		return rest
	}
	return text
}

// chatCommand finds the command for a text: by its first word, else by MatchesText. For an unknown
// command it returns the first word alone: the rest is not meant for the bot.
func (r *router) chatCommand(text string) (c *Command, rest, unknown string) {
	first, rest := firstWord(text)
	name := strings.TrimRight(first, ".,!?:;")
	if c, after, _ := r.command("/"+r.prefix, name+" "+rest); c != nil {
		return c, after, ""
	}
	// "/unpaid-dev" is /unpaid.
	if c := r.commands[r.trimSuffix(strings.ToLower(strings.TrimPrefix(name, "/")))]; c != nil {
		return c, rest, ""
	}
	for _, c := range r.textMatchers {
		if c.MatchesText(text) {
			return c, "", ""
		}
	}
	return nil, "", cmp.Or(name, first)
}

func firstWord(text string) (word, rest string) {
	if end := strings.IndexFunc(text, unicode.IsSpace); end >= 0 {
		return text[:end], strings.TrimSpace(text[end:])
	}
	return text, ""
}

// An unknownError says that a word is not a command.
type unknownError struct{ word string }

func (e *unknownError) Error() string { return "no such command" }
