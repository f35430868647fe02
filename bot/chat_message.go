package bot

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"strings"
	"unicode"

	"github.com/slack-go/slack/slackevents"
)

// How a command came that was not typed behind a slash, as Request.ID says it.
const (
	viaDM      = "message"
	viaMention = "mention"
)

// A chatMessage is what a person wrote to the bot without a slash.
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

// handleDM takes what a person writes in the direct messages with the bot. What programs write, the bot among them, what was changed, files, and what
// Slack itself has to say there has a bot id, a subtype or files, and is not looked at.
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

// handleMention takes what a person writes that names the bot. It is asked once, so what is changed afterwards is not looked at.
func (b *Bot) handleMention(data slackevents.EventsAPIEvent, e *slackevents.AppMentionEvent) {
	if e.BotID != "" || e.Edited != nil || len(e.Files) > 0 || e.Upload {
		return
	}
	b.handleChatMessage(chatMessage{
		via: viaMention, team: teamOf(data), homeTeam: cmp.Or(e.UserTeam, e.SourceTeam), user: e.User,
		channel: e.Channel, thread: e.ThreadTimeStamp, ts: e.TimeStamp, text: e.Text,
	})
}

// teamOf is the workspace whose install an event is for: in a channel shared with another one the event's own team may be the other.
func teamOf(data slackevents.EventsAPIEvent) string {
	if callback, ok := data.Data.(*slackevents.EventsAPICallbackEvent); ok && len(callback.Authorizations) > 0 {
		return cmp.Or(callback.Authorizations[0].TeamID, data.TeamID)
	}
	return data.TeamID
}

// handleChatMessage answers what was said as if it had been typed behind /mayar. One text is answered once, however often and by whichever events it comes.
func (b *Bot) handleChatMessage(msg chatMessage) {
	if msg.user == "" || msg.user == slackbotID || msg.channel == "" || b.identity.isBot(msg.user) {
		return
	}
	known, first := b.dedup.observe(msg.id(), func(any) {})
	if !first {
		b.metrics.drop("repeated")
		return
	}
	known.answer(nil)
	b.dispatch(b.chatJob(msg))
}

func (b *Bot) chatJob(msg chatMessage) *job {
	text := b.router.trimPrefix(NormalizeText(b.identity.withoutMention(msg.text)))
	command, rest, unknown := b.router.chatCommand(text)
	reply := &chatResponder{
		sender: &b.sender, recipient: recipient{msg.channel, msg.user}, thread: msg.thread,
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
		if msg.via == viaDM && b.notifyListeners(ctx, Event{EventDirect, j.req.Ref, msg.channel, msg.user}) && (text == "" || command != nil && command.MatchesText != nil) {
			return nil
		}
		if command == nil {
			return &unknownError{unknown}
		}
		return showFirstAndLast(reply, func(reply Responder) error { return command.Run(ctx, &j.req, blockingResponder{reply}) })
	}
	return j
}

// errOtherReplica is said of a message that another replica answers. Nobody is told.
var errOtherReplica = errors.New("answered by another replica")

// claimMessage reports whether no other replica answers what was said. Where that cannot be found out it is answered: better twice than never.
func (b *Bot) claimMessage(ctx context.Context, msg chatMessage) bool {
	if b.cfg.ClaimMessage == nil {
		return true
	}
	first, err := b.cfg.ClaimMessage(ctx, msg.id())
	if err != nil {
		b.log.Warn("claiming a message failed, answering it anyway", "error", redact(err.Error()))
		return true
	}
	return first
}

// id names what was said, by whichever event it comes.
func (m chatMessage) id() string { return "said " + m.channel + " " + m.ts }

// leadingMention is a mention that begins a text.
var leadingMention = regexp.MustCompile(`^\s*<@[UW][A-Z0-9]+(?:\|[^>]*)?>`)

// withoutMention takes the mentions of the bot itself out of a text: while it does not know its own id, the first word if that is a mention.
func (s *identity) withoutMention(text string) string {
	s.mu.Lock()
	id := s.auth.UserID
	s.mu.Unlock()
	if id == "" {
		return leadingMention.ReplaceAllString(text, " ")
	}
	return regexp.MustCompile(`<@`+regexp.QuoteMeta(id)+`(?:\|[^>]*)?>`).ReplaceAllString(text, " ")
}

// trimPrefix trims a text and takes "/mayar" or "mayar" from its beginning.
func (r *router) trimPrefix(text string) string {
	text = strings.TrimLeftFunc(text, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune(":,;.!-–—", c) })
	text = strings.TrimSpace(text)
	first, rest := firstWord(text)
	if r.trimSuffix(strings.ToLower(strings.TrimPrefix(first, "/"))) == r.prefix {
		return rest
	}
	return text
}

// chatCommand finds the command for a text: by its first word, else the one that hears what the text is. Of a text that is neither only the first word is
// returned: the rest is not for the bot.
func (r *router) chatCommand(text string) (c *Command, rest, unknown string) {
	first, rest := firstWord(text)
	name := strings.TrimRight(first, ".,!?:;")
	if c, after, _ := r.command("/"+r.prefix, name+" "+rest); c != nil {
		return c, after, ""
	}
	if c := r.commands[r.trimSuffix(strings.ToLower(strings.TrimPrefix(name, "/")))]; c != nil { // /unpaid-dev
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

// An unknownError is said of a word that is no command.
type unknownError struct{ word string }

func (e *unknownError) Error() string { return "no such command" }
