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
	// rateWindow is the minute of Mayar's limit plus one second. Mayar counts requests when they
	// arrive, and two requests do not travel equally long.
	rateWindow = 61 * time.Second

	// maxStartDelay is how much of that extra second a request may use between its slot and its
	// connection. A request that takes longer moves its slot.
	maxStartDelay = 250 * time.Millisecond
)

// A Budget keeps requests within Mayar's limit: never more than a fixed number start in any 60
// seconds. People are served before background work (see Background), and background work leaves
// them the last quarter of the budget. Among people, see ForPerson. All Clients that use the same
// key or the same outgoing address should share one Budget; several processes share one through a
// SharedState. Its methods are safe for concurrent use.
type Budget struct {
	limits     limits
	stateStore stateStore
	pollEvery  time.Duration // longest wait between two requests for a slot; 0: no limit
	waiterTTL  time.Duration // 0: a waiter keeps its place until it leaves

	mu               sync.Mutex
	starts           []time.Time   // times of the slots, by this machine's clock, as last read
	pausedUntil      time.Time     // end of the pause, by this machine's clock, as last read
	unpublishedPause time.Time     // a pause that the state store does not have yet; zero: none
	freed            chan struct{} // closed when a waiter left a queue or a slot was released
}

// A reservation is one request that waits for its slot or has it.
type reservation struct {
	id          uint64
	background  bool
	person      string    // "": no person
	personLimit bool      // it waits for its person's share, not for the budget
	requestedAt time.Time // when it last asked for its slot
}

type backgroundKey struct{}

// Background marks the calls made with the returned context as background work: people's requests
// go first.
func Background(ctx context.Context) context.Context {
	return context.WithValue(ctx, backgroundKey{}, true)
}

func isBackground(ctx context.Context) bool {
	return ctx.Value(backgroundKey{}) != nil
}

// NewBudget returns a budget of perMinute requests in any minute, at least one, for this process
// alone.
func NewBudget(perMinute int) *Budget {
	perMinute = max(perMinute, 1)
	return &Budget{
		limits:     limits{people: perMinute, background: perMinute - perMinute/4},
		stateStore: &localState{},
		freed:      make(chan struct{}),
	}
}

// NewSharedBudget returns a budget of perMinute requests in any minute, at least one. All budgets
// with the same state share it; each applies its own perMinute. When the state cannot be updated,
// no request is made and the calls fail with ErrBudgetUnavailable.
func NewSharedBudget(perMinute int, state SharedState) *Budget {
	b := NewBudget(perMinute)
	b.stateStore, b.pollEvery, b.waiterTTL = sharedStore{state}, pollEvery, waiterTTL
	return b
}

// PerMinute returns how many requests may start in any minute.
func (b *Budget) PerMinute() int { return b.limits.people }

// Remaining returns how many requests could start now: none while Mayar asks for a pause. For a
// shared budget the answer is as old as this process's last request; see Refresh.
func (b *Budget) Remaining() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if now.Before(b.pausedUntil) {
		return 0
	}
	left := b.limits.people
	for _, start := range b.starts {
		if now.Before(start.Add(rateWindow)) {
			left--
		}
	}
	return max(left, 0)
}

// PausedUntil returns the end of the pause that Mayar asked for, or the zero time when there is
// none. For a shared budget, see Remaining.
func (b *Budget) PausedUntil() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !time.Now().Before(b.pausedUntil) {
		return time.Time{}
	}
	return b.pausedUntil
}

// Refresh brings Remaining and PausedUntil of a shared budget up to date with the other processes.
// Its error is ErrBudgetUnavailable.
func (b *Budget) Refresh(ctx context.Context) error {
	return b.change(ctx, func(time.Time, *limiterState) {})
}

// pause stops all requests for d and returns the end of the pause. A longer pause that is already
// running stays. If the shared state cannot be updated, the next update publishes the pause.
func (b *Budget) pause(ctx context.Context, d time.Duration) time.Time {
	b.mu.Lock()
	b.pausedUntil = maxTime(b.pausedUntil, time.Now().Add(d))
	b.unpublishedPause = b.pausedUntil
	until := b.pausedUntil
	b.mu.Unlock()
	_ = b.change(context.WithoutCancel(ctx), func(time.Time, *limiterState) {})
	return until
}

