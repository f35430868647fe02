package bot

import (
	"sync"
	"time"
)

const (
	// remembered is how long and how many envelopes are known again. Slack repeats within minutes or not at all.
	remembered     = 10 * time.Minute
	mostRemembered = 4096
)

// envelopes knows the envelopes that have come, over whichever socket.
type envelopes struct {
	now func() time.Time

	mu    sync.Mutex
	came  map[string]time.Time
	order []string // oldest first
}

// first reports whether the envelope has not come before, and remembers it.
func (e *envelopes) first(id string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.now()
	e.forget(now)
	if _, known := e.came[id]; known {
		return false
	}
	if e.came == nil {
		e.came = map[string]time.Time{}
	}
	e.came[id] = now
	e.order = append(e.order, id)
	return true
}

func (e *envelopes) forget(now time.Time) {
	for len(e.order) > 0 && (len(e.order) >= mostRemembered || now.Sub(e.came[e.order[0]]) > remembered) {
		delete(e.came, e.order[0])
		e.order = e.order[1:]
	}
}
