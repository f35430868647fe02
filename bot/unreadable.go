package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// An outline is what is read of an envelope that slack-go cannot decode, which happens when Slack changes a payload: enough to know who did what kind
// of thing, and where to answer.
type outline struct {
	EnvelopeID string `json:"envelope_id"`
	Type       string `json:"type"`
	Payload    struct {
		Type        string `json:"type"`
		Command     string `json:"command"`
		ResponseURL string `json:"response_url"`
		UserID      string `json:"user_id"`
		ChannelID   string `json:"channel_id"`
		TeamID      string `json:"team_id"`
		Channel     id     `json:"channel"`
		Team        id     `json:"team"`
		User        struct {
			ID     string `json:"id"`
			TeamID string `json:"team_id"`
		} `json:"user"`
	} `json:"payload"`
}

type id struct {
	ID string `json:"id"`
}

// unreadable acknowledges an envelope that slack-go cannot decode, and tells whoever acted that it was not understood. The message itself may hold
// anything, so only its outer shape is logged.
func (s *socket) unreadable(bad *socketmode.ErrorBadMessage, acker func(envelope string) ack) {
	b := s.bot
	b.metrics.lost("unreadable")
	var o outline
	_ = json.Unmarshal(bad.Message, &o) // what is of another type than we know stays empty
	s.log.Error("Slack sent something that cannot be decoded: is there a newer version of this program?",
		"type", o.Type, "bytes", len(bad.Message), "error", mask(bad.Cause.Error()))
	if o.EnvelopeID == "" {
		return
	}
	env, first := b.seen.came(o.EnvelopeID, acker(o.EnvelopeID))
	if !first {
		env.again()
		return
	}
	env.answer(nil)
	if j := b.unreadableJob(o); j != nil {
		b.dispatch(j)
	}
}

// unreadableJob returns nil when nobody waits for an answer.
func (b *Bot) unreadableJob(o outline) *job {
	p := o.Payload
	kind := kindOf(o)
	user := cmp.Or(p.User.ID, p.UserID)
	if kind == "" || user == "" {
		return nil
	}
	j := &job{home: p.User.TeamID}
	j.req = Request{
		Ref: newRef(), Kind: kind, User: User{ID: user},
		Team: cmp.Or(p.Team.ID, p.TeamID), Channel: cmp.Or(p.Channel.ID, p.ChannelID), At: b.cfg.Now(),
	}
	if c := b.router.commands[b.router.trimSuffix(strings.ToLower(strings.TrimPrefix(p.Command, "/")))]; c != nil {
		j.req.Command = c.Name
	}
	j.reply = &clickReply{out: &b.out, url: b.out.url(p.ResponseURL), public: true, address: address{j.req.Channel, user}}
	j.run = func(context.Context) error { return ErrUnreadable }
	return j
}

// kindOf returns "" for events, and for menus, which have no place to say anything.
func kindOf(o outline) Kind {
	switch {
	case o.Type == socketmode.RequestTypeSlashCommands:
		return KindCommand
	case o.Payload.Type == string(slack.InteractionTypeBlockActions):
		return KindClick
	case o.Payload.Type == string(slack.InteractionTypeViewSubmission):
		return KindForm
	}
	return ""
}
