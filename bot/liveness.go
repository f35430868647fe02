package bot

import (
	"errors"
	"sync"
	"time"
)

const (
	// deafAfter is how old the last sign of life may be. Slack pings about every ten seconds (observed in 2026).
	deafAfter = 35 * time.Second

	// helloWithin is how long Slack may take to say hello on a connection that is open.
	helloWithin = 15 * time.Second
)

// Why a socket is replaced although nothing closed it.
var (
	errDeaf    = errors.New("no ping from Slack for 35 seconds")
	errNoHello = errors.New("no hello from Slack within 15 seconds")
)

// vital follows the signs of life of one socket. An open connection is none: only what Slack says is.
type vital struct {
	now func() time.Time

	mu     sync.Mutex
	state  SocketHealth
	dialed time.Time // when the connection was opened, zero when there is none
	born   time.Time // when Slack first said hello on it, zero before

	lived time.Duration // how long the last connection lived
}

// opening records that a connection is about to be opened, and returns how long the last one lived: nothing when Slack never said hello on it.
func (v *vital) opening() (lived time.Duration) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.end()
	lived, v.lived = v.lived, 0
	return lived
}

// opened counts an attempt to open a connection.
func (v *vital) opened() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.state.Opens++
}

// connected records that there is a connection.
func (v *vital) connected() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.dialed = v.now()
}

// hello records that Slack said hello.
func (v *vital) hello() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.born = v.now()
	v.state.LastSeen = v.born
	if !v.state.Connected {
		v.state.Connected, v.state.Since = true, v.born
	}
}

// ping records that Slack pinged.
func (v *vital) ping() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.state.LastSeen = v.now()
}

// blame records why a connection ended or is about to.
func (v *vital) blame(reason string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.state.Reason = reason
}

// end records that there is no connection any more. v.mu is held.
func (v *vital) end() {
	if !v.born.IsZero() {
		v.lived = v.now().Sub(v.born)
	}
	v.dialed, v.born = time.Time{}, time.Time{}
	if v.state.Connected {
		v.state.Connected, v.state.Since = false, v.now()
	}
}

// lost records that the connection is gone.
func (v *vital) lost() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.end()
}

// ailment returns why the connection must be replaced, nil while it is well.
func (v *vital) ailment() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := v.now()
	switch {
	case v.dialed.IsZero():
		return nil
	case v.born.IsZero() && now.Sub(v.dialed) > helloWithin:
		return errNoHello
	case !v.born.IsZero() && now.Sub(v.state.LastSeen) > deafAfter:
		return errDeaf
	}
	return nil
}

// health returns the state at this moment: a socket that has been silent for too long does not count as connected.
func (v *vital) health() SocketHealth {
	v.mu.Lock()
	defer v.mu.Unlock()
	state := v.state
	if state.Connected && v.now().Sub(state.LastSeen) > deafAfter {
		state.Connected, state.Since = false, state.LastSeen.Add(deafAfter)
	}
	return state
}
