package fakeslack

import (
	"fmt"
	"regexp"
	"strings"
)

// Say posts what a person writes in a channel. It returns an error when they cannot write there. The app is told of what is written in its direct
// messages (message.im), and of what mentions it in a channel that it is in (app_mention): see Utterance.
func (s *Server) Say(user, channel, text string) (Message, error) {
	return s.Utter(Utterance{User: user, Channel: channel, Text: text})
}

// An Utterance is what a person writes without a slash.
//
// Text is as it was typed: "@mayarbot unpaid". When it has one of Slack's own forms in it, such as <@U0SANDBOX1>, it is taken to be as Slack delivers it.
type Utterance struct {
	User    string
	Channel string
	Text    string
	Thread  string // ts of the message that is answered, "" outside of threads
}

// Utter posts what a person writes, also in a thread.
func (s *Server) Utter(in Utterance) (Message, error) {
	who, where, err := s.writer(in.User, in.Channel)
	if err != nil {
		return Message{}, err
	}
	if where.Restricted && !who.Admin {
		return Message{}, fmt.Errorf("fakeslack: only admins may post in #%s", where.Name)
	}
	if _, ok := s.timelines.get(where.ID, in.Thread); in.Thread != "" && !ok {
		return Message{}, fmt.Errorf("fakeslack: there is no thread %s in #%s", in.Thread, where.Name)
	}
	m := s.post(Message{Channel: where.ID, User: who.ID, Text: in.Text, Thread: in.Thread})
	s.tellOfSpeech(m, who.Team, where)
	return m, nil
}

// tellOfSpeech tells the app of what somebody wrote, if it may know. Direct messages with it are never app_mentions, whoever is mentioned there.
func (s *Server) tellOfSpeech(m Message, team string, where Channel) {
	text := s.delivered(m.Text)
	event := object{
		"user": m.User, "text": text, "ts": m.TS, "channel": m.Channel, "team": team, "client_msg_id": newEnvelopeID(),
		"blocks": []any{object{"type": "rich_text", "block_id": newID(""), "elements": []any{}}},
	}
	if m.Thread != "" {
		event["thread_ts"] = m.Thread
	}
	switch {
	case where.DM && s.hasScope("im:history"):
		event["type"], event["channel_type"] = "message", "im"
	case !where.DM && where.Has(BotUser) && strings.Contains(text, "<@"+BotUser) && s.hasScope("app_mentions:read"):
		event["type"] = "app_mention"
	default:
		return
	}
	s.tell(event)
}

// tellOfOwn tells the app of a message of its own in direct messages, as Slack does.
func (s *Server) tellOfOwn(m Message, where Channel) {
	if !where.DM || !s.hasScope("im:history") {
		return
	}
	event := s.wire(m)
	event["channel"], event["channel_type"] = m.Channel, "im"
	s.tell(event)
}

// tellOfEdit tells the app of a change of its own in direct messages, as Slack does.
func (s *Server) tellOfEdit(m, old Message, where Channel) {
	if !where.DM || !s.hasScope("im:history") {
		return
	}
	s.tell(object{
		"type": "message", "subtype": "message_changed", "hidden": true, "channel": m.Channel, "channel_type": "im",
		"ts":      s.clock.ts(),
		"message": s.wire(m), "previous_message": s.wire(old),
	})
}

var (
	ownForms = regexp.MustCompile(`<(?:[@#!]|https?:|mailto:|tel:)`)
	labelled = regexp.MustCompile(`<@(\w+)\|[^>]*>`)
)

// delivered writes what was typed as events have it: like a command with should_escape, but that mentions have no label.
func (s *Server) delivered(typed string) string {
	if ownForms.MatchString(typed) {
		return typed
	}
	return labelled.ReplaceAllString(s.escape(typed), "<@$1>")
}
