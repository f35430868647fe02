package socket

import (
	"sync"
	"time"
)

// An ackGate is open while no connection holds a frame that is not acknowledged. A connection has
// acknowledged all that it has read when it asks the network for more.
type ackGate struct {
	mu     sync.Mutex
	busy   int           // connections between two reads
	opened chan struct{} // closed when the gate opens; nil if nobody waits
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

// wait returns when the gate is open, or after the time.
func (g *ackGate) wait(most time.Duration) {
	g.mu.Lock()
	if g.busy == 0 {
		g.mu.Unlock()
		return
	}
	if g.opened == nil {
		g.opened = make(chan struct{})
	}
	opened := g.opened
	g.mu.Unlock()
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-opened:
	case <-timer.C:
	}
}
