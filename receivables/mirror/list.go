package mirror

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// List returns one page of the transactions that q matches, with the totals of all pages, as of one
// version of the mirror. It makes no request to Mayar.
func (m *Mirror) List(ctx context.Context, q receivables.Query, page int) (receivables.Page, error) {
	tx, err := m.snapshot(ctx)
	if err != nil {
		return receivables.Page{}, err
	}
	defer tx.Rollback()
	return m.list(ctx, tx, q, true, page)
}

// list is List in a transaction. includeClosed adds expired transactions that are closed to those
// that Mayar lists as such.
func (m *Mirror) list(
	ctx context.Context, tx *sql.Tx, q receivables.Query, includeClosed bool, page int,
) (receivables.Page, error) {
	var p receivables.Page
	now := m.cfg.Now()
	firstSweep, kept, err := readState(ctx, tx, now, &p)
	if err != nil {
		return receivables.Page{}, fmt.Errorf("read the mirror: %w", err)
	}
	if includeClosed && statusOf(q) != receivables.StatusActive && p.Synced {
		p.ClosedSince = slices.MaxFunc([]time.Time{firstSweep, now.Add(-m.cfg.Retention)}, time.Time.Compare)
	}
	var l lister = filteredList{tx: tx, now: now, q: q, includeClosed: includeClosed, engine: m.db.Engine()}
	if kept && q.IsUnfiltered() && q.Sort != receivables.SortCustomer {
		l = cachedList{tx, now}
	}
	if err := l.totals(ctx, &p); err != nil {
		return receivables.Page{}, fmt.Errorf("totals of the mirror: %w", err)
	}
	setPage(&p, page, p.Totals.Groups)
	if p.Pages == 0 {
		return p, nil
	}
	if p.Rows, err = l.rows(ctx, q.Sort, (p.Number-1)*receivables.PageSize); err != nil {
		return receivables.Page{}, fmt.Errorf("rows of the mirror: %w", err)
	}
	return p, nil
}

// A lister reads the parts of a Page.
type lister interface {
	totals(ctx context.Context, p *receivables.Page) error
	rows(ctx context.Context, sort receivables.Sort, offset int) ([]receivables.Row, error)
}

// readState reads the state of the mirror and the kept totals. kept reports whether these are
// right.
func readState(
	ctx context.Context, tx *sql.Tx, now time.Time, p *receivables.Page,
) (firstSweep time.Time, kept bool, err error) {
	var asOf, first int64
	const query = `SELECT count, CAST(amount AS BIGINT), no_amount, group_count, totals_valid = 1,
		as_of_ms, complete = 1, first_sweep_ms FROM mirror`
	t := &p.Totals
	err = tx.QueryRowContext(ctx, query).Scan(&t.Count, &t.Amount, &t.NoAmount, &t.Groups, &kept,
		&asOf, &p.Complete, &first)
	p.AsOf, p.Synced = validReadTime(asOf, now), first > 0
	return fromMillis(first), kept && plausible(deltaOf(*t)), err
}

// orderBy returns the order of groups, as SQL over the columns of prefix ("" or "g."). The key
// makes the order the same every time.
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
func readRows(rows *sql.Rows, err error) ([]receivables.Row, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []receivables.Row
	for rows.Next() {
		var r receivables.Row
		var latest, oldest, newest int64
		err := rows.Scan(&r.ID, &r.Customer, &r.Email, &r.Mobile, &r.Product, &r.Type, &r.Status, &r.URL, &latest,
			&r.Count, &r.Amount, &r.NoAmount, &r.Products, &oldest, &newest)
		if err != nil {
			return nil, err
		}
		r.LatestAmount = receivables.DeltaOf(latest)
		r.Oldest, r.Newest = fromMillis(oldest), fromMillis(newest)
		found = append(found, r)
	}
	return found, rows.Err()
}

// limitToPage is no argument: SQLite plans a query for the value of its limit, and would prepare it
// twice.
var limitToPage = "LIMIT " + strconv.Itoa(receivables.PageSize)

const rowColumns = `u.id, u.customer_name, u.customer_email, u.customer_phone, u.product_name, u.type,
	` + currentStatus + `, u.url, u.amount`

// currentStatus is the status of an open transaction, or the outcome of a closed one.
const currentStatus = `CASE WHEN u.closed_ms = 0 THEN u.status ELSE u.outcome END`
