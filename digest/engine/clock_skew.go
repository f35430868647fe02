package engine

import (
	"context"
	"fmt"

	"github.com/mayarbot/mayarbot/digest"
)

// replanAfterSkew plans anew what a clock that was ahead had planned: it deletes future slots that
// were recorded as missed or as a holiday's, and moves subscriptions back that skip slots to come.
// A slot that has a delivery keeps it, so what was posted under that clock is not posted again.
func (s *Service) replanAfterSkew(ctx context.Context) error {
	now := s.now()
	_, err := s.cfg.DB.Writer().ExecContext(ctx, `DELETE FROM delivery WHERE slot_ms > $1 AND status = 'skipped'
		AND reason IN ($2, $3)`, toMillis(now), digest.ReasonMissed, digest.ReasonHoliday)
	if err != nil {
		return fmt.Errorf("delete future slots: %w", err)
	}
	subs, err := s.subscriptions(ctx, `next_ms > $1 AND paused_until_ms <= $2`, toMillis(now.Add(lookAhead)),
		toMillis(now))
	if err != nil {
		return err
	}
	for _, sub := range s.readable(ctx, subs) {
		unplanned := sub
		if err := s.updateNext(&unplanned, now); err != nil {
			continue // Never due, which the tick logs.
		}
		// A right clock may have planned this slot already, but none further than lookAhead.
		_, planned, err := s.row(ctx, sub.ID, toMillis(unplanned.Next))
		if err != nil {
			return err
		}
		if planned && s.updateNext(&unplanned, now.Add(lookAhead)) != nil || !unplanned.Next.Before(sub.Next) {
			continue // Right already.
		}
		s.cfg.Log.WarnContext(ctx, "digest moved back after a wrong clock", "digest", sub.ID, "next", unplanned.Next)
		if _, err := setNext(ctx, s.cfg.DB.Writer(), sub, unplanned.Next); err != nil {
			return fmt.Errorf("move digest back: %w", err)
		}
	}
	return nil
}