// acquire waits for a slot. It fails at once with a *RateLimitError when ctx ends before a slot can
// be free, with ctx's error when ctx is cancelled while it waits, with a *WaitingError when too
// many requests of the same person wait, and with ErrBudgetUnavailable when the shared state fails.
// None of these failures uses a slot.
func (b *Budget) acquire(ctx context.Context) (*reservation, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	res := &reservation{id: rand.Uint64(), background: isBackground(ctx), person: personOf(ctx)}
	for {
		freed := b.whenFreed()
		wait, err := b.request(ctx, res)
		if err == nil && wait <= 0 {
			return res, nil
		}
		if err != nil && ctx.Err() != nil {
			err = ctx.Err()
		}
		until := time.Now().Add(wait)
		if deadline, ok := ctx.Deadline(); err == nil && ok && deadline.Before(until) {
			err = b.limitError(res, until)
		}
		if err == nil && !b.sleep(ctx, wait, freed) {
			err = ctx.Err()
			if errors.Is(err, context.DeadlineExceeded) {
				err = b.limitError(res, until)
			}
		}
		if err != nil {
			b.cancel(ctx, res)
			return nil, err
		}
	}
}

// limitError says that there is no slot for res before until, and whether Mayar asked for that.
func (b *Budget) limitError(res *reservation, until time.Time) error {
	paused := !b.PausedUntil().IsZero()
	return &RateLimitError{
		RetryAfter: max(time.Until(until), 0), Until: until,
		Local: true, Paused: paused, Own: res.personLimit && !paused,
	}
}

// request asks for a slot. It returns how long res has to wait at least; 0 means that it has a
// slot.
func (b *Budget) request(ctx context.Context, res *reservation) (wait time.Duration, err error) {
	res.requestedAt = time.Now()
	var rejected error
	err = b.change(ctx, func(now time.Time, state *limiterState) {
		w := waiter{ID: res.id, Person: res.person}
		if b.waiterTTL > 0 {
			w.Until = now.Add(b.waiterTTL)
		}
		var at time.Time
		at, rejected = state.request(now, w, res.background, b.limits)
		wait = at.Sub(now)
		res.personLimit = res.person != "" && len(state.Slots) < b.limits.people
	})
	return wait, cmp.Or(err, rejected)
}

// sleep waits until it is time to ask again. It returns false when ctx ends first.
func (b *Budget) sleep(ctx context.Context, wait time.Duration, freed <-chan struct{}) bool {
	if b.pollEvery > 0 {
		wait = min(wait, b.pollEvery)
	}
	return sleep(ctx, wait, freed)
}

// sleep waits for a duration or until wake is closed; wake may be nil. It returns false when ctx
// ends first.
func sleep(ctx context.Context, wait time.Duration, wake <-chan struct{}) bool {
	select {
	case <-time.After(wait):
		return true
	case <-wake:
		return true
	case <-ctx.Done():
		return false
	}
}

// markStarted is called when the request has a connection and is about to be sent.
func (b *Budget) markStarted(ctx context.Context, res *reservation) {
	if time.Since(res.requestedAt) <= maxStartDelay {
		return
	}
	res.requestedAt = time.Now()
	// If the shared state fails, the slot stays valid but counts from when it was given.
	_ = b.change(ctx, func(now time.Time, state *limiterState) { state.moveSlot(now, res.id) })
}

// cancel takes res out of its queue and releases its slot: its request was not sent.
func (b *Budget) cancel(ctx context.Context, res *reservation) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cancelTimeout)
	defer cancel()
	// If the shared state fails, the place and the slot expire by themselves.
	_ = b.change(ctx, func(_ time.Time, state *limiterState) {
		state.removeWaiter(res.id)
		state.releaseSlot(res.id)
	})
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.freed)
	b.freed = make(chan struct{})
}

func (b *Budget) whenFreed() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.freed
}

// change updates the limiter state and remembers the result for Remaining and PausedUntil.
func (b *Budget) change(ctx context.Context, change func(now time.Time, state *limiterState)) error {
	var published time.Time
	err := b.stateStore.update(ctx, func(now, here time.Time, state *limiterState) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if published = b.unpublishedPause; published.After(here) {
			state.PausedUntil = maxTime(state.PausedUntil, now.Add(published.Sub(here)))
		}
		state.dropExpired(now)
		change(now, state)
		b.pausedUntil = here.Add(state.PausedUntil.Sub(now))
		b.starts = b.starts[:0]
		for _, s := range state.Slots {
			b.starts = append(b.starts, here.Add(s.At.Sub(now)))
		}
	})
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.unpublishedPause.Equal(published) {
		b.unpublishedPause = time.Time{}
	}
	return nil
}
