package unpaid

import (
	"context"
	"errors"
	"time"

	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

const (
	// updateTimeout bounds the sync behind a list that was shown from the mirror.
	updateTimeout = 2 * time.Minute

	// pauseCheckInterval is how often someone who waits looks whether Mayar asked for a pause. A
	// pause of at most maxPauseToWait is waited for.
	pauseCheckInterval = time.Second
	maxPauseToWait     = 5 * time.Second
)

// update syncs the mirror behind a list that was shown already. It leaves the last requests of a
// minute to people who have no answer yet, such as those of /checkout.
func (h *Handler) update(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(mayar.Background(ctx), updateTimeout)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- panicsafe.Run(func() error { return h.Mirror.Refresh(ctx, nil) }) }()
	return h.waitForSync(done)
}

// waitForSync waits for a sync, but not through a long pause that Mayar asks for: people read about
// the pause then, and not about a timeout.
func (h *Handler) waitForSync(done <-chan error) error {
	ticker := time.NewTicker(pauseCheckInterval)
	defer ticker.Stop()
	for {
		select {
		case err := <-done:
			if errors.Is(err, context.DeadlineExceeded) && !h.Budget.PausedUntil().IsZero() {
				return h.stallError()
			}
			return unpaidError(err)
		case <-ticker.C:
			if time.Until(h.Budget.PausedUntil()) > maxPauseToWait {
				return h.stallError()
			}
		}
	}
}

// unpaidError says that an error is about the list.
func unpaidError(err error) error {
	if err == nil {
		return nil
	}
	return &usererr.Error{Op: message.OpUnpaid, Err: err}
}
