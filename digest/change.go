package digest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// change applies a change to a subscription. What is due by now is entered into the ledger first, what was entered ahead is taken out: whatever is still
// due under what the subscription is now is entered again.
func (s *Service) change(ctx context.Context, id string, apply func(*Subscription) error) (Subscription, error) {
	id = strings.ToLower(id)
	for range 5 {
		if err := s.tick(ctx, watchPatience); err != nil {
			return Subscription{}, err
		}
		sub, err := s.subscription(ctx, id)
		if err != nil {
			return Subscription{}, err
		}
		if err := apply(&sub); err != nil {
			return Subscription{}, err
		}
		now := s.now()
		if err := sub.updateNext(now); err != nil {
			return Subscription{}, err
		}
		var updated bool
		err = s.inTransaction(ctx, func(tx *sql.Tx) error {
			if updated, err = updateSubscription(ctx, tx, sub); err != nil || !updated {
				return err
			}
			if sub.Paused(now) {
				if err := skipDue(ctx, tx, id); err != nil {
					return err
				}
			}
			return unplan(ctx, tx, id, now)
		})
		if err != nil {
			return Subscription{}, fmt.Errorf("change a digest: %w", err)
		}
		if !updated {
			continue // Somebody else was quicker. Where that matters, apply sees it.
		}
		s.planChanged(ctx)
		return s.Get(ctx, id)
	}
	return Subscription{}, ErrConflict
}

// tickNow enters what a change made due soon. When that fails, whichever replica ticks next does so.
func (s *Service) planChanged(ctx context.Context) {
	if err := s.tick(ctx, watchPatience); err != nil {
		s.cfg.Log.WarnContext(ctx, "digest tick failed", "error", err)
	}
}

// withdraw takes out of the ledger what was entered ahead.
func unplan(ctx context.Context, tx *sql.Tx, id string, now time.Time) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM delivery WHERE subscription = $1 AND slot_ms > $2 AND status = 'pending' AND manual = 0`, id, toMillis(now))
	return err
}

// letGo skips what was due and could not be posted before a pause.
func skipDue(ctx context.Context, tx *sql.Tx, id string) error {
	_, err := tx.ExecContext(ctx, `UPDATE delivery SET status = 'skipped', reason = $2, late = 0 WHERE subscription = $1 AND status = 'pending' AND manual = 0
		AND attempts + length(reason) > 0`, id, ReasonPaused)
	return err
}
