package mirror

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
)

// A sweep is one reading of the whole list. It holds one page at a time; the table records which
// transactions it has seen.
type sweep struct {
	number     int64
	firstEver  bool // no whole sweep came before it
	started    time.Time
	oldestMS   int64 // creation of the oldest transaction seen, unix milliseconds
	reachedEnd bool  // it saw the end of the list
	skipped    bool  // a page had rows without an id

	// A transaction may slip through between two pages. On V2 a page begins after a time of
	// creation, so only one created in the same millisecond as the end of a page can. On V1 pages
	// are numbered from the top, so any can, unless the list is as long at the end as at the
	// beginning and the sweep saw all of it.
	numberedPages bool    // V1: pages are numbered from the top
	total         int     // length of the list by the first page
	totalChanged  bool    // a later page had another total
	pageEndsMS    []int64 // creation of the last row of each page, unix milliseconds
	receivables.Progress
}

// sweep reads the whole list. It marks transactions as missing only after it has reached the end; a
// sweep that fails keeps what it has saved and changes nothing else.
func (m *Mirror) sweep(ctx context.Context, shared *sharedSync) error {
	defer m.serveNewest(shared)
	s, err := m.beginSweep(ctx)
	if err != nil {
		return err
	}
	if err := m.readWholeList(ctx, shared, s); err != nil {
		return err
	}
	if err := m.markMissing(ctx, s); err != nil {
		return err
	}
	if err := m.reconcileVanished(mayar.Background(ctx), s); err != nil {
		return err
	}
	if s.firstEver && !s.numberedPages { // V1 cannot be asked for what has expired.
		if err := m.backfillExpired(mayar.Background(ctx)); err != nil {
			return err
		}
	}
	return m.endSweep(ctx, s)
}

func (m *Mirror) beginSweep(ctx context.Context) (*sweep, error) {
	s := &sweep{started: m.cfg.Now(), reachedEnd: true}
	s.oldestMS = s.started.UnixMilli()
	const begin = `UPDATE mirror SET sweep_number = sweep_number + 1,
			sync_pages = 0, sync_pages_total = 0, sync_rows = 0
		RETURNING sweep_number, first_sweep_ms = 0`
	if err := m.db.Writer().QueryRowContext(ctx, begin).Scan(&s.number, &s.firstEver); err != nil {
		return nil, fmt.Errorf("begin a sweep: %w", err)
	}
	return s, nil
}

// readWholeList reads all pages in the share of the background, so that requests of people go
// first.
func (m *Mirror) readWholeList(ctx context.Context, shared *sharedSync, s *sweep) error {
	for page, err := range m.source.UnpaidPages(mayar.Background(ctx), nil) {
		if err == nil {
			err = checkNotEmpty(page)
		}
		if err != nil {
			return err
		}
		if _, err := m.save(ctx, page.Items); err != nil {
			return err
		}
		s.addPage(page)
		if err := m.reportProgress(ctx, shared, s.Progress); err != nil {
			return err
		}
		m.serveNewest(shared)
	}
	return nil
}

func (s *sweep) addPage(page mayar.UnpaidPage) {
	s.Pages++
	s.PagesTotal = page.PagesTotal
	s.Rows += len(page.Items)
	s.skipped = s.skipped || page.Skipped > 0
	s.reachedEnd = !page.HasMore
	if s.Pages == 1 {
		s.numberedPages, s.total = page.Total >= 0, page.Total
	}
	s.totalChanged = s.totalChanged || page.Total != s.total
	if n := len(page.Items); n > 0 && page.HasMore {
		s.pageEndsMS = append(s.pageEndsMS, page.Items[n-1].CreatedAt.UnixMilli())
	}
	for _, tx := range page.Items {
		if !tx.CreatedAt.IsZero() {
			s.oldestMS = min(s.oldestMS, tx.CreatedAt.UnixMilli())
		}
	}
}

// serveNewest reads the newest pages for the callers of Refresh who wait during the sweep.
func (m *Mirror) serveNewest(shared *sharedSync) {
	waiting := shared.takeNewestWaiters()
	if len(waiting) == 0 {
		return
	}
	err := m.refresh(waiting[0].ctx, func(receivables.Progress) error { return nil })
	for _, w := range waiting {
		w.result <- err
	}
}

// markMissing counts a miss for every open transaction that the sweep has not seen, with the weight
// of missWeight. A sweep that did not reach the end leaves alone what is older than the rows it
// saw.
func (m *Mirror) markMissing(ctx context.Context, s *sweep) error {
	var w where
	w.add("closed_ms = 0 AND seen_sweep < " + w.arg(s.number))
	if !s.reachedEnd {
		w.add("created_ms > " + w.arg(s.oldestMS))
	}
	weight, err := m.missWeight(ctx, s)
	if err != nil {
		return err
	}
	update := `UPDATE unpaid SET missed_sweeps = missed_sweeps + ` + weight + ` WHERE ` + w.String()
	if _, err := m.db.Writer().ExecContext(ctx, update, w.args...); err != nil {
		return fmt.Errorf("mark missing transactions: %w", err)
	}
	return nil
}

// missWeight returns, as SQL, how many misses this sweep counts for a transaction that it has not
// seen: one where the transaction may have slipped through, else enough to close it.
func (m *Mirror) missWeight(ctx context.Context, s *sweep) (string, error) {
	closes := strconv.Itoa(missesToClose)
	if s.skipped || s.numberedPages && s.totalChanged {
		return "1", nil
	}
	if !s.numberedPages {
		if len(s.pageEndsMS) == 0 {
			return closes, nil
		}
		edges := make([]string, len(s.pageEndsMS))
		for i, ms := range s.pageEndsMS {
			edges[i] = strconv.FormatInt(ms, 10)
		}
		return "CASE WHEN created_ms IN (" + strings.Join(edges, ", ") + ") THEN 1 ELSE " + closes + " END", nil
	}
	var seen int
	const count = `SELECT count(*) FROM unpaid WHERE seen_sweep = $1`
	if err := m.db.Reader().QueryRowContext(ctx, count, s.number).Scan(&seen); err != nil {
		return "", fmt.Errorf("count seen transactions: %w", err)
	}
	if seen != s.total {
		return "1", nil
	}
	return closes, nil
}

func (m *Mirror) endSweep(ctx context.Context, s *sweep) error {
	complete := 0
	if s.reachedEnd && !s.skipped {
		complete = 1
	}
	// The whole list is known from the version of its last page on, however much later this is
	// written. A comparison with that version is a comparison with the whole list.
	const end = `UPDATE mirror SET last_sweep_ms = $1, sweep_pages = $2, complete = $3,
		first_sweep_ms = CASE WHEN first_sweep_ms = 0
			THEN (SELECT coalesce(max(valid_from_ms), $1) FROM unpaid) ELSE first_sweep_ms END`
	if _, err := m.db.Writer().ExecContext(ctx, end, s.started.UnixMilli(), s.Pages, complete); err != nil {
		return fmt.Errorf("end a sweep: %w", err)
	}
	return m.recordSynced(ctx, s.started)
}
