package mirror

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// List returns one page of the transactions that q matches, with the totals of all pages, as of one
// version of the mirror. It makes no request to Mayar. Callers must not change the rows, which may
// be remembered.
func (m *Mirror) List(ctx context.Context, q receivables.Query, page int) (receivables.Page, error) {
	if p, ok := m.remembered(ctx, q, page); ok {
		return p, nil
	}
	var p receivables.Page
	err := m.inSnapshot(ctx, func(tx snapshot) (err error) {
		p, err = m.list(ctx, tx, q, true, page)
		return err
	})
	return p, err
}

// list is List in a transaction. includeClosed adds expired transactions that are closed to those
// that Mayar lists as such.
func (m *Mirror) list(
	ctx context.Context, tx snapshot, q receivables.Query, includeClosed bool, page int,
) (receivables.Page, error) {
	s, err := m.readState(tx.QueryRowContext(ctx, stateQuery).Scan)
	if err != nil {
		return receivables.Page{}, err
	}
	p := s.page()
	now := m.cfg.Now()
	if includeClosed && statusOf(q) != receivables.StatusActive && p.Synced {
		p.ClosedSince = slices.MaxFunc([]time.Time{s.firstSweep, now.Add(-m.cfg.Retention)}, time.Time.Compare)
	}
	var l list = m.filteredList(tx, q, includeClosed)
	if s.totalsValid && plausible(deltaOf(s.totals)) && q.IsUnfiltered() && q.Sort != receivables.SortCustomer {
		l = cachedList{tx, now, q.Sort, s.totals}
	}
	p, until, err := readPage(ctx, p, l, page)
	if err == nil && canRemember(q) {
		m.views.remember(s.viewKey(q, page), &p, now, until)
	}
	return p, err
}

// A list reads the parts of a page.
type list interface {
	// totals sets the totals and the aging of the page. It returns the number of rows of all pages,
	// and when the aging changes; zero: not by itself.
	totals(ctx context.Context, p *receivables.Page) (rows int, until time.Time, err error)

	rows(ctx context.Context, offset int) ([]receivables.Row, error)
}

// readPage completes a page with the totals, and the rows of the page with a number or of the one
// nearest to it. It also returns when the aging changes; zero: not by itself.
func readPage(
	ctx context.Context, p receivables.Page, l list, number int,
) (_ receivables.Page, until time.Time, _ error) {
	rows, until, err := l.totals(ctx, &p)
	if err != nil {
		return receivables.Page{}, until, fmt.Errorf("totals of the mirror: %w", err)
	}
	p.Pages = (rows + receivables.PageSize - 1) / receivables.PageSize
	p.Number = max(1, min(number, p.Pages))
	if p.Pages == 0 {
		return p, until, nil
	}
	if p.Rows, err = l.rows(ctx, (p.Number-1)*receivables.PageSize); err != nil {
		return receivables.Page{}, until, fmt.Errorf("rows of the mirror: %w", err)
	}
	return p, until, nil
}

// orderBy returns the order of groups, as SQL over the columns of prefix ("" or "g."). The key
// makes the order the same every time. See also filteredList.compare.
func orderBy(sort receivables.Sort, prefix string, now time.Time) string {
	switch sort {
	case receivables.SortPriority:
		// In floating point, because rupiah times milliseconds do not fit into 64 bits.
		tomorrow := strconv.FormatInt(now.Add(24*time.Hour).UnixMilli(), 10)
		amount, age := "CAST("+prefix+"amount AS DOUBLE PRECISION)", "("+tomorrow+" - "+prefix+"oldest_ms)"
		return amount + " * " + age + " DESC, " + prefix + "group_key"
	case receivables.SortOldest:
		return prefix + "oldest_ms, " + prefix + "group_key"
	case receivables.SortLargest, receivables.SortCustomer:
		return prefix + "amount DESC, " + prefix + "group_key DESC"
	}
	return prefix + "newest_ms DESC, " + prefix + "group_key DESC"
}

// readRows reads the rows of a query: the columns of the newest transaction, then those of its
// group.
func readRows(rows *sql.Rows, err error) (found []receivables.Row, _ error) {
	err = store.EachRow(rows, err, func() error {
		var r receivables.Row
		var latest, oldest, newest int64
		err := rows.Scan(&r.ID, &r.CaseID, &r.Customer, &r.Email, &r.Mobile, &r.Product, &r.Type, &r.Status, &r.URL,
			&latest, &r.Count, &r.Amount, &r.NoAmount, &r.Products, &oldest, &newest)
		r.LatestAmount = receivables.DeltaOf(latest)
		r.Oldest, r.Newest = store.FromMillis(oldest), store.FromMillis(newest)
		found = append(found, r)
		return err
	})
	return found, err
}

// limitToPage is no argument: SQLite plans a query for the value of its limit, and would prepare it
// twice.
var limitToPage = "LIMIT " + strconv.Itoa(receivables.PageSize)

const rowColumns = `u.id, u.case_id, u.customer_name, u.customer_email, u.customer_phone, u.product_name, u.type,
	` + currentStatus + `, u.url, u.amount`

// currentStatus is the status of an open transaction, or the outcome of a closed one.
const currentStatus = `CASE WHEN u.closed_ms = 0 THEN u.status ELSE u.outcome END`
