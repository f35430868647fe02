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
	spokenDirect  = "message"
	spokenMention = "mention"
)

// An utterance is what a person wrote to the bot without a slash.
type utterance struct {
	how     string // spokenDirect or spokenMention
	team    string
	home    string
	user    string
	channel string
	thread  string
	ts      string
	text    string // as Slack delivers it
}

// direct takes what a person writes in the direct messages with the bot. What programs write, the bot among them, what was changed, files, and what
// Slack itself has to say there has a bot id, a subtype or files, and is not looked at.
func (b *Bot) direct(data slackevents.EventsAPIEvent, e *slackevents.MessageEvent) {
	files := e.Message != nil && len(e.Message.Files) > 0
	if e.ChannelType != slackevents.ChannelTypeIM || e.SubType != "" || e.BotID != "" || e.WorkflowID != "" || files {
		return
	}
	b.spoken(utterance{
		how: spokenDirect, team: teamOf(data), home: cmp.Or(e.UserTeam, e.SourceTeam), user: e.User,
		channel: e.Channel, thread: e.ThreadTimeStamp, ts: e.TimeStamp, text: e.Text,
	})
}

// mentioned takes what a person writes that names the bot. It is asked once, so what is changed afterwards is not looked at.
func (b *Bot) mentioned(data slackevents.EventsAPIEvent, e *slackevents.AppMentionEvent) {
	if e.BotID != "" || e.Edited != nil || len(e.Files) > 0 || e.Upload {
		return
	}
	b.spoken(utterance{
		how: spokenMention, team: teamOf(data), home: cmp.Or(e.UserTeam, e.SourceTeam), user: e.User,
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

// spoken answers what was said as if it had been typed behind /mayar. One text is answered once, however often and by whichever events it comes.
func (b *Bot) spoken(u utterance) {
	if u.user == "" || u.user == slackbot || u.channel == "" || b.self.is(u.user) {
		return
	}
	known, first := b.seen.came(u.id(), func(any) {})
	if !first {
		b.metrics.lost("repeated")
		return
	}
	known.answer(nil)
	b.dispatch(b.spokenJob(u))
}

func (b *Bot) spokenJob(u utterance) *job {
	text := b.router.withoutRoot(typed(b.self.unnamed(u.text)))
	command, rest, unknown := b.router.spoken(text)
	reply := &spokenReply{
		out: &b.out, address: address{u.channel, u.user}, thread: u.thread,
		form: b.cfg.Voice.OpenForm(b.router.again(command, rest)),
	}
	j := &job{unknown: unknown, reply: reply, home: u.home}
	j.req = Request{
		Ref: newRef(), Kind: KindCommand, ID: u.how, Text: rest,
		User: User{ID: u.user}, Team: u.team, Channel: u.channel, At: b.cfg.Now(),
	}
	if command != nil {
		j.req.Command = command.Name
	}
	j.run = func(ctx context.Context) error {
		if !b.first(ctx, u) {
			return errRepeated
		}
		if u.how == spokenDirect && b.listen(ctx, Event{EventDirect, j.req.Ref, u.channel, u.user}) && (text == "" || command != nil && command.Hears != nil) {
			return nil
		}
		if command == nil {
			return &unknownError{unknown}
		}
		return firstAndLast(reply, func(reply Responder) error { return command.Run(ctx, &j.req, yielding{reply}) })
	}
	return j
}

// errRepeated is said of a message that another replica answers. Nobody is told.
var errRepeated = errors.New("answered by another replica")

// first reports whether no other replica answers what was said. Where that cannot be found out it is answered: better twice than never.
func (b *Bot) first(ctx context.Context, u utterance) bool {
	if b.cfg.First == nil {
		return true
	}
	first, err := b.cfg.First(ctx, u.id())
	if err != nil {
		b.log.Warn("it is not known whether a message was answered", "error", mask(err.Error()))
		return true
	}
	return first
}

// id names what was said, by whichever event it comes.
func (u utterance) id() string { return "said " + u.channel + " " + u.ts }

// namedFirst is a mention that begins a text.
var namedFirst = regexp.MustCompile(`^\s*<@[UW][A-Z0-9]+(?:\|[^>]*)?>`)

// unnamed takes the mentions of the bot itself out of a text: while it does not know its own id, the first word if that is a mention.
func (s *self) unnamed(text string) string {
	s.mu.Lock()
	id := s.auth.UserID
	s.mu.Unlock()
	if id == "" {
		return namedFirst.ReplaceAllString(text, " ")
	}
	return regexp.MustCompile(`<@`+regexp.QuoteMeta(id)+`(?:\|[^>]*)?>`).ReplaceAllString(text, " ")
}

// withoutRoot trims a text and takes "/mayar" or "mayar" from its beginning.
func (r *router) withoutRoot(text string) string {
	text = strings.TrimLeftFunc(text, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune(":,;.!-–—", c) })
	text = strings.TrimSpace(text)
	first, rest := firstWord(text)
	if r.trimSuffix(strings.ToLower(strings.TrimPrefix(first, "/"))) == r.root {
		return rest
	}
	return text
}

// spoken finds the command for a text: by its first word, else the one that hears what the text is. Of a text that is neither only the first word is
// returned: the rest is not for the bot.
func (r *router) spoken(text string) (c *Command, rest, unknown string) {
	first, rest := firstWord(text)
	name := strings.TrimRight(first, ".,!?:;")
	if c, after, _ := r.command("/"+r.root, name+" "+rest); c != nil {
		return c, after, ""
	}
	if c := r.commands[r.trimSuffix(strings.ToLower(strings.TrimPrefix(name, "/")))]; c != nil { // /unpaid-dev
		return c, rest, ""
	}
	for _, c := range r.hearing {
		if c.Hears(text) {
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
