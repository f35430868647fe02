package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

// repairFutureSkips repairs what a clock that was ahead has left: it deletes future slots that were
// recorded as missed, and moves subscriptions back that wait for a slot after all of those. Digests
// that were posted under that clock are not posted again.
func (s *Service) repairFutureSkips(ctx context.Context) error {
	now := s.now()
	_, err := s.cfg.DB.Writer().ExecContext(ctx, `DELETE FROM delivery WHERE slot_ms > $1 AND status = 'skipped'
		AND reason = $2`, toMillis(now), digest.ReasonMissed)
	if err != nil {
		return fmt.Errorf("delete future slots: %w", err)
	}
	subs, err := s.subscriptions(ctx, `next_ms > $1 AND paused_until_ms <= $2`, toMillis(now.Add(lookAhead)),
		toMillis(now))
	if err != nil {
		return err
	}
	for _, sub := range s.readable(ctx, subs) {
		next, err := s.firstUnplanned(ctx, sub, now)
		if err != nil {
			return err
		}
		if !next.Before(sub.Next) {
			continue
		}
		s.cfg.Log.WarnContext(ctx, "digest moved back after a wrong clock", "digest", sub.ID, "next", next)
		if _, err := setNext(ctx, s.cfg.DB.Writer(), sub, next); err != nil {
			return fmt.Errorf("move digest back: %w", err)
		}
	}
	return nil
}

// firstUnplanned returns the first slot after now that has no delivery. If the subscription is not
// due later than that, it returns the subscription's own next slot.
func (s *Service) firstUnplanned(ctx context.Context, sub digest.Subscription, now time.Time) (time.Time, error) {
	zone, err := time.LoadLocation(sub.Zone)
	if err != nil {
		return sub.Next, nil
	}
	for slot := now; ; {
		if slot, err = sub.Schedule.Next(slot, zone); err != nil || !slot.Before(sub.Next) {
			return sub.Next, nil // Never due, which the tick logs, or right already.
		}
		if _, entered, err := s.row(ctx, sub.ID, toMillis(slot)); err != nil || !entered {
			return slot, err
		}
	}
}
