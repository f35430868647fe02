package fakeslack

import (
	"encoding/json"
	"time"
)

// A Message is one message as a user sees it.
type Message struct {
	TS      string `json:"ts"`
	Channel string `json:"channel"`
	User    string `json:"user"`             // the author
	BotID   string `json:"bot_id,omitempty"` // the author's app
	// for Slack's own messages about a channel: "channel_join"
	Subtype   string `json:"subtype,omitempty"`
	Ephemeral bool   `json:"ephemeral,omitempty"`
	To        string `json:"to,omitempty"` // the recipient of an ephemeral message
	Text      string `json:"text"`
	// with the block_ids and action_ids that Slack adds
	Blocks   json.RawMessage `json:"blocks,omitempty"`
	Thread   string          `json:"thread_ts,omitempty"`
	Edited   bool            `json:"edited,omitempty"`
	Files    []File          `json:"files,omitempty"`
	Metadata json.RawMessage `json:"metadata,omitempty"`

	// At is the real time of the post and EditedAt of the last edit, independent of Options.Now.
	At       time.Time `json:"at"`
	EditedAt time.Time `json:"edited_at,omitzero"`
}

func (m Message) seenBy(user string) bool { return !m.Ephemeral || m.To == user }

// Messages returns the messages that a user sees in a channel, oldest first, without ephemeral
// messages for others. It returns none if the user cannot see the channel.
func (s *Server) Messages(user, channel string) []Message {
	ch, ok := s.directory.channel(channel)
	who, known := s.directory.user(user)
	if !ok || !known || !canSee(who, ch) {
		return nil
	}
	return s.messages.list(channel, user)
}

// canSee reports whether a user can read a channel: members can, and full members of the workspace
// can read public channels.
func canSee(user User, channel Channel) bool {
	if channel.Has(user.ID) {
		return true
	}
	return user.isFullMember() && !channel.Private && !channel.DM
}

// post adds a message to its channel and publishes the change.
func (s *Server) post(m Message) Message {
	m.At = time.Now()
	m.TS = s.clock.ts()
	s.messages.add(m)
	s.messagesChanged(m)
	return m
}

func (s *Server) messagesChanged(m Message) {
	s.changed(Change{Kind: ChangedMessages, Channel: m.Channel, User: m.To})
}
