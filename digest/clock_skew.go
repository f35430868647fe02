package digest

import (
	"context"
	"fmt"
	"time"
)

// setBack undoes what a clock that was ahead for a while has left: slots to come that were taken for missed, and digests that wait for the first slot
// after all of those. What was posted under that clock is not posted again.
func (s *Service) setBack(ctx context.Context) error {
	now := s.now()
	_, err := s.cfg.DB.Writer().ExecContext(ctx, `DELETE FROM delivery WHERE slot_ms > $1 AND status = 'skipped' AND reason = $2`, millis(now), ReasonMissed)
	if err != nil {
		return fmt.Errorf("forget slots that are yet to come: %w", err)
	}
	subs, err := s.subscriptions(ctx, `next_ms > $1 AND paused_until_ms <= $2`, millis(now.Add(lookAhead)), millis(now))
	if err != nil {
		return err
	}
	for _, sub := range s.readable(ctx, subs) {
		next, err := s.firstFree(ctx, sub, now)
		if err != nil {
			return err
		}
		if !next.Before(sub.Next) {
			continue
		}
		s.cfg.Log.WarnContext(ctx, "a digest waited for longer than its schedule says, as after a clock that was wrong", "digest", sub.ID, "next", next)
		if _, err := sub.moveTo(ctx, s.cfg.DB.Writer(), next); err != nil {
			return fmt.Errorf("set a digest back: %w", err)
		}
	}
	return nil
}

// firstFree returns the first slot after now that is not in the ledger, or else what the subscription has as that.
func (s *Service) firstFree(ctx context.Context, sub Subscription, now time.Time) (time.Time, error) {
	zone, err := time.LoadLocation(sub.Zone)
	if err != nil {
		return sub.Next, nil
	}
	for slot := now; ; {
		if slot, err = sub.Schedule.Next(slot, zone); err != nil || !slot.Before(sub.Next) {
			return sub.Next, nil // Never due, which the tick has logged, or as it should be.
		}
		if _, entered, err := s.row(ctx, sub.ID, millis(slot)); err != nil || !entered {
			return slot, err
		}
	}
}
