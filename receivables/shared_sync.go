package receivables

import (
	"context"
	"errors"
	"sync"
)

// errDeserted is what somebody hears who boarded a flight just after the last one had left it. It is no cancellation of theirs.
var errAbandoned = errors.New("the sync was stopped, because nobody waited for it any more")

// A flight is one sync and everybody who waits for it.
type sharedSync struct {
	sweep  bool // it reads the whole list
	cancel context.CancelFunc
	done   chan struct{} // closed when err is set
	err    error

	mu            sync.Mutex
	waiters       int
	progress      Progress
	listeners     map[int]func(Progress)
	lastID        int
	newestWaiters []waiter // who wants the newest pages read, while a sweep is elsewhere in the list
}

// An asker waits for the newest pages.
type waiter struct {
	ctx    context.Context // says in whose share of the budget they are read
	result chan<- error
}

func newSharedSync(sweep bool, cancel context.CancelFunc) *sharedSync {
	return &sharedSync{sweep: sweep, cancel: cancel, done: make(chan struct{}), listeners: map[int]func(Progress){}}
}

// wait waits for the flight's end or the caller's. The last who leaves stops it: nobody wants it then.
func (f *sharedSync) wait(ctx context.Context, progress func(Progress)) error {
	unsubscribe := f.subscribe(progress)
	defer unsubscribe()
	select {
	case <-f.done:
		return f.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// listen counts the caller in and lets it hear the progress, beginning with what there is. After leave it hears nothing more.
func (f *sharedSync) subscribe(progress func(Progress)) (unsubscribe func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiters++
	f.lastID++
	id := f.lastID
	if progress != nil {
		f.listeners[id] = progress
		if f.progress != (Progress{}) {
			progress(f.progress)
		}
	}
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.listeners, id)
		if f.waiters--; f.waiters == 0 {
			f.cancel()
		}
	}
}

func (f *sharedSync) report(p Progress) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.progress = p
	for _, listener := range f.listeners {
		listener(p)
	}
}

// askNewest asks a sweep to read the newest pages again in between.
func (f *sharedSync) requestNewest(ctx context.Context) <-chan error {
	f.mu.Lock()
	defer f.mu.Unlock()
	result := make(chan error, 1)
	f.newestWaiters = append(f.newestWaiters, waiter{context.WithoutCancel(ctx), result})
	return result
}

// takeNewest takes over the answering of those who asked for the newest pages.
func (f *sharedSync) takeNewestWaiters() []waiter {
	f.mu.Lock()
	defer f.mu.Unlock()
	waiting := f.newestWaiters
	f.newestWaiters = nil
	return waiting
}
