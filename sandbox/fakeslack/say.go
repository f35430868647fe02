package fakeslack

import (
	"fmt"
	"regexp"
	"strings"
)

// Say posts a user's message in a channel. It returns an error if the user cannot write there. The
// app gets message.im for direct messages, and app_mention if the message mentions it in a channel
// that it is in; see Utterance.
func (s *Server) Say(user, channel, text string) (Message, error) {
	return s.Utter(Utterance{User: user, Channel: channel, Text: text})
}

// An Utterance is a user's message without a slash.
//
// Text is as typed: "@mayarbot unpaid". If it already has Slack's syntax, such as <@U0SANDBOX1>, it
// is used unchanged.
type Utterance struct {
	User    string
	Channel string
	Text    string
	Thread  string // ts of the parent message; "" outside of threads
}

// Utter posts a user's message, optionally in a thread.
func (s *Server) Utter(in Utterance) (Message, error) {
	who, where, err := s.checkWriter(in.User, in.Channel)
	if err != nil {
		return Message{}, err
	}
	if where.Restricted && !who.Admin {
		return Message{}, fmt.Errorf("fakeslack: only admins may post in #%s", where.Name)
	}
	if _, ok := s.messages.get(where.ID, in.Thread); in.Thread != "" && !ok {
		return Message{}, fmt.Errorf("fakeslack: there is no thread %s in #%s", in.Thread, where.Name)
	}
	m := s.post(Message{Channel: where.ID, User: who.ID, Text: in.Text, Thread: in.Thread})
	s.sendMessageEvent(m, who.Team, where)
	return m, nil
}

// sendMessageEvent sends the app the event of a user's message, if it may receive it. Direct
// messages are never app_mention events, even with a mention.
func (s *Server) sendMessageEvent(m Message, team string, where Channel) {
	text := s.asDelivered(m.Text)
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
	s.sendEvent(event)
}

// sendOwnMessageEvent sends the app its own message in direct messages, like Slack.
func (s *Server) sendOwnMessageEvent(m Message, where Channel) {
	if !where.DM || !s.hasScope("im:history") {
		return
	}
	event := s.messageJSON(m)
	event["channel"], event["channel_type"] = m.Channel, "im"
	s.sendEvent(event)
}

// sendEditEvent sends the app its own edit in direct messages, like Slack.
func (s *Server) sendEditEvent(m, old Message, where Channel) {
	if !where.DM || !s.hasScope("im:history") {
		return
	}
	s.sendEvent(object{
		"type": "message", "subtype": "message_changed", "hidden": true, "channel": m.Channel, "channel_type": "im",
		"ts":      s.clock.ts(),
		"message": s.messageJSON(m), "previous_message": s.messageJSON(old),
	})
}

var (
	slackForms      = regexp.MustCompile(`<(?:[@#!]|https?:|mailto:|tel:)`)
	labelledMention = regexp.MustCompile(`<@(\w+)\|[^>]*>`)
)

// asDelivered formats typed text for events: like should_escape for a command, but mentions have no
// label.
func (s *Server) asDelivered(typed string) string {
	if slackForms.MatchString(typed) {
		return typed
	}
	return labelledMention.ReplaceAllString(s.escape(typed), "<@$1>")
}
