package receivables

import (
	"context"
	"errors"
	"sync"
)

// errDeserted is what somebody hears who boarded a flight just after the last one had left it. It is no cancellation of theirs.
var errDeserted = errors.New("the sync was stopped, because nobody waited for it any more")

// A flight is one sync and everybody who waits for it.
type flight struct {
	sweep  bool // it reads the whole list
	cancel context.CancelFunc
	done   chan struct{} // closed when err is set
	err    error

	mu        sync.Mutex
	waiting   int
	progress  Progress
	listeners map[int]func(Progress)
	next      int
	newest    []asker // who wants the newest pages read, while a sweep is elsewhere in the list
}

// An asker waits for the newest pages.
type asker struct {
	ctx    context.Context // says in whose share of the budget they are read
	answer chan<- error
}

func newFlight(sweep bool, cancel context.CancelFunc) *flight {
	return &flight{sweep: sweep, cancel: cancel, done: make(chan struct{}), listeners: map[int]func(Progress){}}
}

// wait waits for the flight's end or the caller's. The last who leaves stops it: nobody wants it then.
func (f *flight) wait(ctx context.Context, progress func(Progress)) error {
	leave := f.listen(progress)
	defer leave()
	select {
	case <-f.done:
		return f.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// listen counts the caller in and lets it hear the progress, beginning with what there is. After leave it hears nothing more.
func (f *flight) listen(progress func(Progress)) (leave func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting++
	f.next++
	id := f.next
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
		if f.waiting--; f.waiting == 0 {
			f.cancel()
		}
	}
}

func (f *flight) report(p Progress) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.progress = p
	for _, listener := range f.listeners {
		listener(p)
	}
}

// askNewest asks a sweep to read the newest pages again in between.
func (f *flight) askNewest(ctx context.Context) <-chan error {
	f.mu.Lock()
	defer f.mu.Unlock()
	answer := make(chan error, 1)
	f.newest = append(f.newest, asker{context.WithoutCancel(ctx), answer})
	return answer
}

// takeNewest takes over the answering of those who asked for the newest pages.
func (f *flight) takeNewest() []asker {
	f.mu.Lock()
	defer f.mu.Unlock()
	asked := f.newest
	f.newest = nil
	return asked
}
