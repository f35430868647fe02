package bot

import (
	"errors"
	"sync"
	"time"
)

const (
	// silenceTimeout is how old the last sign of life may be. Slack pings about every ten seconds (observed in 2026).
	silenceTimeout = 35 * time.Second

	// helloTimeout is how long Slack may take to say hello on a connection that is open.
	helloTimeout = 15 * time.Second
)

// Why a socket is replaced although nothing closed it.
var (
	errSilent  = errors.New("no ping from Slack for 35 seconds")
	errNoHello = errors.New("no hello from Slack within 15 seconds")
)

// liveness follows the signs of life of one socket. An open connection is none: only what Slack says is.
type liveness struct {
	now func() time.Time

	mu       sync.Mutex
	state    SocketHealth
	openedAt time.Time // when the connection was opened, zero when there is none
	helloAt  time.Time // when Slack first said hello on it, zero before

	lastLifetime time.Duration // how long the last connection lived
}

// connecting records that a connection is about to be opened, and returns how long the last one lived: nothing when Slack never said hello on it.
func (v *liveness) connecting() (lived time.Duration) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.disconnect()
	lived, v.lastLifetime = v.lastLifetime, 0
	return lived
}

// countConnect counts an attempt to open a connection.
func (v *liveness) countConnect() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.state.Opens++
}

// connected records that there is a connection.
func (v *liveness) connected() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.openedAt = v.now()
}

// hello records that Slack said hello.
func (v *liveness) hello() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.helloAt = v.now()
	v.state.LastSeen = v.helloAt
	if !v.state.Connected {
		v.state.Connected, v.state.Since = true, v.helloAt
	}
}

// ping records that Slack pinged.
func (v *liveness) ping() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.state.LastSeen = v.now()
}

// setReason records why a connection ended or is about to.
func (v *liveness) setReason(reason string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.state.Reason = reason
}

// disconnect records that there is no connection any more. v.mu is held.
func (v *liveness) disconnect() {
	if !v.helloAt.IsZero() {
		v.lastLifetime = v.now().Sub(v.helloAt)
	}
	v.openedAt, v.helloAt = time.Time{}, time.Time{}
	if v.state.Connected {
		v.state.Connected, v.state.Since = false, v.now()
	}
}

// disconnected records that the connection is gone.
func (v *liveness) disconnected() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.disconnect()
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

// health returns the state at this moment: a socket that has been silent for too long does not count as connected.
func (v *liveness) health() SocketHealth {
	v.mu.Lock()
	defer v.mu.Unlock()
	state := v.state
	if state.Connected && v.now().Sub(state.LastSeen) > silenceTimeout {
		state.Connected, state.Since = false, state.LastSeen.Add(silenceTimeout)
	}
	return state
}
