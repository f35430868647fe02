package mirror

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
)

const (
	refreshInterval  = 5 * time.Minute
	minSweepInterval = 15 * time.Minute

	// minRetryPause and maxRetryPause bound the pause after a failed sync. It doubles each time.
	minRetryPause, maxRetryPause = 30 * time.Second, 10 * time.Minute

	purgeInterval = 6 * time.Hour
)

// Run keeps the mirror up to date in the background's share of the budget, and deletes rows older
// than the retention. It returns nil when ctx ends. Several replicas may Run at once: each sees the
// others' work in the state of the mirror, so together they do no more than one.
func (m *Mirror) Run(ctx context.Context) error {
	ctx = mayar.Background(ctx)
	var purged time.Time
	pause := minRetryPause
	for ctx.Err() == nil {
		if now := m.cfg.Now(); now.Sub(purged) >= purgeInterval {
			m.purge(ctx)
			purged = now
		}
		m.index.forgetOld(m.cfg.Now())
		wait, err := m.runDue(ctx)
		if err != nil && ctx.Err() == nil {
			m.cfg.Log.WarnContext(ctx, "scheduled sync failed, retrying", "in", pause, "error", err)
			wait, pause = pause, min(2*pause, maxRetryPause)
		} else {
			pause = minRetryPause
		}
		select {
		case <-time.After(jittered(wait)):
		case <-ctx.Done():
		}
	}
	return nil
}

// runDue does the sync that is due and returns how long none will be.
func (m *Mirror) runDue(ctx context.Context) (time.Duration, error) {
	s, err := m.State(ctx)
	if err != nil {
		return 0, err
	}
	switch toRefresh, toSweep := m.due(s); {
	case toSweep <= 0:
		err = m.Sweep(ctx, nil)
	case toRefresh <= 0:
		err = m.refreshOrJoin(ctx, false, s.Synced, nil)
	}
	if err != nil {
		return 0, err
	}
	if s, err = m.State(ctx); err != nil {
		return 0, err
	}
	toRefresh, toSweep := m.due(s)
	return min(toRefresh, toSweep), nil
}

// due returns how long until a refresh and until a sweep are due.
func (m *Mirror) due(s receivables.State) (toRefresh, toSweep time.Duration) {
	now := m.cfg.Now()
	every := max(minSweepInterval, time.Duration(s.SweepPages)*sweepShare)
	return s.AsOf.Add(refreshInterval).Sub(now), s.LastSweep.Add(every).Sub(now)
}

func (m *Mirror) purge(ctx context.Context) {
	n, err := m.db.Purge(ctx, m.cfg.Now().Add(-m.cfg.Retention))
	switch {
	case err != nil && ctx.Err() == nil:
		m.cfg.Log.WarnContext(ctx, "purge failed", "error", err)
	case n > 0:
		m.cfg.Log.InfoContext(ctx, "purged rows older than the retention", "rows", n)
	}
}

// jittered spreads replicas: it adds up to a tenth, and waits a second at least.
func jittered(d time.Duration) time.Duration {
	d = max(d, time.Second)
	return d + rand.N(d/10)
}
