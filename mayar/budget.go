package mayar

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

// DefaultPerMinute is the number of requests that Mayar's documentation allows in a minute.
const DefaultPerMinute = 20

const (
	// budgetWindow is the minute of the limit and a second on top: Mayar counts requests as they arrive, and two requests do not take equally long.
	budgetWindow = 61 * time.Second

	// startWithin is how much of that second a request may use to get from its slot to its connection. One that takes longer moves its slot.
	startWithin = 250 * time.Millisecond
)

// A Budget keeps requests within Mayar's limit: never more than a number of them start in any 60 seconds, whoever makes them. People are served
// before background work (see Background), which also leaves them the last quarter of the budget, and each in turn (see ForPerson). All Clients that use the same key or leave through
// the same address should share one Budget; processes share one through a Ledger. Its methods may be called at the same time.
type Budget struct {
	limits    limits
	keeper    keeper
	askEvery  time.Duration // how often a waiter asks again at least; 0: when its turn comes
	keepPlace time.Duration // 0: a waiter keeps its place until it leaves

	mu          sync.Mutex
	starts      []time.Time   // what is in the slots, by this machine's clock, as of the last change made here
	pausedUntil time.Time     // the same
	untold      time.Time     // a pause that the keeper has not been told of; zero: none
	left        chan struct{} // closed when somebody left a queue or gave a slot back
}

// A turn is one request on its way to its slot.
type turn struct {
	id         uint64
	background bool
	person     string    // "": nobody's
	own        bool      // what it waits for is its person's share, and not the budget
	asked      time.Time // when it asked for the slot that it has
}

type backgroundKey struct{}

// Background marks the calls made with the returned context as work that nobody is waiting for: people's requests go first.
func Background(ctx context.Context) context.Context {
	return context.WithValue(ctx, backgroundKey{}, true)
}

func isBackground(ctx context.Context) bool {
	return ctx.Value(backgroundKey{}) != nil
}

// NewBudget returns a budget of perMinute requests in any minute, at least one, for this process alone.
func NewBudget(perMinute int) *Budget {
	perMinute = max(perMinute, 1)
	return &Budget{
		limits: limits{people: perMinute, background: perMinute - perMinute/4},
		keeper: &local{},
		left:   make(chan struct{}),
	}
}

// NewSharedBudget returns a budget of perMinute requests in any minute, at least one, that is shared with everybody who has the same ledger. Each goes
// by its own perMinute. When the ledger fails no request is made: the calls fail with an error that is ErrLedger.
func NewSharedBudget(perMinute int, ledger Ledger) *Budget {
	b := NewBudget(perMinute)
	b.keeper, b.askEvery, b.keepPlace = shared{ledger}, askEvery, keepPlace
	return b
}

// PerMinute returns how many requests may start in any minute.
func (b *Budget) PerMinute() int { return b.limits.people }

// Left returns how many requests could start at this moment: none while Mayar asked for a pause. Of a shared budget it tells what was so when this
// process last made a request, see Refresh.
func (b *Budget) Left() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if now.Before(b.pausedUntil) {
		return 0
	}
	left := b.limits.people
	for _, start := range b.starts {
		if now.Before(start.Add(budgetWindow)) {
			left--
		}
	}
	return max(left, 0)
}

// PausedUntil returns until when Mayar asked for no more requests, and the zero time when it did not or that moment has passed. See Left for a shared
// budget.
func (b *Budget) PausedUntil() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !time.Now().Before(b.pausedUntil) {
		return time.Time{}
	}
	return b.pausedUntil
}

// Refresh brings Left and PausedUntil of a shared budget up to date with the other processes. Its error is ErrLedger.
func (b *Budget) Refresh(ctx context.Context) error {
	return b.change(ctx, func(time.Time, *tally) {})
}

// pause stops all requests for d and returns until when. A longer pause that is already under way stays. A ledger that fails learns of it with the
// next change.
func (b *Budget) pause(ctx context.Context, d time.Duration) time.Time {
	b.mu.Lock()
	b.pausedUntil = later(b.pausedUntil, time.Now().Add(d))
	b.untold = b.pausedUntil
	until := b.pausedUntil
	b.mu.Unlock()
	_ = b.change(context.WithoutCancel(ctx), func(time.Time, *tally) {})
	return until
}

