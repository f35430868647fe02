package engine

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

// retention is how long final deliveries are kept. The last digest of each subscription is kept for
// longer, because the next one is compared with it.
const retention = 90 * 24 * time.Hour

// cleanUp deletes old rows once an hour, and plans anew after a wrong clock.
func (s *Service) cleanUp(ctx context.Context) error {
	hour := s.now().Unix() / 3600
	if s.cleanedHour.Swap(hour) == hour {
		return nil
	}
	_, err := s.cfg.DB.Writer().ExecContext(ctx, `DELETE FROM delivery WHERE status IN ('posted', 'skipped', 'failed')
		AND slot_ms < $1
		AND (status <> 'posted' OR EXISTS (SELECT 1 FROM delivery later
			WHERE later.subscription = delivery.subscription AND later.status = 'posted'
			AND later.slot_ms > delivery.slot_ms))`, toMillis(s.now().Add(-retention)))
	if err != nil {
		return fmt.Errorf("delete old deliveries: %w", err)
	}
	if err := s.dropStale(ctx); err != nil {
		return err
	}
	if err := s.purgeDeleted(ctx); err != nil {
		return err
	}
	return s.replanAfterSkew(ctx)
}

// purgeDeleted deletes for good the subscriptions that were deleted so long ago that no attempt can
// be under way. Their filters may name a customer.
func (s *Service) purgeDeleted(ctx context.Context) error {
	const deleted = `SELECT id FROM subscription WHERE deleted_ms > 0 AND deleted_ms < $1`
	before := toMillis(s.now().Add(-2 * digest.MaxLateness))
	err := s.inTransaction(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM delivery
			WHERE subscription IN (`+deleted+`)`, before); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM subscription WHERE id IN (`+deleted+`)`, before)
		return err
	})
	if err != nil {
		return fmt.Errorf("purge deleted digests: %w", err)
	}
	return nil
}
