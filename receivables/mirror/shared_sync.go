package mirror

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/mayarbot/mayarbot/mayar"
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

// wait waits for the end of the sync or of ctx, or for the answer to requestNewest. The last waiter
// to leave cancels the sync.
func (s *sharedSync) wait(ctx context.Context, newest <-chan error, progress func(receivables.Progress)) error {
	unsubscribe := s.subscribe(progress)
	defer unsubscribe()
	select {
	case err := <-newest:
		return err
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

// joinOrStart returns the running sync, or starts one. A new one keeps the values of ctx but not
// its end.
func (m *Mirror) joinOrStart(ctx context.Context, sweep bool) (shared *sharedSync, started bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.running != nil {
		return m.running, false
	}
	// The sync serves everybody, so it counts for no single person.
	ctx, cancel := context.WithCancel(mayar.ForPerson(context.WithoutCancel(ctx), ""))
	shared = newSharedSync(sweep, cancel)
	m.running = shared
	go m.runShared(ctx, shared)
	return shared, true
}

func (m *Mirror) runShared(ctx context.Context, shared *sharedSync) {
	defer shared.cancel()
	err := panicsafe.Run(func() error { return m.runExclusive(ctx, shared) })
	if p, ok := errors.AsType[*panicsafe.Panic](err); ok {
		m.cfg.Log.ErrorContext(ctx, "sync panicked", "panic", p, "stack", p.Stack)
	}
	if err != nil && ctx.Err() != nil {
		err = errAbandoned
	}
	m.mu.Lock()
	m.running = nil
	m.mu.Unlock()
	shared.err = err
	close(shared.done)
}

// runExclusive syncs while no other replica does. If another one is syncing, it waits for that
// result, and takes over if there is none.
func (m *Mirror) runExclusive(ctx context.Context, shared *sharedSync) error {
	before, err := m.State(ctx)
	if err != nil {
		return err
	}
	ticker := time.NewTicker(m.cfg.PollInterval)
	defer ticker.Stop()
	for waited := false; ; waited = true {
		unlock, ok, err := m.db.TryLock(ctx, syncLock)
		if err != nil {
			return err
		}
		if waited {
			done, err := m.doneElsewhere(ctx, shared, before)
			if err != nil || done {
				if ok {
					unlock()
				}
				return err
			}
		}
		if ok {
			defer unlock()
			return m.runAndRecord(ctx, shared)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// doneElsewhere reports whether another replica has finished the same kind of sync since before,
// and passes on its progress.
func (m *Mirror) doneElsewhere(
	ctx context.Context, shared *sharedSync, before receivables.State,
) (done bool, err error) {
	now, err := m.currentState(ctx)
	if err != nil {
		return false, err
	}
	if now.progress != (receivables.Progress{}) {
		shared.report(now.progress)
	}
	if shared.sweep {
		return now.LastSweep.After(before.LastSweep), nil
	}
	return now.AsOf.After(before.AsOf), nil
}
