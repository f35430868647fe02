package engine

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

// change applies a change to a subscription. It first plans the slots that are due by now, and then
// deletes those that were planned ahead: the next tick plans them again under the new schedule.
func (s *Service) change(
	ctx context.Context, id string, apply func(*digest.Subscription) error,
) (digest.Subscription, error) {
	id = strings.ToLower(id)
	for range 5 {
		if err := s.tick(ctx, watchPatience); err != nil {
			return digest.Subscription{}, err
		}
		sub, err := s.subscription(ctx, id)
		if err != nil {
			return digest.Subscription{}, err
		}
		if err := apply(&sub); err != nil {
			return digest.Subscription{}, err
		}
		now := s.now()
		if err := s.updateNext(&sub, now); err != nil {
			return digest.Subscription{}, err
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
			return digest.Subscription{}, fmt.Errorf("change a digest: %w", err)
		}
		if !updated {
			continue // Another change was quicker. If that matters, apply notices.
		}
		s.planChanged(ctx)
		return s.Get(ctx, id)
	}
	return digest.Subscription{}, digest.ErrConflict
}

// planChanged plans what a change made due soon. If that fails, the next tick of any replica does
// it.
func (s *Service) planChanged(ctx context.Context) {
	if err := s.tick(ctx, watchPatience); err != nil {
		s.cfg.Log.WarnContext(ctx, "digest tick failed", "error", err)
	}
}

// unplan deletes the slots that were planned ahead.
func unplan(ctx context.Context, tx *sql.Tx, id string, now time.Time) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM delivery WHERE subscription = $1 AND slot_ms > $2
		AND (status = 'pending' OR reason = $3) AND manual = 0`, id, toMillis(now), digest.ReasonHoliday)
	return err
}

// skipDue skips the slots that were due and could not be posted before a pause.
func skipDue(ctx context.Context, tx *sql.Tx, id string) error {
	_, err := tx.ExecContext(ctx, `UPDATE delivery SET status = 'skipped', reason = $2, late = 0 WHERE subscription = $1
		AND status = 'pending' AND manual = 0
		AND attempts + length(reason) > 0`, id, digest.ReasonPaused)
	return err
}
