package receivables

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
)

// A sweep is one reading of the whole list. It holds a page at a time: what it has seen is marked in the table.
type sweep struct {
	number     int64
	firstEver  bool // there has been no whole one before
	started    time.Time
	oldestMS   int64 // creation of the oldest transaction seen, unix milliseconds
	reachedEnd bool  // the end of the list was seen
	skipped    bool  // a page had rows that cannot be told apart

	// Between two pages a transaction may slip through. On V2, where a page begins after a time of creation, only one of the same millisecond can; on
	// V1, where pages are counted from the top, any, unless the list is as long in the end as it was in the beginning, and all of it was seen.
	numberedPages bool    // pages are counted from the top
	total         int     // of the list, as the first page has it
	totalChanged  bool    // a later page had another total
	pageEndsMS    []int64 // creation of the last transaction of each page, unix milliseconds
	Progress
}

// sweep reads the whole list. Only when it has come to the end is anything missed; a sweep that fails leaves the mirror with what it saw.
func (m *Mirror) sweep(ctx context.Context, f *sharedSync) error {
	defer m.serveNewest(f)
	s, err := m.beginSweep(ctx)
	if err != nil {
		return err
	}
	if err := m.readWholeList(ctx, f, s); err != nil {
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
	const begin = `UPDATE mirror SET sweep_number = sweep_number + 1, sync_pages = 0, sync_of = 0, sync_rows = 0
		RETURNING sweep_number, first_sweep_ms = 0`
	if err := m.db.Writer().QueryRowContext(ctx, begin).Scan(&s.number, &s.firstEver); err != nil {
		return nil, fmt.Errorf("begin a sweep: %w", err)
	}
	return s, nil
}

// readAll goes through the list in the background's share of the budget: a person's request in the meantime goes first.
func (m *Mirror) readWholeList(ctx context.Context, f *sharedSync, s *sweep) error {
	for page, err := range m.source.UnpaidPages(mayar.Background(ctx), nil) {
		if err == nil {
			err = checkNotEmpty(page)
		}
		if err != nil {
			return err
		}
		if _, err := m.save(ctx, page.Transactions); err != nil {
			return err
		}
		s.addPage(page)
		if err := m.reportProgress(ctx, f, s.Progress); err != nil {
			return err
		}
		m.serveNewest(f)
	}
	return nil
}

func (s *sweep) addPage(page mayar.UnpaidPage) {
	s.Pages++
	s.PagesTotal = page.PagesTotal
	s.Rows += len(page.Transactions)
	s.skipped = s.skipped || page.Skipped > 0
	s.reachedEnd = !page.HasMore
	if s.Pages == 1 {
		s.numberedPages, s.total = page.Total >= 0, page.Total
	}
	s.totalChanged = s.totalChanged || page.Total != s.total
	if n := len(page.Transactions); n > 0 && page.HasMore {
		s.pageEndsMS = append(s.pageEndsMS, page.Transactions[n-1].CreatedAt.UnixMilli())
	}
	for _, tx := range page.Transactions {
		if !tx.CreatedAt.IsZero() {
			s.oldestMS = min(s.oldestMS, tx.CreatedAt.UnixMilli())
		}
	}
}

// answerNewest reads the newest pages for those who have asked for a refresh while the sweep is elsewhere.
func (m *Mirror) serveNewest(f *sharedSync) {
	waiting := f.takeNewestWaiters()
	if len(waiting) == 0 {
		return
	}
	ctx, started := waiting[0].ctx, m.cfg.Now()
	err := m.readNewest(ctx, func(Progress) error { return nil })
	if err == nil {
		err = m.closePaid(ctx, started)
	}
	if err == nil {
		err = m.recordSynced(ctx, started)
	}
	for _, w := range waiting {
		w.result <- err
	}
}

// miss counts a miss for every open transaction that the sweep has not seen, and as many as are needed where none can have slipped through. Where it
// did not come to the end of the list, those are left alone that are older than what it saw.
func (m *Mirror) markMissing(ctx context.Context, s *sweep) error {
	var w where
	w.add("gone_ms = 0 AND seen_sweep < " + w.arg(s.number))
	if !s.reachedEnd {
		w.add("created_ms > " + w.arg(s.oldestMS))
	}
	weight, err := m.missWeight(ctx, s)
	if err != nil {
		return err
	}
	if _, err := m.db.Writer().ExecContext(ctx, `UPDATE unpaid SET missed = missed + `+weight+` WHERE `+w.String(), w.args...); err != nil {
		return fmt.Errorf("mark what has vanished: %w", err)
	}
	return nil
}

// misses is how much it counts that the sweep has not seen a transaction, as SQL.
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
	if err := m.db.Reader().QueryRowContext(ctx, `SELECT count(*) FROM unpaid WHERE seen_sweep = $1`, s.number).Scan(&seen); err != nil {
		return "", fmt.Errorf("count what was seen: %w", err)
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
	// The whole list was first known at the moment of its last page: whoever compares with that moment compares with all of it, however long after it
	// this is written.
	const end = `UPDATE mirror SET last_sweep_ms = $1, sweep_pages = $2, complete = $3,
		first_sweep_ms = CASE WHEN first_sweep_ms = 0 THEN (SELECT coalesce(max(since_ms), $1) FROM unpaid) ELSE first_sweep_ms END`
	if _, err := m.db.Writer().ExecContext(ctx, end, s.started.UnixMilli(), s.Pages, complete); err != nil {
		return fmt.Errorf("end a sweep: %w", err)
	}
	return m.recordSynced(ctx, s.started)
}
