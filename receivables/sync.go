package receivables

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/panicsafe"
)

const (
	// syncLock names the lock that the replica holds that is syncing.
	syncLock = "receivables sync"

	// sweepShare spaces sweeps by the pages that they take. A page is 3 seconds of Mayar's 20 requests a minute, so a page every 12 seconds leaves
	// three quarters of them to people.
	sweepShare = 12 * time.Second

	// sweepFloor is how old a whole sweep may be, at least, before Refresh does another.
	sweepFloor = 2 * time.Minute

	// quickPages is how many pages a sweep may take that somebody waits for: what a minute's requests allow. Longer lists are swept by Run.
	quickPages = 20

	// refreshPages bounds the newest pages that one Refresh reads.
	refreshPages = 20
)

// Refresh brings the mirror up to date: it reads the newest pages until one holds nothing new, and closes what the latest payments are for. When
// there has never been a whole sweep, or the last one is older than the length of the list deserves, it sweeps instead.
//
// A sync that runs already is joined; while a long sweep runs, only the newest pages are read in between. The sync goes on as long as anybody waits
// for it. progress, which may be nil, must not block; it is never called after Refresh has returned. Errors are the source's, the database's, or the
// cause of ctx's end.
func (m *Mirror) Refresh(ctx context.Context, progress func(Progress)) error {
	state, err := m.State(ctx)
	if err != nil {
		return err
	}
	return m.refreshOrJoin(ctx, m.needsSweep(state), state.Synced, progress)
}

