package sandbox

import (
	"sync/atomic"
	"time"
)

// A Clock is the sandbox's own time: the real one and an offset that only grows, so that a morning can be seen in seconds. Its Now is given to
// everything that dates something or waits for a date: both pretend servers, the mirror, the commands and the digests. What waits for a moment by
// a timer of its own does not feel a move and has to be told, see [Controls]. The zero value shows the real time.
//
// The sockets, the acknowledgements and whatever else must be alive stay with the real time.
type Clock struct {
	ahead atomic.Int64 // nanoseconds
}

// Now is the sandbox's time. Differences between two of its times count what the clock was moved in between.
func (c *Clock) Now() time.Time { return time.Now().Add(c.Ahead()) }

// Ahead is how far the clock was moved in all.
func (c *Clock) Ahead() time.Duration { return time.Duration(c.ahead.Load()) }

// Forward moves the clock on by d. A negative d moves nothing: time never goes back.
func (c *Clock) Forward(d time.Duration) { c.ahead.Add(int64(max(d, 0))) }

// To moves the clock on to t. A t that has passed moves nothing.
func (c *Clock) To(t time.Time) {
	for {
		ahead := c.ahead.Load()
		further := t.Sub(time.Now().Add(time.Duration(ahead)))
		if further <= 0 || c.ahead.CompareAndSwap(ahead, ahead+int64(further)) {
			return
		}
	}
}
