package fakeslack

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// timelines holds the messages of every channel.
type timelines struct {
	keep int
	mu   sync.RWMutex
	of   map[string]*timeline
}

// A timeline is one channel. What single people were told is kept apart, so that it crowds out nothing that was said to all.
type timeline struct{ public, private shelf }

// A shelf has messages in order, the oldest first. An edit puts a new message in the place of the old one.
type shelf struct {
	messages []Message
	lost     string // ts of the newest message that is not kept any more
}

func newTimelines(keep int) *timelines { return &timelines{keep: keep, of: map[string]*timeline{}} }

func (t *timelines) add(m Message) {
	t.mu.Lock()
	defer t.mu.Unlock()
	to := t.of[m.Channel]
	if to == nil {
		to = &timeline{}
		t.of[m.Channel] = to
	}
	if m.Ephemeral {
		to.private.add(m, t.keep)
	} else {
		to.public.add(m, t.keep)
	}
}

func (s *shelf) add(m Message, keep int) {
	s.messages = append(s.messages, m)
	if extra := len(s.messages) - keep; extra > keep {
		s.lost = s.messages[extra-1].TS
		s.messages = slices.Clone(s.messages[extra:])
	}
}

// newest returns as many messages as are kept, and the ts of the newest that is older.
func (s *shelf) newest(keep int) (messages []Message, lost string) {
	if extra := len(s.messages) - keep; extra > 0 {
		return s.messages[extra:], s.messages[extra-1].TS
	}
	return s.messages, s.lost
}

func (t *timelines) get(channel, ts string) (Message, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if shelf, i := t.find(channel, ts); shelf != nil {
		return shelf.messages[i], true
	}
	return Message{}, false
}

// edit replaces a message by what change makes of it; false if it is not there.
func (t *timelines) edit(channel, ts string, change func(*Message)) (Message, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	shelf, i := t.find(channel, ts)
	if shelf == nil {
		return Message{}, false
	}
	m := &shelf.messages[i]
	change(m)
	m.Edited, m.EditedAt = true, time.Now()
	return *m, true
}

func (t *timelines) remove(channel, ts string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	shelf, i := t.find(channel, ts)
	if shelf != nil {
		shelf.messages = slices.Delete(shelf.messages, i, i+1)
	}
	return shelf != nil
}

// find returns where a message stands; nil when it is nowhere. The caller holds t.mu.
func (t *timelines) find(channel, ts string) (*shelf, int) {
	in := t.of[channel]
	if in == nil {
		return nil, 0
	}
	for _, shelf := range []*shelf{&in.public, &in.private} {
		if i, ok := slices.BinarySearchFunc(shelf.messages, ts, byTS); ok {
			return shelf, i
		}
	}
	return nil, 0
}

// byTS compares as text: timestamps have the same length for the next two hundred years.
func byTS(m Message, ts string) int { return strings.Compare(m.TS, ts) }

// list returns the newest messages that a person sees, oldest first: of those to all and of those to single people at most as many as are kept.
func (t *timelines) list(channel, user string) []Message {
	t.mu.RLock()
	defer t.mu.RUnlock()
	in := t.of[channel]
	if in == nil {
		return nil
	}
	public, _ := in.public.newest(t.keep)
	private, _ := in.private.newest(t.keep)
	var seen []Message
	for _, m := range private {
		if m.seenBy(user) {
			i, _ := slices.BinarySearchFunc(public, m.TS, byTS)
			seen, public = append(append(seen, public[:i]...), m), public[i:]
		}
	}
	return append(seen, public...)
}

// said returns the newest messages to all that match, oldest first, and the ts of the newest that is not kept.
func (t *timelines) said(channel string, match func(Message) bool) (found []Message, lost string) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	in := t.of[channel]
	if in == nil {
		return nil, ""
	}
	public, lost := in.public.newest(t.keep)
	for _, m := range public {
		if match(m) {
			found = append(found, m)
		}
	}
	return found, lost
}
