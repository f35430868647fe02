package mirror

import (
	"context"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// staleAfter is the age from which the mirror counts as stale.
const staleAfter = time.Minute

// A state is the one row of the table mirror.
type state struct {
	version int64
	receivables.State
	progress    receivables.Progress // of the running sync
	firstSweep  time.Time            // from then on the whole list is known; zero: not yet
	totals      receivables.Totals   // of the open, active transactions
	totalsValid bool
}

const stateQuery = `SELECT version_ms, as_of_ms, first_sweep_ms, last_sweep_ms, sweep_pages, complete = 1,
		failing_since_ms, sync_pages, sync_pages_total, sync_rows,
		count, CAST(amount AS BIGINT), no_amount, group_count, totals_valid = 1
	FROM mirror`

// State returns the state of the mirror.
func (m *Mirror) State(ctx context.Context) (receivables.State, error) {
	s, err := m.currentState(ctx)
	if err != nil {
		return receivables.State{}, err
	}
	if !s.totalsValid {
		const count = `SELECT count(*) FROM unpaid WHERE closed_ms = 0 AND status = 'active'`
		if err := m.db.Reader().QueryRowContext(ctx, count).Scan(&s.Count); err != nil {
			return receivables.State{}, fmt.Errorf("count the open transactions: %w", err)
		}
	}
	return s.State, nil
}

// currentState reads the state outside of a transaction.
func (m *Mirror) currentState(ctx context.Context) (state, error) {
	return m.readState(func(into ...any) error { return m.db.ReadRow(ctx, into, stateQuery) })
}

// readState scans the result of stateQuery.
func (m *Mirror) readState(scan func(into ...any) error) (s state, err error) {
	var asOf, firstSweep, lastSweep, failingSince int64
	p, t := &s.progress, &s.totals
	err = scan(&s.version, &asOf, &firstSweep, &lastSweep, &s.SweepPages, &s.Complete, &failingSince,
		&p.Pages, &p.PagesTotal, &p.Rows, &t.Count, &t.Amount, &t.NoAmount, &t.Groups, &s.totalsValid)
	if err != nil {
		return state{}, fmt.Errorf("read the state of the mirror: %w", err)
	}
	now := m.cfg.Now()
	s.AsOf, s.LastSweep = validReadTime(asOf, now), validReadTime(lastSweep, now)
	s.firstSweep, s.FailingSince = store.FromMillis(firstSweep), store.FromMillis(failingSince)
	s.Synced = firstSweep > 0
	s.Stale = now.Sub(s.AsOf) > staleAfter
	s.Count = s.totals.Count
	return s, nil
}

// page returns a page without rows.
func (s state) page() receivables.Page {
	return receivables.Page{AsOf: s.AsOf, Synced: s.Synced, Complete: s.Complete}
}

// validReadTime reads when Mayar was last read. A time well in the future comes from a clock that
// was wrong; it counts as never.
func validReadTime(ms int64, now time.Time) time.Time {
	if t := store.FromMillis(ms); t.Sub(now) <= staleAfter {
		return t
	}
	return time.Time{}
}