// acquire waits for a slot. It fails at once with a *RateLimitError when ctx ends before a slot can be free, returns ctx's error when ctx is
// cancelled while it waits, a *WaitingError where too many of the same person wait, and ErrLedger when the ledger fails; none of them costs a slot.
func (b *Budget) acquire(ctx context.Context) (*turn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	t := &turn{id: rand.Uint64(), background: isBackground(ctx), person: personOf(ctx)}
	for {
		left := b.whenLeft()
		wait, err := b.ask(ctx, t)
		if err == nil && wait <= 0 {
			return t, nil
		}
		if err != nil && ctx.Err() != nil {
			err = ctx.Err()
		}
		until := time.Now().Add(wait)
		if deadline, ok := ctx.Deadline(); err == nil && ok && deadline.Before(until) {
			err = b.refuse(t, until)
		}
		if err == nil && !b.sleep(ctx, wait, left) {
			err = ctx.Err()
			if errors.Is(err, context.DeadlineExceeded) {
				err = b.refuse(t, until)
			}
		}
		if err != nil {
			b.leave(ctx, t)
			return nil, err
		}
	}
}

// refuse says that there is no slot for t before until, and whether that is Mayar's wish.
func (b *Budget) refuse(t *turn, until time.Time) error {
	paused := !b.PausedUntil().IsZero()
	return &RateLimitError{RetryAfter: max(time.Until(until), 0), Until: until, Local: true, Paused: paused, Own: t.own && !paused}
}

// ask returns how long t has to wait at least, and nothing when it has its slot.
func (b *Budget) ask(ctx context.Context, t *turn) (wait time.Duration, err error) {
	t.asked = time.Now()
	var refused error
	err = b.change(ctx, func(now time.Time, all *tally) {
		w := waiter{ID: t.id, Person: t.person}
		if b.keepPlace > 0 {
			w.Until = now.Add(b.keepPlace)
		}
		var at time.Time
		at, refused = all.ask(now, w, t.background, b.limits)
		wait, t.own = at.Sub(now), t.person != "" && len(all.Slots) < b.limits.people
	})
	return wait, cmp.Or(err, refused)
}

// sleep waits until it is time to ask again, and returns false when ctx ended before.
func (b *Budget) sleep(ctx context.Context, wait time.Duration, left <-chan struct{}) bool {
	if b.askEvery > 0 {
		wait = min(wait, b.askEvery)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-left:
		return true
	case <-ctx.Done():
		return false
	}
}

// begin is called when t's request has a connection and goes out.
func (b *Budget) begin(ctx context.Context, t *turn) {
	if time.Since(t.asked) <= startWithin {
		return
	}
	t.asked = time.Now()
	// The slot is t's in any case. Without the ledger it only counts from when it was given.
	_ = b.change(ctx, func(now time.Time, all *tally) { all.begin(now, t.id) })
}

// leave takes t out of its queue, and gives back its slot: nothing was started with it.
func (b *Budget) leave(ctx context.Context, t *turn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveTimeout)
	defer cancel()
	// When the ledger fails, the place and the slot fall free by themselves in a while.
	_ = b.change(ctx, func(_ time.Time, all *tally) {
		all.leave(t.id)
		all.giveBack(t.id)
	})
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.left)
	b.left = make(chan struct{})
}

func (b *Budget) whenLeft() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.left
}

// change makes a change to the tally, and takes over what this process has to know of it.
func (b *Budget) change(ctx context.Context, change func(now time.Time, all *tally)) error {
	var told time.Time
	err := b.keeper.update(ctx, func(now, here time.Time, all *tally) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if told = b.untold; told.After(here) {
			all.PausedUntil = later(all.PausedUntil, now.Add(told.Sub(here)))
		}
		all.forget(now)
		change(now, all)
		b.pausedUntil = here.Add(all.PausedUntil.Sub(now))
		b.starts = b.starts[:0]
		for _, s := range all.Slots {
			b.starts = append(b.starts, here.Add(s.At.Sub(now)))
		}
	})
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.untold.Equal(told) {
		b.untold = time.Time{}
	}
	return nil
}
