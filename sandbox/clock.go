package sandbox

import (
	"sync/atomic"
	"time"
)

// A Clock is the sandbox's clock: the real time plus an offset that only grows, so that a week of
// digests takes seconds. Everything with dates uses its Now: both pretend servers, the mirror, the
// commands and the digests. Timers do not notice a move, so [Controls] is told of it. The zero
// value is the real time.
//
// Sockets and acknowledgements use the real time.
type Clock struct {
	ahead atomic.Int64 // nanoseconds
}

// Now is the sandbox's time. The difference of two times includes moves between them.
func (c *Clock) Now() time.Time { return time.Now().Add(c.Ahead()) }

// Ahead is how far the clock is ahead of the real time.
func (c *Clock) Ahead() time.Duration { return time.Duration(c.ahead.Load()) }

// Forward moves the clock ahead by d. A negative d has no effect.
func (c *Clock) Forward(d time.Duration) { c.ahead.Add(int64(max(d, 0))) }

// To moves the clock ahead to t. A t in the past has no effect.
func (c *Clock) To(t time.Time) {
	for {
		ahead := c.ahead.Load()
		further := t.Sub(time.Now().Add(time.Duration(ahead)))
		if further <= 0 || c.ahead.CompareAndSwap(ahead, ahead+int64(further)) {
			return
		}
	}
}
