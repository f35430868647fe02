package fakeslack

import (
	"context"
	"fmt"
	"sync"
)

// A Change tells that something is different from before. What it is now is to be asked.
type Change struct {
	Kind    ChangeKind `json:"kind"`
	Channel string     `json:"channel,omitempty"`
	User    string     `json:"user,omitempty"`
}

// A ChangeKind is what a Change is about.
type ChangeKind string

// What changes.
const (
	ChangedMessages  ChangeKind = "messages"  // in a channel; User is set if only they see it
	ChangedViews     ChangeKind = "views"     // the modals or the Home tab of a user
	ChangedNotices   ChangeKind = "notices"   // what Slack told a user
	ChangedSockets   ChangeKind = "sockets"   // opened, closed, deafened
	ChangedEnvelope  ChangeKind = "envelope"  // sent, acknowledged or given up
	ChangedCalls     ChangeKind = "calls"     // the bot called the Web API or a response_url
	ChangedWorkspace ChangeKind = "workspace" // users, channels, groups
	ChangedMuch      ChangeKind = "much"      // more than a slow reader can be told one by one
)

// maxUntold is how many different changes are kept for a reader who does not read.
const maxUntold = 256

// feed tells everybody who waits that something changed.
type feed struct {
	mu      sync.Mutex
	next    chan struct{} // closed at the next change; nil while nobody waits
	readers map[*reader]struct{}
}

type reader struct {
	untold []Change
	known  map[Change]struct{}
	wake   chan struct{}
}

func (s *Server) changed(change Change) { s.feed.tell(change) }

func (f *feed) tell(change Change) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.next != nil {
		close(f.next)
		f.next = nil
	}
	for r := range f.readers {
		r.add(change)
	}
}

// add remembers the change unless the same one is still untold.
func (r *reader) add(change Change) {
	if _, dup := r.known[change]; dup {
		return
	}
	if len(r.untold) >= maxUntold {
		change = Change{Kind: ChangedMuch}
		r.untold = r.untold[:0]
		clear(r.known)
	}
	r.untold = append(r.untold, change)
	r.known[change] = struct{}{}
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

func (f *feed) nextChange() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.next == nil {
		f.next = make(chan struct{})
	}
	return f.next
}

func (f *feed) take(r *reader) []Change {
	f.mu.Lock()
	defer f.mu.Unlock()
	taken := r.untold
	r.untold = nil
	clear(r.known)
	return taken
}

// Wait returns nil as soon as cond holds. It is asked again after each change, never in between, and may call every method of the Server. The error
// is that of ctx, or says that the server was closed.
func (s *Server) Wait(ctx context.Context, cond func() bool) error {
	for {
		next := s.feed.nextChange()
		if cond() {
			return nil
		}
		select {
		case <-next:
		case <-ctx.Done():
			return fmt.Errorf("fakeslack: what was waited for did not happen: %w", ctx.Err())
		case <-s.closed:
			return errClosed
		}
	}
}

// Subscribe tells of every change until ctx ends, then closes the channel. A change that is the same as one not yet read is told once, and a reader
// who falls far behind gets one ChangedMuch instead.
func (s *Server) Subscribe(ctx context.Context) <-chan Change {
	out := make(chan Change)
	r := &reader{known: map[Change]struct{}{}, wake: make(chan struct{}, 1)}
	s.feed.mu.Lock()
	s.feed.readers[r] = struct{}{}
	s.feed.mu.Unlock()
	tell := func() {
		defer close(out)
		defer s.feed.forget(r)
		for s.tellNext(ctx, r, out) {
		}
	}
	if !s.spawn(tell) {
		close(out)
	}
	return out
}

// tellNext waits for changes and passes them on; false when ctx or the server has ended.
func (s *Server) tellNext(ctx context.Context, r *reader, out chan<- Change) bool {
	select {
	case <-r.wake:
	case <-ctx.Done():
		return false
	case <-s.closed:
		return false
	}
	for _, change := range s.feed.take(r) {
		select {
		case out <- change:
		case <-ctx.Done():
			return false
		case <-s.closed:
			return false
		}
	}
	return true
}

func (f *feed) forget(r *reader) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.readers, r)
}
