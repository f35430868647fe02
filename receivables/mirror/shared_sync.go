package mirror

import (
	"context"
	"errors"
	"sync"

	"github.com/mayarbot/mayarbot/receivables"
)

// errAbandoned is the error for a caller who joined a sync just after its last waiter had left. The
// caller did not cancel anything.
var errAbandoned = errors.New("the sync was stopped, because nobody waited for it any more")

// A sharedSync is one sync with all its waiters.
type sharedSync struct {
	sweep  bool // it reads the whole list
	cancel context.CancelFunc
	done   chan struct{} // closed when err is set
	err    error

	mu            sync.Mutex
	waiters       int
	progress      receivables.Progress
	listeners     map[int]func(receivables.Progress)
	lastID        int
	newestWaiters []waiter // want the newest pages while a sweep reads others
}

// A waiter waits for the newest pages.
type waiter struct {
	ctx    context.Context // its share of the budget pays for the pages
	result chan<- error
}

func newSharedSync(sweep bool, cancel context.CancelFunc) *sharedSync {
	listeners := map[int]func(receivables.Progress){}
	return &sharedSync{sweep: sweep, cancel: cancel, done: make(chan struct{}), listeners: listeners}
}

// wait waits for the end of the sync or of ctx. The last waiter to leave cancels the sync.
func (s *sharedSync) wait(ctx context.Context, progress func(receivables.Progress)) error {
	unsubscribe := s.subscribe(progress)
	defer unsubscribe()
	select {
	case <-s.done:
		return s.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// subscribe adds a waiter and reports the progress to it, beginning with the current one. After
// unsubscribe, progress is not called again.
func (s *sharedSync) subscribe(progress func(receivables.Progress)) (unsubscribe func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiters++
	s.lastID++
	id := s.lastID
	if progress != nil {
		s.listeners[id] = progress
		if s.progress != (receivables.Progress{}) {
			progress(s.progress)
		}
	}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.listeners, id)
		if s.waiters--; s.waiters == 0 {
			s.cancel()
		}
	}
}

func (s *sharedSync) report(p receivables.Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.progress = p
	for _, listener := range s.listeners {
		listener(p)
	}
}

// requestNewest asks a running sweep to read the newest pages between two of its own.
func (s *sharedSync) requestNewest(ctx context.Context) <-chan error {
	s.mu.Lock()
	defer s.mu.Unlock()
	result := make(chan error, 1)
	s.newestWaiters = append(s.newestWaiters, waiter{context.WithoutCancel(ctx), result})
	return result
}

// takeNewestWaiters hands the waiters for the newest pages to the caller, who must answer them.
func (s *sharedSync) takeNewestWaiters() []waiter {
	s.mu.Lock()
	defer s.mu.Unlock()
	waiting := s.newestWaiters
	s.newestWaiters = nil
	return waiting
}
