package fakeslack

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// messageStore holds the messages of every channel.
type messageStore struct {
	keep      int
	mu        sync.RWMutex
	byChannel map[string]*channelMessages
}

// channelMessages are the messages of one channel. Ephemeral messages are separate, so that they
// never push out public ones.
type channelMessages struct{ public, private messageList }

// A messageList holds messages, oldest first. An edit replaces a message in its place.
type messageList struct {
	messages      []Message
	newestDropped string // ts of the newest message that was dropped
}

func newMessageStore(keep int) *messageStore {
	return &messageStore{keep: keep, byChannel: map[string]*channelMessages{}}
}

func (s *messageStore) add(m Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	to := s.byChannel[m.Channel]
	if to == nil {
		to = &channelMessages{}
		s.byChannel[m.Channel] = to
	}
	if m.Ephemeral {
		to.private.add(m, s.keep)
	} else {
		to.public.add(m, s.keep)
	}
}

func (s *messageList) add(m Message, keep int) {
	s.messages = append(s.messages, m)
	if extra := len(s.messages) - keep; extra > keep {
		s.newestDropped = s.messages[extra-1].TS
		s.messages = slices.Clone(s.messages[extra:])
	}
}

// newest returns at most keep messages, and the ts of the newest older one.
func (s *messageList) newest(keep int) (messages []Message, lost string) {
	if extra := len(s.messages) - keep; extra > 0 {
		return s.messages[extra:], s.messages[extra-1].TS
	}
	return s.messages, s.newestDropped
}

func (s *messageStore) get(channel, ts string) (Message, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if list, i := s.find(channel, ts); list != nil {
		return list.messages[i], true
	}
	return Message{}, false
}

// edit changes a message; false if it does not exist.
func (s *messageStore) edit(channel, ts string, change func(*Message)) (Message, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list, i := s.find(channel, ts)
	if list == nil {
		return Message{}, false
	}
	m := &list.messages[i]
	change(m)
	m.Edited, m.EditedAt = true, time.Now()
	return *m, true
}

func (s *messageStore) remove(channel, ts string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	list, i := s.find(channel, ts)
	if list != nil {
		list.messages = slices.Delete(list.messages, i, i+1)
	}
	return list != nil
}

// find returns the list and index of a message; nil if it does not exist. The caller holds s.mu.
func (s *messageStore) find(channel, ts string) (*messageList, int) {
	in := s.byChannel[channel]
	if in == nil {
		return nil, 0
	}
	for _, list := range []*messageList{&in.public, &in.private} {
		if i, ok := slices.BinarySearchFunc(list.messages, ts, byTS); ok {
			return list, i
		}
	}
	return nil, 0
}

// byTS compares as text: timestamps keep the same length for the next two hundred years.
func byTS(m Message, ts string) int { return strings.Compare(m.TS, ts) }

// list returns the newest messages that a user sees, oldest first. The limit applies to public and
// ephemeral messages separately.
func (s *messageStore) list(channel, user string) []Message {
	s.mu.RLock()
	defer s.mu.RUnlock()
	in := s.byChannel[channel]
	if in == nil {
		return nil
	}
	public, _ := in.public.newest(s.keep)
	private, _ := in.private.newest(s.keep)
	var seen []Message
	for _, m := range private {
		if m.seenBy(user) {
			i, _ := slices.BinarySearchFunc(public, m.TS, byTS)
			seen, public = append(append(seen, public[:i]...), m), public[i:]
		}
	}
	return append(seen, public...)
}

// listPublic returns the newest matching public messages, oldest first, and the ts of the newest
// dropped one.
func (s *messageStore) listPublic(channel string, match func(Message) bool) (found []Message, lost string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	in := s.byChannel[channel]
	if in == nil {
		return nil, ""
	}
	public, lost := in.public.newest(s.keep)
	for _, m := range public {
		if match(m) {
			found = append(found, m)
		}
	}
	return found, lost
}
