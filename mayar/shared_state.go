package mayar

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"
)

// A SharedState keeps the state of a Budget that several processes share, for example in a
// database.
type SharedState interface {
	// Update calls change once. Now is the time by the store's own clock, to the millisecond or
	// better. State is what the last change of any process returned, empty at first. Update keeps
	// what change returns durably before it returns; when change fails, it keeps the old state and
	// returns the error. Changes never overlap, not even those of different processes.
	Update(ctx context.Context, change func(now time.Time, state []byte) ([]byte, error)) error
}

// ErrBudgetUnavailable is in the error of a call that was not made because the SharedState of its
// budget failed.
var ErrBudgetUnavailable = errors.New("mayar: the budget of requests cannot be asked")

const (
	// sharedStateTimeout bounds one update of a SharedState.
	sharedStateTimeout = 5 * time.Second

	// cancelTimeout bounds the update that takes a cancelled reservation out.
	cancelTimeout = time.Second

	// pollEvery is how often a waiter asks a SharedState again, which cannot tell it that another
	// waiter left.
	pollEvery = time.Second

	// waiterTTL is how long a SharedState keeps the place of a waiter that stopped asking, because
	// its process died.
	waiterTTL = 10 * pollEvery
)

// A stateStore holds a limiterState: in this process or shared.
type stateStore interface {
	// update makes one change at a time. Now is the time by the store's clock, here the same time
	// by this machine's clock.
	update(ctx context.Context, change func(now, here time.Time, t *limiterState)) error
}

// localState keeps the state in this process's memory.
type localState struct {
	mu    sync.Mutex
	state limiterState
}

func (l *localState) update(_ context.Context, change func(now, here time.Time, s *limiterState)) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	change(now, now, &l.state)
	return nil
}

// sharedStore keeps the state as JSON in a SharedState.
type sharedStore struct{ shared SharedState }

func (s sharedStore) update(ctx context.Context, change func(now, here time.Time, s *limiterState)) error {
	ctx, cancel := context.WithTimeout(ctx, sharedStateTimeout)
	defer cancel()
	err := s.shared.Update(ctx, func(now time.Time, state []byte) ([]byte, error) {
		var decoded limiterState
		if len(state) > 0 {
			if err := json.Unmarshal(state, &decoded); err != nil {
				return nil, err
			}
		}
		change(now, time.Now(), &decoded)
		return json.Marshal(decoded)
	})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBudgetUnavailable, err)
	}
	return nil
}
