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
	ID     uint64    `json:"id"`
	At     time.Time `json:"at"`
	Person string    `json:"person,omitempty"` // "": nobody's

	Background bool `json:"background,omitempty"`
}

// A waiter has a place in a queue.
type waiter struct {
	ID     uint64 `json:"id"`
	Person string `json:"person,omitempty"` // "": nobody's

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

const (
	// maxWaiting is how many requests of one person may wait.
	maxWaiting = 10

	// maxQueue is how many requests may wait in all.
	maxQueue = 200
)

// ask gives w its slot when it has come to it, and else a place in its queue. It returns when that will be at the soonest, if nobody joins the queue
// before it; that is now when it has the slot. Refused says that w may not wait for that: the error is without what it was for.
func (t *tally) ask(now time.Time, w waiter, background bool, limits limits) (at time.Time, refused error) {
	queue := &t.People
	if background {
		queue = &t.Background
	}
	known := true
	if i := slices.IndexFunc(*queue, func(other waiter) bool { return other.ID == w.ID }); i >= 0 {
		(*queue)[i] = w
	} else {
		known = false
		*queue = append(*queue, w)
	}
	at = t.earliest(now, w.ID, limits)
	if !at.After(now) {
		t.leave(w.ID)
		if !background {
			t.People = behind(t.People, w.Person)
		}
		t.Slots = append(t.Slots, slot{ID: w.ID, At: now, Person: w.Person, Background: background})
		return at, nil
	}
	if refused = t.crowd(w, at.Sub(now)); known || refused == nil {
		return at, nil
	}
	t.leave(w.ID)
	return at, refused
}

// behind moves the other requests of a person who has been served behind everybody else's.
func behind(queue []waiter, person string) []waiter {
	slices.SortStableFunc(queue, func(a, b waiter) int {
		switch same := a.Person == person; {
		case same == (b.Person == person):
			return 0
		case same:
			return 1
		}
		return -1
	})
	return queue
}

// crowd refuses w where too many others wait, of the same person or in all.
func (t *tally) crowd(w waiter, wait time.Duration) error {
	same := 0
	for _, other := range t.People {
		if w.Person != "" && other.Person == w.Person && other.ID != w.ID {
			same++
		}
	}
	if same >= maxWaiting {
		return &WaitingError{Waiting: same}
	}
	if len(t.People)+len(t.Background) > maxQueue {
		return &RateLimitError{RetryAfter: wait, Until: time.Now().Add(wait), Local: true}
	}
	return nil
}

// begin moves a slot to now: the request that it was for goes out only now.
func (t *tally) begin(now time.Time, id uint64) {
	moved := slot{ID: id}
	if i := slices.IndexFunc(t.Slots, func(s slot) bool { return s.ID == id }); i >= 0 {
		moved = t.Slots[i]
		t.Slots = slices.Delete(t.Slots, i, i+1)
	}
	moved.At = now
	t.Slots = append(t.Slots, moved)
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

// earliest returns the soonest moment at which the waiter can have its slot, when nobody else joins the queue before it: it plays through who is
// served when.
func (t *tally) earliest(now time.Time, id uint64, limits limits) time.Time {
	at := later(now, t.PausedUntil)
	ahead := newForecast(t, limits)
	for {
		ahead.forget(at)
		next, ok := ahead.serve(at)
		switch {
		case ok && next == id:
			return at
		case !ok:
			at = later(at, ahead.slots[0].At.Add(budgetWindow)) // the minute of the next slot ends
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
