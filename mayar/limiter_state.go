package mayar

import (
	"slices"
	"time"
)

// A limiterState is the whole state of a budget: the slots in use and the waiters. Its JSON is what
// a SharedState keeps.
type limiterState struct {
	PausedUntil time.Time `json:"paused_until,omitzero"`
	Slots       []slot    `json:"slots,omitempty"` // taken within the window
	People      []waiter  `json:"people,omitempty"`
	Background  []waiter  `json:"background,omitempty"`
}

// A slot is the right to start one request.
type slot struct {
	ID     uint64    `json:"id"`
	At     time.Time `json:"at"`
	Person string    `json:"person,omitempty"` // "": no person

	Background bool `json:"background,omitempty"`
}

// A waiter has a place in a queue.
type waiter struct {
	ID     uint64 `json:"id"`
	Person string `json:"person,omitempty"` // "": no person

	// Until is when its place expires unless it asks again; zero: never.
	Until time.Time `json:"until,omitzero"`
}

// dropExpired drops the slots older than the window and the waiters that stopped asking. Slots in
// the future, left by a clock that was set back, are moved to now so that they expire in time.
func (s *limiterState) dropExpired(now time.Time) {
	for i := range s.Slots {
		if s.Slots[i].At.After(now) {
			s.Slots[i].At = now
		}
	}
	if limit := now.Add(maxPause); s.PausedUntil.After(limit) {
		s.PausedUntil = limit
	}
	s.Slots = slices.DeleteFunc(s.Slots, func(taken slot) bool { return !now.Before(taken.At.Add(rateWindow)) })
	expired := func(w waiter) bool { return !w.Until.IsZero() && now.After(w.Until) }
	s.People = slices.DeleteFunc(s.People, expired)
	s.Background = slices.DeleteFunc(s.Background, expired)
}

const (
	// maxWaitingPerPerson bounds the waiting requests of one person.
	maxWaitingPerPerson = 10

	// maxQueue bounds all waiting requests.
	maxQueue = 200
)

// request gives w a slot, or else a place in its queue. It returns the earliest time at which w can
// have its slot if nobody joins the queue before it; that is now when it has the slot. If w may not
// wait, the error says why; its Op is empty.
func (s *limiterState) request(
	now time.Time, w waiter, background bool, limits limits,
) (at time.Time, rejected error) {
	queue := &s.People
	if background {
		queue = &s.Background
	}
	known := true
	if i := slices.IndexFunc(*queue, func(other waiter) bool { return other.ID == w.ID }); i >= 0 {
		(*queue)[i] = w
	} else {
		known = false
		*queue = append(*queue, w)
	}
	at = s.earliest(now, w.ID, limits)
	if !at.After(now) {
		s.removeWaiter(w.ID)
		if !background {
			s.People = moveBehind(s.People, w.Person)
		}
		s.Slots = append(s.Slots, slot{ID: w.ID, At: now, Person: w.Person, Background: background})
		return at, nil
	}
	if rejected = s.checkQueueLimits(w, at.Sub(now)); known || rejected == nil {
		return at, nil
	}
	s.removeWaiter(w.ID)
	return at, rejected
}

// moveBehind moves the waiting requests of a person who was just served behind all others.
func moveBehind(queue []waiter, person string) []waiter {
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

// checkQueueLimits returns an error when too many others wait, of the same person or in all.
func (s *limiterState) checkQueueLimits(w waiter, wait time.Duration) error {
	same := 0
	for _, other := range s.People {
		if w.Person != "" && other.Person == w.Person && other.ID != w.ID {
			same++
		}
	}
	if same >= maxWaitingPerPerson {
		return &WaitingError{Waiting: same}
	}
	if len(s.People)+len(s.Background) > maxQueue {
		return &RateLimitError{RetryAfter: wait, Until: time.Now().Add(wait), Local: true}
	}
	return nil
}

// moveSlot moves a slot to now, because its request is sent only now.
func (s *limiterState) moveSlot(now time.Time, id uint64) {
	moved := slot{ID: id}
	if i := slices.IndexFunc(s.Slots, func(taken slot) bool { return taken.ID == id }); i >= 0 {
		moved = s.Slots[i]
		s.Slots = slices.Delete(s.Slots, i, i+1)
	}
	moved.At = now
	s.Slots = append(s.Slots, moved)
}

// removeWaiter takes a waiter out of its queue.
func (s *limiterState) removeWaiter(id uint64) {
	same := func(w waiter) bool { return w.ID == id }
	s.People = slices.DeleteFunc(s.People, same)
	s.Background = slices.DeleteFunc(s.Background, same)
}

// releaseSlot frees a slot whose request was not sent.
func (s *limiterState) releaseSlot(id uint64) {
	s.Slots = slices.DeleteFunc(s.Slots, func(taken slot) bool { return taken.ID == id })
}

// limits are the most slots within the window, for everybody and for background work alone.
type limits struct{ people, background int }

// earliest returns the earliest time at which the waiter can have its slot if nobody else joins the
// queue before it. It plays through who is served when.
func (s *limiterState) earliest(now time.Time, id uint64, limits limits) time.Time {
	at := maxTime(now, s.PausedUntil)
	ahead := newForecast(s, limits)
	for {
		ahead.dropExpired(at)
		next, ok := ahead.serve(at)
		switch {
		case ok && next == id:
			return at
		case !ok:
			at = maxTime(at, ahead.slots[0].At.Add(rateWindow)) // when the oldest slot expires
		}
	}
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
