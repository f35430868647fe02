package mayar

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"
)

// A Ledger keeps the state of a Budget where several processes share it, for example in a database.
type Ledger interface {
	// Update calls change once with the time by the ledger's own clock, to the millisecond or better, and with what the last change returned, whoever
	// made it: nothing at first. It keeps what change returns, durably, before it returns itself; when change fails it keeps what there was and
	// returns that error. No two changes, of all processes, overlap.
	Update(ctx context.Context, change func(now time.Time, state []byte) ([]byte, error)) error
}

// ErrLedger is in the error of a call that was not made because the ledger that its budget is kept in failed.
var ErrLedger = errors.New("mayar: the budget of requests cannot be asked")

const (
	// ledgerTimeout bounds one change of a ledger.
	ledgerTimeout = 5 * time.Second

	// leaveTimeout bounds the leaving of somebody who has given up already.
	leaveTimeout = time.Second

	// askEvery is how often a waiter asks a ledger again, which cannot tell it that somebody before it left.
	askEvery = time.Second

	// keepPlace is for how long a ledger keeps the place of a waiter that does not ask again, because its process died.
	keepPlace = 10 * askEvery
)

// A keeper holds a tally.
type keeper interface {
	// update makes one change, alone. Now is by the clock that the tally's times go by, here the same moment by this machine's.
	update(ctx context.Context, change func(now, here time.Time, t *tally)) error
}

// A local keeper is this process's memory.
type local struct {
	mu    sync.Mutex
	tally tally
}

func (l *local) update(_ context.Context, change func(now, here time.Time, t *tally)) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	change(now, now, &l.tally)
	return nil
}

// A shared keeper is a Ledger.
type shared struct{ ledger Ledger }

func (s shared) update(ctx context.Context, change func(now, here time.Time, t *tally)) error {
	ctx, cancel := context.WithTimeout(ctx, ledgerTimeout)
	defer cancel()
	err := s.ledger.Update(ctx, func(now time.Time, state []byte) ([]byte, error) {
		var t tally
		if len(state) > 0 {
			if err := json.Unmarshal(state, &t); err != nil {
				return nil, err
			}
		}
		change(now, time.Now(), &t)
		return json.Marshal(t)
	})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrLedger, err)
	}
	return nil
}
