package mirror

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
)

const (
	// syncLock names the lock that one replica holds while it syncs.
	syncLock = "receivables sync"

	// sweepShare spaces sweeps by their pages. Mayar allows 20 requests a minute, so a page costs 3
	// seconds of the budget; a page every 12 seconds leaves three quarters of it to people.
	sweepShare = 12 * time.Second

	// sweepFloor is the lowest age of the last sweep at which Refresh sweeps again.
	sweepFloor = 2 * time.Minute

	// quickPages is the most pages of a sweep that a person waits for: one minute of requests. Run
	// sweeps longer lists.
	quickPages = 20

	// refreshPages bounds the newest pages that one Refresh reads.
	refreshPages = 20
)

// Refresh brings the mirror up to date: it reads the newest pages until one holds nothing new, and
// closes the transactions of the latest payments. It sweeps instead when there has never been a
// whole sweep, or when the last one is too old for the length of the list.
//
// Refresh joins a sync that is running; during a long sweep it only has the newest pages read in
// between. The sync runs as long as anybody waits for it. progress may be nil and must not block;
// it is never called after Refresh has returned. Errors come from the source or the database, or
// are the cause of the end of ctx.
func (m *Mirror) Refresh(ctx context.Context, progress func(receivables.Progress)) error {
	state, err := m.State(ctx)
	if err != nil {
		return err
	}
	return m.refreshOrJoin(ctx, m.needsSweep(state), state.Synced, progress)
}

// refreshOrJoin joins the running sync, or starts one. Once there has been a whole sweep, it does
// not wait for the end of another.
func (m *Mirror) refreshOrJoin(
	ctx context.Context, sweep, synced bool, progress func(receivables.Progress),
) error {
	shared, started := m.joinOrStart(ctx, sweep)
	var newest <-chan error
	if !started && shared.sweep && synced {
		newest = shared.requestNewest(ctx)
	}
	return shared.wait(ctx, newest, progress)
}

// Sweep reads the whole list and finds out what became of the transactions that vanished from it,
// so that sums are exact. It joins a sweep that is running. Progress and errors are as in Refresh.
func (m *Mirror) Sweep(ctx context.Context, progress func(receivables.Progress)) error {
	for {
		shared, started := m.joinOrStart(ctx, true)
		if started || shared.sweep {
			return shared.wait(ctx, nil, progress)
		}
		select {
		case <-shared.done:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// needsSweep reports whether a sweep is due that is short enough to wait for.
func (m *Mirror) needsSweep(s receivables.State) bool {
	if !s.Synced {
		return true
	}
	age := m.cfg.Now().Sub(s.LastSweep)
	return s.SweepPages <= quickPages && age >= max(sweepFloor, time.Duration(s.SweepPages)*sweepShare)
}

// runAndRecord runs the sync and records since when syncs fail.
func (m *Mirror) runAndRecord(ctx context.Context, shared *sharedSync) error {
	var err error
	if shared.sweep {
		err = m.sweep(ctx, shared)
	} else {
		err = m.refresh(ctx, func(p receivables.Progress) error { return m.reportProgress(ctx, shared, p) })
	}
	if err != nil && ctx.Err() == nil {
		m.cfg.Log.WarnContext(ctx, "sync failed", "sweep", shared.sweep, "error", err)
		m.cfg.SyncFailed()
		const failing = `UPDATE mirror SET failing_since_ms = $1 WHERE failing_since_ms = 0`
		if _, dbErr := m.db.Writer().ExecContext(ctx, failing, m.cfg.Now().UnixMilli()); dbErr != nil {
			return fmt.Errorf("%w; and recording it: %w", err, dbErr)
		}
	}
	return err
}

// refresh reads the newest pages and the latest payments.
func (m *Mirror) refresh(ctx context.Context, report func(receivables.Progress) error) error {
	started := m.cfg.Now()
	if err := m.readNewest(ctx, report); err != nil {
		return err
	}
	if err := m.closePaid(ctx, started); err != nil {
		return err
	}
	return m.recordSynced(ctx, started)
}

// readNewest reads and saves pages until one holds nothing new.
func (m *Mirror) readNewest(ctx context.Context, report func(receivables.Progress) error) error {
	var p receivables.Progress
	if err := report(p); err != nil {
		return err
	}
	for page, err := range m.source.UnpaidPages(ctx, &mayar.UnpaidOptions{MaxPages: refreshPages}) {
		if err == nil {
			err = checkNotEmpty(page)
		}
		if err != nil {
			return err
		}
		known, err := m.save(ctx, page.Items)
		if err != nil {
			return err
		}
		p.Pages++
		p.Rows += len(page.Items)
		if err := report(p); err != nil {
			return err
		}
		if known {
			return nil
		}
	}
	return nil
}

// checkNotEmpty rejects a first page without rows when Mayar itself says that there are some. Taken
// for an empty list, it would show a merchant that nothing is unpaid.
func checkNotEmpty(page mayar.UnpaidPage) error {
	if page.Number == 1 && len(page.Items) == 0 && (page.HasMore || page.Skipped > 0 || page.Total > 0) {
		return &mayar.Error{Op: "list unpaid transactions", Status: http.StatusOK, Reason: mayar.ReasonUnexpected}
	}
	return nil
}

// recordSynced records that the mirror is as Mayar was at a time, unless a later time is recorded.
// A later time from a clock that was wrong is overwritten.
func (m *Mirror) recordSynced(ctx context.Context, at time.Time) error {
	const record = `UPDATE mirror SET failing_since_ms = 0, sync_pages = 0, sync_pages_total = 0, sync_rows = 0,
		as_of_ms = CASE WHEN as_of_ms < $1 OR as_of_ms > $2 THEN $1 ELSE as_of_ms END`
	latest := m.cfg.Now().Add(staleAfter)
	if _, err := m.db.Writer().ExecContext(ctx, record, at.UnixMilli(), latest.UnixMilli()); err != nil {
		return fmt.Errorf("record the sync: %w", err)
	}
	return nil
}

// reportProgress reports the progress of the sync to its waiters here and to the other replicas.
func (m *Mirror) reportProgress(ctx context.Context, shared *sharedSync, p receivables.Progress) error {
	shared.report(p)
	const record = `UPDATE mirror SET sync_pages = $1, sync_pages_total = $2, sync_rows = $3`
	if _, err := m.db.Writer().ExecContext(ctx, record, p.Pages, p.PagesTotal, p.Rows); err != nil {
		return fmt.Errorf("record the progress: %w", err)
	}
	return nil
}