// bringUpToDate joins the sync that runs, or starts one. Where there has been a sweep, nobody waits for the end of another.
func (m *Mirror) refreshOrJoin(ctx context.Context, sweep, synced bool, progress func(Progress)) error {
	f, started := m.joinOrStart(ctx, sweep)
	if started || !f.sweep || !synced {
		return f.wait(ctx, progress)
	}
	newest := f.requestNewest(ctx)
	unsubscribe := f.subscribe(progress)
	defer unsubscribe()
	select {
	case err := <-newest:
		return err
	case <-f.done:
		return f.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Sweep reads the whole list and finds out what became of the transactions that are no longer there, so that sums are exact. It joins a sweep that
// runs already. Progress and errors are as in Refresh.
func (m *Mirror) Sweep(ctx context.Context, progress func(Progress)) error {
	for {
		f, started := m.joinOrStart(ctx, true)
		if started || f.sweep {
			return f.wait(ctx, progress)
		}
		select {
		case <-f.done:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// Syncing returns how far the sync has come that runs in this process, if one does.
func (m *Mirror) Syncing() (Progress, bool) {
	m.mu.Lock()
	f := m.running
	m.mu.Unlock()
	if f == nil {
		return Progress{}, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.progress, true
}

// wantsSweep tells whether a sweep is due that somebody can wait for.
func (m *Mirror) needsSweep(s State) bool {
	if !s.Synced {
		return true
	}
	age := m.cfg.Now().Sub(s.LastSweep)
	return s.SweepPages <= quickPages && age >= max(sweepFloor, time.Duration(s.SweepPages)*sweepShare)
}

// board returns the sync that runs, or starts one, which carries over what ctx holds but not its end.
func (m *Mirror) joinOrStart(ctx context.Context, sweep bool) (f *sharedSync, started bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.running != nil {
		return m.running, false
	}
	ctx, cancel := context.WithCancel(mayar.ForPerson(context.WithoutCancel(ctx), "")) // it is for everybody
	f = newSharedSync(sweep, cancel)
	m.running = f
	go m.runShared(ctx, f)
	return f, true
}

func (m *Mirror) runShared(ctx context.Context, f *sharedSync) {
	defer f.cancel()
	err := panicsafe.Run(func() error { return m.runExclusive(ctx, f) })
	if p, ok := errors.AsType[*panicsafe.Panic](err); ok {
		m.cfg.Log.ErrorContext(ctx, "sync panicked", "panic", p, "stack", p.Stack)
	}
	if err != nil && ctx.Err() != nil {
		err = errAbandoned
	}
	m.mu.Lock()
	m.running = nil
	m.mu.Unlock()
	f.err = err
	close(f.done)
}

// alone syncs when no other replica does. When one does, it waits for the result, which is as good; it takes over where there is none.
func (m *Mirror) runExclusive(ctx context.Context, f *sharedSync) error {
	before, err := m.State(ctx)
	if err != nil {
		return err
	}
	ticker := time.NewTicker(m.cfg.PollInterval)
	defer ticker.Stop()
	for waited := false; ; waited = true {
		unlock, ok, err := m.db.TryLock(ctx, syncLock)
		if err != nil {
			return err
		}
		if waited {
			done, err := m.doneElsewhere(ctx, f, before)
			if err != nil || done {
				if ok {
					unlock()
				}
				return err
			}
		}
		if ok {
			defer unlock()
			return m.runAndRecord(ctx, f)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// watch tells whether another replica has done since before what f was to do, and passes on how far it has come.
func (m *Mirror) doneElsewhere(ctx context.Context, f *sharedSync, before State) (done bool, err error) {
	now, progress, err := m.state(ctx)
	if err != nil {
		return false, err
	}
	if progress != (Progress{}) {
		f.report(progress)
	}
	if f.sweep {
		return now.LastSweep.After(before.LastSweep), nil
	}
	return now.AsOf.After(before.AsOf), nil
}

// sync runs the flight's sync and records how it went.
func (m *Mirror) runAndRecord(ctx context.Context, f *sharedSync) error {
	run := m.refresh
	if f.sweep {
		run = m.sweep
	}
	err := run(ctx, f)
	if err != nil && ctx.Err() == nil {
		m.cfg.Log.WarnContext(ctx, "sync failed", "sweep", f.sweep, "error", err)
		const failing = `UPDATE mirror SET failing_ms = $1 WHERE failing_ms = 0`
		if _, dbErr := m.db.Writer().ExecContext(ctx, failing, m.cfg.Now().UnixMilli()); dbErr != nil {
			return fmt.Errorf("%w; and recording it: %w", err, dbErr)
		}
	}
	return err
}

// refresh reads the newest pages and the latest payments.
func (m *Mirror) refresh(ctx context.Context, f *sharedSync) error {
	started := m.cfg.Now()
	if err := m.reportProgress(ctx, f, Progress{}); err != nil {
		return err
	}
	if err := m.readNewest(ctx, func(p Progress) error { return m.reportProgress(ctx, f, p) }); err != nil {
		return err
	}
	if err := m.closePaid(ctx, started); err != nil {
		return err
	}
	return m.recordSynced(ctx, started)
}

// readNewest reads and saves pages until one holds nothing new.
func (m *Mirror) readNewest(ctx context.Context, report func(Progress) error) error {
	var p Progress
	for page, err := range m.source.UnpaidPages(ctx, &mayar.UnpaidOptions{MaxPages: refreshPages}) {
		if err == nil {
			err = checkNotEmpty(page)
		}
		if err != nil {
			return err
		}
		known, err := m.save(ctx, page.Transactions)
		if err != nil {
			return err
		}
		p.Pages++
		p.Rows += len(page.Transactions)
		if err := report(p); err != nil {
			return err
		}
		if known {
			return nil
		}
	}
	return nil
}

// plausible refuses a list that begins with nothing and says itself that it has something: taken for an empty list, it would show a merchant that
// nothing is unpaid.
func checkNotEmpty(page mayar.UnpaidPage) error {
	if page.Number == 1 && len(page.Transactions) == 0 && (page.HasMore || page.Skipped > 0 || page.Total > 0) {
		return &mayar.Error{Op: "list unpaid transactions", Status: http.StatusOK, Reason: mayar.ReasonUnexpected}
	}
	return nil
}

// upToDate records that the mirror is as Mayar was at the given moment, unless it is as of a later one, which a clock that was wrong does not make.
func (m *Mirror) recordSynced(ctx context.Context, at time.Time) error {
	const record = `UPDATE mirror SET failing_ms = 0, sync_pages = 0, sync_of = 0, sync_rows = 0,
		as_of_ms = CASE WHEN as_of_ms < $1 OR as_of_ms > $2 THEN $1 ELSE as_of_ms END`
	if _, err := m.db.Writer().ExecContext(ctx, record, at.UnixMilli(), m.cfg.Now().Add(staleAfter).UnixMilli()); err != nil {
		return fmt.Errorf("record the sync: %w", err)
	}
	return nil
}

// report tells how far the sync has come, here and on the other replicas.
func (m *Mirror) reportProgress(ctx context.Context, f *sharedSync, p Progress) error {
	f.report(p)
	const record = `UPDATE mirror SET sync_pages = $1, sync_of = $2, sync_rows = $3`
	if _, err := m.db.Writer().ExecContext(ctx, record, p.Pages, p.PagesTotal, p.Rows); err != nil {
		return fmt.Errorf("record the progress: %w", err)
	}
	return nil
}
