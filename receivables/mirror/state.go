package mirror

import (
	"context"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// staleAfter is the age from which the mirror counts as stale.
const staleAfter = time.Minute

// State returns the state of the mirror.
func (m *Mirror) State(ctx context.Context) (receivables.State, error) {
	s, _, err := m.state(ctx)
	return s, err
}

func (m *Mirror) state(ctx context.Context) (s receivables.State, p receivables.Progress, err error) {
	var asOf, firstSweep, lastSweep, failingSince int64
	const query = `SELECT
			CASE WHEN totals_valid = 1 THEN count
				ELSE (SELECT count(*) FROM unpaid WHERE closed_ms = 0 AND status = 'active') END,
			as_of_ms, first_sweep_ms, last_sweep_ms, sweep_pages, complete = 1, failing_since_ms,
			sync_pages, sync_pages_total, sync_rows
		FROM mirror`
	err = m.db.Reader().QueryRowContext(ctx, query).Scan(&s.Count, &asOf, &firstSweep, &lastSweep, &s.SweepPages,
		&s.Complete, &failingSince, &p.Pages, &p.PagesTotal, &p.Rows)
	if err != nil {
		return receivables.State{}, receivables.Progress{}, fmt.Errorf("read the state of the mirror: %w", err)
	}
	now := m.cfg.Now()
	s.AsOf, s.LastSweep = validReadTime(asOf, now), validReadTime(lastSweep, now)
	s.FailingSince = fromMillis(failingSince)
	s.Synced = firstSweep > 0
	s.Stale = now.Sub(s.AsOf) > staleAfter
	return s, p, nil
}

// validReadTime reads when Mayar was last read. A time well in the future comes from a clock that
// was wrong; it counts as never.
func validReadTime(ms int64, now time.Time) time.Time {
	if t := fromMillis(ms); t.Sub(now) <= staleAfter {
		return t
	}
	return time.Time{}
}

// fromMillis converts a time of the tables, where 0 is never.
func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
