package socket

import (
	"sync"
	"time"
)

// burstFrames frames within burstTime are a burst: fifty people who each wait for an answer send a
// third of that. The gate stays shut until burstTime after such a frame, because the next ones are
// on their way.
const (
	burstFrames = 32
	burstTime   = 5 * time.Millisecond
)

// An ackGate is open while no connection holds a frame that is not acknowledged. A connection has
// acknowledged all that it has read when it asks the network for more.
type ackGate struct {
	mu     sync.Mutex
	busy   int           // connections between two reads
	opened chan struct{} // closed when the gate opens; nil if nobody waits

	counting  time.Time // since when frames are counted
	frames    int
	shutUntil time.Time // by a burst
}

// setBusy says whether a connection holds something that it has read.
func (g *ackGate) setBusy(conn *watchedConn, busy bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if busy = busy && !conn.closed; conn.busy == busy {
		return
	}
	conn.busy = busy
	if busy {
		g.busy++
	} else if g.busy--; g.busy == 0 && g.opened != nil {
		close(g.opened)
		g.opened = nil
	}
}

// close says that a connection is over.
func (g *ackGate) close(conn *watchedConn) {
	g.mu.Lock()
	conn.closed = true
	g.mu.Unlock()
	g.setBusy(conn, false)
}

// count counts a frame that came.
func (g *ackGate) count(now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now.Sub(g.counting) > burstTime {
		g.counting, g.frames = now, 0
	}
	if g.frames++; g.frames >= burstFrames {
		g.shutUntil = now.Add(burstTime)
	}
}

// wait returns when the gate is open, or after the time.
func (g *ackGate) wait(most time.Duration) {
	began := time.Now()
	for now := began; ; now = time.Now() {
		opened, pause := g.shut(now)
		left := most - now.Sub(began)
		if opened == nil {
			left = min(left, pause)
		}
		if left <= 0 {
			return
		}
		select {
		case <-opened: // nil for a burst, which ends by itself
		case <-time.After(left):
		}
	}
}

// shut returns what is closed when no connection is busy any more, or else how long a burst keeps
// the gate shut.
func (g *ackGate) shut(now time.Time) (opened chan struct{}, pause time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.busy == 0 {
		return nil, g.shutUntil.Sub(now)
	}
	if g.opened == nil {
		g.opened = make(chan struct{})
	}
	return g.opened, 0
}
