package fakeslack

import (
	"encoding/json"
	"slices"
	"sync"
	"time"
)

// A Message is one message as a person sees it.
type Message struct {
	TS        string          `json:"ts"`
	Channel   string          `json:"channel"`
	User      string          `json:"user"`              // who wrote it
	BotID     string          `json:"bot_id,omitempty"`  // the app that wrote it
	Subtype   string          `json:"subtype,omitempty"` // of what Slack says itself when a channel changes: "channel_join"
	Ephemeral bool            `json:"ephemeral,omitempty"`
	To        string          `json:"to,omitempty"` // the only one who sees an ephemeral message
	Text      string          `json:"text"`
	Blocks    json.RawMessage `json:"blocks,omitempty"` // with the block_ids and action_ids that Slack adds where they are missing
	Thread    string          `json:"thread_ts,omitempty"`
	Edited    bool            `json:"edited,omitempty"`
	Files     []File          `json:"files,omitempty"`
	Metadata  json.RawMessage `json:"metadata,omitempty"`

	// At is when it came and EditedAt when it was last changed, by the real clock whatever Options.Now says.
	At       time.Time `json:"at"`
	EditedAt time.Time `json:"edited_at,omitzero"`
}

func (m Message) seenBy(user string) bool { return !m.Ephemeral || m.To == user }

// timelines holds the messages of every channel, oldest first. Stored messages are never changed in place: an edit puts a new one in.
type timelines struct {
	keep int
	mu   sync.RWMutex
	of   map[string][]Message
}

func newTimelines(keep int) *timelines { return &timelines{keep: keep, of: map[string][]Message{}} }

func (t *timelines) add(m Message) {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := append(t.of[m.Channel], m)
	if len(all) > 2*t.keep {
		all = slices.Clone(all[len(all)-t.keep:])
	}
	t.of[m.Channel] = all
}

func (t *timelines) get(channel, ts string) (Message, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	all := t.of[channel]
	if i, ok := position(all, ts); ok {
		return all[i], true
	}
	return Message{}, false
}

// edit replaces a message by what change makes of it; false if it is not there.
func (t *timelines) edit(channel, ts string, change func(*Message)) (Message, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := t.of[channel]
	i, ok := position(all, ts)
	if !ok {
		return Message{}, false
	}
	change(&all[i])
	all[i].Edited = true
	all[i].EditedAt = time.Now()
	return all[i], true
}

func (t *timelines) remove(channel, ts string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := t.of[channel]
	i, ok := position(all, ts)
	if ok {
		t.of[channel] = slices.Delete(all, i, i+1)
	}
	return ok
}

// list returns the newest messages, at most as many as are kept, that match.
func (t *timelines) list(channel string, match func(Message) bool) []Message {
	t.mu.RLock()
	defer t.mu.RUnlock()
	all := t.of[channel]
	all = all[max(0, len(all)-t.keep):]
	var out []Message
	for _, m := range all {
		if match(m) {
			out = append(out, m)
		}
	}
	return out
}

// position finds a timestamp among messages in order. Timestamps have the same length for the next two hundred years, so they compare as text.
func position(all []Message, ts string) (int, bool) {
	return slices.BinarySearchFunc(all, ts, func(m Message, ts string) int {
		switch {
		case m.TS < ts:
			return -1
		case m.TS > ts:
			return 1
		}
		return 0
	})
}

// Messages returns what the user sees in a channel, oldest first: nothing in a channel that they cannot see, and no ephemeral message for
// somebody else.
func (s *Server) Messages(user, channel string) []Message {
	ch, ok := s.people.channel(channel)
	who, known := s.people.user(user)
	if !ok || !known || !canSee(who, ch) {
		return nil
	}
	return s.timelines.list(channel, func(m Message) bool { return m.seenBy(user) })
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
