package mayar

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// DefaultPerMinute is the number of requests that Mayar's documentation allows in a minute.
const DefaultPerMinute = 20

// budgetWindow is the minute of the limit and a second on top: Mayar counts requests as they arrive, and two requests do not take equally long.
const budgetWindow = 61 * time.Second

// A Budget keeps the requests of one process within Mayar's limit: never more than a number of them start in any 60 seconds, whoever makes them.
// People are served before background work (see Background), which also leaves them the last quarter of the budget. All Clients that use the same
// key or leave through the same address should share one Budget. Its methods may be called at the same time.
type Budget struct {
	perMinute int
	reserve   int // slots that only people may take

	mu          sync.Mutex
	slots       []*slot // started within the window
	people      []*waiter
	background  []*waiter
	pausedUntil time.Time
	timer       *time.Timer
}

// A slot is the right to start one request.
type slot struct {
	at time.Time
}

type waiter struct {
	ready chan struct{} // closed once slot is set
	slot  *slot
}

type backgroundKey struct{}

// Background marks the calls made with the returned context as work that nobody is waiting for: people's requests go first.
func Background(ctx context.Context) context.Context {
	return context.WithValue(ctx, backgroundKey{}, true)
}

func isBackground(ctx context.Context) bool {
	return ctx.Value(backgroundKey{}) != nil
}

// NewBudget returns a budget of perMinute requests in any minute, at least one.
func NewBudget(perMinute int) *Budget {
	perMinute = max(perMinute, 1)
	return &Budget{perMinute: perMinute, reserve: perMinute / 4}
}

// PerMinute returns how many requests may start in any minute.
func (b *Budget) PerMinute() int { return b.perMinute }

// Left returns how many requests could start at this moment: none while Mayar asked for a pause.
func (b *Budget) Left() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if now.Before(b.pausedUntil) {
		return 0
	}
	b.forget(now)
	return b.perMinute - len(b.slots)
}

// PausedUntil returns until when Mayar asked for no more requests, and the zero time when it did not or that moment has passed.
func (b *Budget) PausedUntil() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !time.Now().Before(b.pausedUntil) {
		return time.Time{}
	}
	return b.pausedUntil
}

// pause stops all requests for d and returns until when. A longer pause that is already under way stays.
func (b *Budget) pause(d time.Duration) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pausedUntil = later(b.pausedUntil, time.Now().Add(d))
	return b.pausedUntil
}

// acquire waits for a slot. It fails at once with a *RateLimitError when ctx ends before a slot can be free, and returns ctx's error when ctx is
// cancelled while it waits; neither costs a slot.
func (b *Budget) acquire(ctx context.Context) (*slot, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w := &waiter{ready: make(chan struct{})}
	if err := b.enqueue(ctx, w); err != nil {
		return nil, err
	}
	select {
	case <-w.ready:
		return w.slot, nil
	case <-ctx.Done():
		b.mu.Lock()
		defer b.mu.Unlock()
		until := b.earliest(w)
		b.leave(w)
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, newLocalRateLimit(until)
		}
		return nil, ctx.Err()
	}
}

func (b *Budget) enqueue(ctx context.Context, w *waiter) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if isBackground(ctx) {
		b.background = append(b.background, w)
	} else {
		b.people = append(b.people, w)
	}
	b.grant()
	if w.slot != nil {
		return nil
	}
	if deadline, ok := ctx.Deadline(); ok {
		if at := b.earliest(w); deadline.Before(at) {
			b.leave(w)
			return newLocalRateLimit(at)
		}
	}
	return nil
}

// leave takes w out of its queue, or gives back the slot it was handed at the very moment it gave up.
func (b *Budget) leave(w *waiter) {
	same := func(other *waiter) bool { return other == w }
	b.people = slices.DeleteFunc(b.people, same)
	b.background = slices.DeleteFunc(b.background, same)
	if w.slot != nil {
		b.slots = slices.DeleteFunc(b.slots, func(s *slot) bool { return s == w.slot })
	}
	b.grant()
}

// begin moves a slot to this moment: the request that it was for goes out only now, after dialling.
func (b *Budget) begin(s *slot) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s.at = time.Now()
}

// grant hands free slots to those who wait, people first, and sets the timer for the rest.
func (b *Budget) grant() {
	now := time.Now()
	b.forget(now)
	if !now.Before(b.pausedUntil) {
		b.people = b.serve(b.people, b.perMinute, now)
		b.background = b.serve(b.background, b.perMinute-b.reserve, now)
	}
	for _, queue := range [][]*waiter{b.people, b.background} {
		if len(queue) > 0 {
			b.wakeIn(b.earliest(queue[0]).Sub(now))
			return
		}
	}
}

// serve gives slots to the front of queue until limit of them are taken, and returns those who still wait.
func (b *Budget) serve(queue []*waiter, limit int, now time.Time) []*waiter {
	for len(queue) > 0 && len(b.slots) < limit {
		w := queue[0]
		queue = queue[1:]
		w.slot = &slot{at: now}
		b.slots = append(b.slots, w.slot)
		close(w.ready)
	}
	return queue
}

func (b *Budget) wakeIn(d time.Duration) {
	if b.timer != nil {
		b.timer.Reset(d)
		return
	}
	b.timer = time.AfterFunc(d, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.grant()
	})
}

// forget drops the slots whose minute has passed.
func (b *Budget) forget(now time.Time) {
	b.slots = slices.DeleteFunc(b.slots, func(s *slot) bool { return !now.Before(s.at.Add(budgetWindow)) })
}

// earliest returns the soonest moment at which w can have its slot, when nobody else joins the queue before it.
func (b *Budget) earliest(w *waiter) time.Time {
	starts := make([]time.Time, 0, b.perMinute)
	for _, s := range b.slots {
		starts = append(starts, s.at)
	}
	slices.SortFunc(starts, time.Time.Compare)
	at := later(time.Now(), b.pausedUntil)
	for i, other := range slices.Concat(b.people, b.background) {
		limit := b.perMinute
		if i >= len(b.people) {
			limit -= b.reserve
		}
		if over := len(starts) - limit; over >= 0 {
			at = later(at, starts[over].Add(budgetWindow))
		}
		if other == w {
			break
		}
		starts = append(starts, at)
	}
	return at
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
