package fakeslack

import (
	"encoding/json"
	"time"
)

// A Message is one message as a person sees it.
type Message struct {
	TS      string `json:"ts"`
	Channel string `json:"channel"`
	User    string `json:"user"`             // who wrote it
	BotID   string `json:"bot_id,omitempty"` // the app that wrote it
	// of what Slack says itself when a channel changes: "channel_join"
	Subtype   string `json:"subtype,omitempty"`
	Ephemeral bool   `json:"ephemeral,omitempty"`
	To        string `json:"to,omitempty"` // the only one who sees an ephemeral message
	Text      string `json:"text"`
	// with the block_ids and action_ids that Slack adds where they are missing
	Blocks   json.RawMessage `json:"blocks,omitempty"`
	Thread   string          `json:"thread_ts,omitempty"`
	Edited   bool            `json:"edited,omitempty"`
	Files    []File          `json:"files,omitempty"`
	Metadata json.RawMessage `json:"metadata,omitempty"`

	// At is when it came and EditedAt when it was last changed, by the real clock whatever Options.Now says.
	At       time.Time `json:"at"`
	EditedAt time.Time `json:"edited_at,omitzero"`
}

func (m Message) seenBy(user string) bool { return !m.Ephemeral || m.To == user }

// Messages returns what the user sees in a channel, oldest first: nothing in a channel that they cannot see, and no ephemeral message for
// somebody else.
func (s *Server) Messages(user, channel string) []Message {
	ch, ok := s.people.channel(channel)
	who, known := s.people.user(user)
	if !ok || !known || !canSee(who, ch) {
		return nil
	}
	return s.timelines.list(channel, user)
}

// canSee reports whether a person can look into a channel: members can, and full members of the workspace also into public channels.
func canSee(user User, channel Channel) bool {
	if channel.Has(user.ID) {
		return true
	}
	return user.full() && !channel.Private && !channel.DM
}

// post puts a message into its channel and tells everybody.
func (s *Server) post(m Message) Message {
	m.At = time.Now()
	m.TS = s.clock.ts()
	s.timelines.add(m)
	s.messagesChanged(m)
	return m
}

func (s *Server) messagesChanged(m Message) {
	s.changed(Change{Kind: ChangedMessages, Channel: m.Channel, User: m.To})
}
