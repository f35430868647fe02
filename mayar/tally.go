package mayar

import (
	"slices"
	"time"
)

// A tally is what is known of a budget at one moment: what has been taken, and who waits. It is also the JSON that a Ledger keeps.
type tally struct {
	PausedUntil time.Time `json:"paused_until,omitzero"`
	Slots       []slot    `json:"slots,omitempty"` // started within the window
	People      []waiter  `json:"people,omitempty"`
	Background  []waiter  `json:"background,omitempty"`
}

// A slot is the right to start one request.
type slot struct {
	ID uint64    `json:"id"`
	At time.Time `json:"at"`
}

// A waiter has a place in a queue.
type waiter struct {
	ID uint64 `json:"id"`

	// Until is when its place falls free unless it has asked again; zero: it keeps it until it leaves.
	Until time.Time `json:"until,omitzero"`
}

// forget drops the slots whose minute has passed and the waiters that have not been heard of. A clock that was put back must not keep anybody for
// longer than it takes by itself, so nothing is in the future but a pause.
func (t *tally) forget(now time.Time) {
	for i := range t.Slots {
		if t.Slots[i].At.After(now) {
			t.Slots[i].At = now
		}
	}
	if most := now.Add(maxPause); t.PausedUntil.After(most) {
		t.PausedUntil = most
	}
	t.Slots = slices.DeleteFunc(t.Slots, func(s slot) bool { return !now.Before(s.At.Add(budgetWindow)) })
	gone := func(w waiter) bool { return !w.Until.IsZero() && now.After(w.Until) }
	t.People = slices.DeleteFunc(t.People, gone)
	t.Background = slices.DeleteFunc(t.Background, gone)
}

// ask gives w its slot when it has come to it, and else a place in its queue. It returns when that will be at the soonest, if nobody joins the queue
// before it; that is now when it has the slot.
func (t *tally) ask(now time.Time, w waiter, background bool, limits limits) time.Time {
	queue := &t.People
	if background {
		queue = &t.Background
	}
	if i := slices.IndexFunc(*queue, func(other waiter) bool { return other.ID == w.ID }); i >= 0 {
		(*queue)[i] = w
	} else {
		*queue = append(*queue, w)
	}
	at := t.earliest(now, w.ID, limits)
	if !at.After(now) {
		t.leave(w.ID)
		t.Slots = append(t.Slots, slot{w.ID, now})
	}
	return at
}

// begin moves a slot to now: the request that it was for goes out only now.
func (t *tally) begin(now time.Time, id uint64) {
	t.Slots = append(slices.DeleteFunc(t.Slots, func(s slot) bool { return s.ID == id }), slot{id, now})
}

// leave takes a waiter out of its queue.
func (t *tally) leave(id uint64) {
	same := func(w waiter) bool { return w.ID == id }
	t.People = slices.DeleteFunc(t.People, same)
	t.Background = slices.DeleteFunc(t.Background, same)
}

// giveBack frees a slot that nothing was started with.
func (t *tally) giveBack(id uint64) {
	t.Slots = slices.DeleteFunc(t.Slots, func(s slot) bool { return s.ID == id })
}

// limits are how many slots may be taken within the window, and how many of them by background work.
type limits struct{ people, background int }

// earliest returns the soonest moment at which the waiter can have its slot, when nobody else joins the queue before it.
func (t *tally) earliest(now time.Time, id uint64, limits limits) time.Time {
	starts := make([]time.Time, 0, len(t.Slots)+len(t.People)+len(t.Background))
	for _, s := range t.Slots {
		starts = append(starts, s.At)
	}
	slices.SortFunc(starts, time.Time.Compare)
	at := later(now, t.PausedUntil)
	for i, other := range slices.Concat(t.People, t.Background) {
		limit := limits.people
		if i >= len(t.People) {
			limit = limits.background
		}
		if over := len(starts) - limit; over >= 0 {
			at = later(at, starts[over].Add(budgetWindow))
		}
		if other.ID == id {
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
