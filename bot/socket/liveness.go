package socket

import (
	"errors"
	"sync"
	"time"
)

const (
	// silenceTimeout is how long Slack may send nothing. It pings about every ten seconds (observed
	// in 2026).
	silenceTimeout = 35 * time.Second

	// helloTimeout is how long Slack may take to say hello on an open connection.
	helloTimeout = 15 * time.Second
)

// Why a socket is replaced although its connection is open.
var (
	errSilent  = errors.New("no ping from Slack for 35 seconds")
	errNoHello = errors.New("no hello from Slack within 15 seconds")
)

// Health is the state of one connection.
type Health struct {
	ID        int       `json:"id"`        // from 1 on
	Connected bool      `json:"connected"` // hello came, and Slack was heard in the last 35 s
	LastSeen  time.Time `json:"last_seen"` // when Slack was heard last, zero before the first time
	Since     time.Time `json:"since"`     // when Connected last changed
	Opens     int       `json:"opens"`     // connections opened since the start
	Reason    string    `json:"reason"`    // why the last connection ended
}

// liveness tracks whether one socket is alive. An open connection proves nothing: only messages
// from Slack do.
type liveness struct {
	now func() time.Time

	mu       sync.Mutex
	state    Health
	openedAt time.Time // zero when there is no connection
	helloAt  time.Time // zero before Slack's hello

	lastLifetime time.Duration // of the last connection
}

// connecting is called before a connection is opened. It returns how long the last one lived, or 0
// when Slack never said hello on it.
func (v *liveness) connecting() (lived time.Duration) {
	v.mu.Lock()
	defer v.mu.Unlock()
	lived, v.lastLifetime = v.lastLifetime, 0
	return lived
}

// countConnect counts an attempt to connect.
func (v *liveness) countConnect() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.state.Opens++
}

// connected records that a connection is open.
func (v *liveness) connected() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.openedAt = v.now()
}

// hello records Slack's hello.
func (v *liveness) hello() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.helloAt = v.now()
	v.state.LastSeen = v.helloAt
	if !v.state.Connected {
		v.state.Connected, v.state.Since = true, v.helloAt
	}
}

// seen records that something came from Slack.
func (v *liveness) seen() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.state.LastSeen = v.now()
}

// disconnected records that the connection has ended, or could not be opened, and why.
func (v *liveness) disconnected(reason string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.state.Reason = reason
	if !v.helloAt.IsZero() {
		v.lastLifetime = v.now().Sub(v.helloAt)
	}
	v.openedAt, v.helloAt = time.Time{}, time.Time{}
	if v.state.Connected {
		v.state.Connected, v.state.Since = false, v.now()
	}
}

// check returns why the connection must be replaced, nil while it is well.
func (v *liveness) check() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := v.now()
	switch {
	case v.openedAt.IsZero():
		return nil
	case v.helloAt.IsZero() && now.Sub(v.openedAt) > helloTimeout:
		return errNoHello
	case !v.helloAt.IsZero() && now.Sub(v.state.LastSeen) > silenceTimeout:
		return errSilent
	}
	return nil
}

// health returns the state now: a socket that was silent for too long does not count as connected.
func (v *liveness) health() Health {
	v.mu.Lock()
	defer v.mu.Unlock()
	state := v.state
	if state.Connected && v.now().Sub(state.LastSeen) > silenceTimeout {
		state.Connected, state.Since = false, state.LastSeen.Add(silenceTimeout)
	}
	return state
}
