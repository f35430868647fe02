package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// A malformedEnvelope holds the few fields that are read of an envelope that slack-go cannot
// decode, which happens when Slack changes a payload: who did what kind of thing, and where to
// answer.
type malformedEnvelope struct {
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

// handleMalformed tells the user that an envelope was not understood. Only its outer fields are
// logged, because the message may hold anything.
func (b *Bot) handleMalformed(envelope []byte, cause error) {
	var o malformedEnvelope
	_ = json.Unmarshal(envelope, &o) // a field of an unexpected type stays empty
	b.log.Error("malformed envelope: is there a newer version of this program?",
		"type", o.Type, "bytes", len(envelope), "error", b.redactor.text(cause.Error()))
	if o.EnvelopeID == "" { // it was not acknowledged, and comes again
		return
	}
	if o.Type == socketmode.RequestTypeEventsAPI {
		b.handleUndecodedEvent(envelope)
		return
	}
	if j := b.malformedJob(o); j != nil {
		b.dispatch(j)
	}
}

// malformedJob returns nil when no user waits for an answer.
func (b *Bot) malformedJob(o malformedEnvelope) *job {
	p := o.Payload
	kind := kindOf(o)
	user := cmp.Or(p.User.ID, p.UserID)
	if kind == "" || user == "" {
		return nil
	}
	j := &job{homeTeam: p.User.TeamID}
	j.req = Request{
		Ref: newRef(), Kind: kind, User: User{ID: user},
		Team: cmp.Or(p.Team.ID, p.TeamID), Channel: cmp.Or(p.Channel.ID, p.ChannelID), At: b.cfg.Now(),
	}
	if c := b.router.commands[b.router.trimSuffix(strings.ToLower(strings.TrimPrefix(p.Command, "/")))]; c != nil {
		j.req.Command = c.Name
	}
	j.reply = &clickResponder{
		sender: b.sender, url: b.sender.NewResponseURL(p.ResponseURL), public: true,
		Recipient: slackapi.Recipient{Channel: j.req.Channel, User: user},
	}
	j.run = func(context.Context) error { return ErrMalformed }
	return j
}

// kindOf returns "" for events, and for menus, which have no place for an answer.
func kindOf(o malformedEnvelope) Kind {
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

// handleUndecodedEvent answers a message whose event slack-go cannot decode, for example for blocks
// of a newer kind: the text can be read without them.
func (b *Bot) handleUndecodedEvent(envelope []byte) {
	var e struct {
		Payload struct {
			TeamID         string                     `json:"team_id"`
			Authorizations []slack.EventAuthorization `json:"authorizations"`

			Event struct {
				Type        string            `json:"type"`
				ChannelType string            `json:"channel_type"`
				Subtype     string            `json:"subtype"`
				BotID       string            `json:"bot_id"`
				WorkflowID  string            `json:"workflow_id"`
				User        string            `json:"user"`
				Channel     string            `json:"channel"`
				Text        string            `json:"text"`
				TS          string            `json:"ts"`
				Thread      string            `json:"thread_ts"`
				Files       []json.RawMessage `json:"files"`
				Edited      json.RawMessage   `json:"edited"`
			} `json:"event"`
		} `json:"payload"`
	}
	if json.Unmarshal(envelope, &e) != nil {
		return
	}
	in := e.Payload.Event
	msg := chatMessage{
		via: viaMention, team: e.Payload.TeamID, user: in.User, channel: in.Channel, thread: in.Thread, ts: in.TS,
		text: in.Text,
	}
	if len(e.Payload.Authorizations) > 0 {
		msg.team = cmp.Or(e.Payload.Authorizations[0].TeamID, msg.team)
	}
	switch {
	case in.Subtype != "" || in.BotID != "" || in.WorkflowID != "" || len(in.Files) > 0 || in.Edited != nil:
		return
	case in.Type == "message" && in.ChannelType == slackevents.ChannelTypeIM:
		msg.via = viaDM
	case in.Type != "app_mention":
		return
	}
	b.handleChatMessage(msg)
}
