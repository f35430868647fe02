package bot_test

import (
	"context"
	"sync"
	"time"
)

type ctx = context.Context

// clock runs like the real one, or stands still, and can be set forward.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
	still time.Time // zero: it runs
}

func newClock() *clock { return &clock{} }

// newStillClock is for tests that count what is allowed in a time: they may take long.
func newStillClock() *clock { return &clock{still: time.Now()} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.still.IsZero() {
		return c.still.Add(c.ahead)
	}
	return time.Now().Add(c.ahead)
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}
