package fakeslack

import (
	"context"
	"fmt"
	"sync"
)

// A Change says that something changed. Subscribers fetch the new value themselves.
type Change struct {
	Kind    ChangeKind `json:"kind"`
	Channel string     `json:"channel,omitempty"`
	User    string     `json:"user,omitempty"`
}

// A ChangeKind says what changed.
type ChangeKind string

// Kinds of changes.
const (
	ChangedMessages  ChangeKind = "messages"  // in a channel; User is set if only that user sees the message
	ChangedViews     ChangeKind = "views"     // the modals or the Home tab of a user
	ChangedNotices   ChangeKind = "notices"   // notices from Slack to a user
	ChangedSockets   ChangeKind = "sockets"   // opened, closed, deafened
	ChangedEnvelope  ChangeKind = "envelope"  // sent, acknowledged or failed
	ChangedCalls     ChangeKind = "calls"     // the bot called the Web API or a response_url
	ChangedWorkspace ChangeKind = "workspace" // users, channels, groups
	ChangedMany      ChangeKind = "much"      // too many changes for a slow subscriber
)

// maxPendingChanges is how many different changes are kept for a slow subscriber.
const maxPendingChanges = 256

// changeFeed notifies waiters and subscribers of changes.
type changeFeed struct {
	mu          sync.Mutex
	next        chan struct{} // closed at the next change; nil without waiters
	subscribers map[*subscriber]struct{}
}

type subscriber struct {
	pending    []Change
	pendingSet map[Change]struct{}
	wake       chan struct{}
}

func (s *Server) changed(change Change) { s.feed.publish(change) }

func (f *changeFeed) publish(change Change) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.next != nil {
		close(f.next)
		f.next = nil
	}
	for sub := range f.subscribers {
		sub.add(change)
	}
}

// add queues the change, unless the same one is already pending.
func (sub *subscriber) add(change Change) {
	if _, dup := sub.pendingSet[change]; dup {
		return
	}
	if len(sub.pending) >= maxPendingChanges {
		change = Change{Kind: ChangedMany}
		sub.pending = sub.pending[:0]
		clear(sub.pendingSet)
	}
	sub.pending = append(sub.pending, change)
	sub.pendingSet[change] = struct{}{}
	select {
	case sub.wake <- struct{}{}:
	default:
	}
}

func (f *changeFeed) nextChange() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.next == nil {
		f.next = make(chan struct{})
	}
	return f.next
}

func (f *changeFeed) drain(sub *subscriber) []Change {
	f.mu.Lock()
	defer f.mu.Unlock()
	taken := sub.pending
	sub.pending = nil
	clear(sub.pendingSet)
	return taken
}

// Wait returns nil as soon as cond is true. It calls cond again after each change and at no other
// time. cond may call any method of the Server. The error comes from ctx, or says that the server
// was closed.
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

// WaitForMessage waits until a user sees a matching message in a channel, and returns it.
func (s *Server) WaitForMessage(
	ctx context.Context, user, channel string, fit func(Message) bool,
) (found Message, err error) {
	err = s.Wait(ctx, func() bool {
		for _, msg := range s.Messages(user, channel) {
			if fit(msg) {
				found = msg
				return true
			}
		}
		return false
	})
	return found, err
}

// Subscribe sends every change until ctx ends, then closes the channel. Equal pending changes are
// merged, and a subscriber that falls far behind gets one ChangedMany instead.
func (s *Server) Subscribe(ctx context.Context) <-chan Change {
	out := make(chan Change)
	sub := &subscriber{pendingSet: map[Change]struct{}{}, wake: make(chan struct{}, 1)}
	s.feed.mu.Lock()
	s.feed.subscribers[sub] = struct{}{}
	s.feed.mu.Unlock()
	tell := func() {
		defer close(out)
		defer s.feed.unsubscribe(sub)
		for s.forwardChanges(ctx, sub, out) {
		}
	}
	if !s.spawn(tell) {
		close(out)
	}
	return out
}

// forwardChanges waits for changes and sends them. It returns false when ctx or the server ends.
func (s *Server) forwardChanges(ctx context.Context, sub *subscriber, out chan<- Change) bool {
	select {
	case <-sub.wake:
	case <-ctx.Done():
		return false
	case <-s.closed:
		return false
	}
	for _, change := range s.feed.drain(sub) {
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

func (f *changeFeed) unsubscribe(sub *subscriber) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.subscribers, sub)
}
