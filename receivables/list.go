package receivables

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// List returns one page of the transactions that q matches, with the totals of all pages, as of one
// version of the mirror. It makes no request to Mayar.
func (m *Mirror) List(ctx context.Context, q Query, page int) (Page, error) {
	tx, err := m.snapshot(ctx)
	if err != nil {
		return Page{}, err
	}
	defer tx.Rollback()
	q.includeClosed = true
	return m.list(ctx, tx, q, page)
}

func (m *Mirror) list(ctx context.Context, tx *sql.Tx, q Query, page int) (Page, error) {
	var p Page
	now := m.cfg.Now()
	firstSweep, kept, err := p.readState(ctx, tx, now)
	if err != nil {
		return Page{}, fmt.Errorf("read the mirror: %w", err)
	}
	if q.includeClosed && q.status() != StatusActive && p.Synced {
		p.ClosedSince = slices.MaxFunc([]time.Time{firstSweep, now.Add(-m.cfg.Retention)}, time.Time.Compare)
	}
	var l lister = filteredList{tx: tx, now: now, q: q, engine: m.db.Engine()}
	if kept && q.isUnfiltered() && q.Sort != SortCustomer {
		l = cachedList{tx, now}
	}
	if err := l.totals(ctx, &p); err != nil {
		return Page{}, fmt.Errorf("totals of the mirror: %w", err)
	}
	p.setPage(page, p.Totals.Groups)
	if p.Pages == 0 {
		return p, nil
	}
	if p.Rows, err = l.rows(ctx, q.Sort, (p.Number-1)*PageSize); err != nil {
		return Page{}, fmt.Errorf("rows of the mirror: %w", err)
	}
	return p, nil
}

// A lister reads the parts of a Page.
type lister interface {
	totals(ctx context.Context, p *Page) error
	rows(ctx context.Context, sort Sort, offset int) ([]Row, error)
}

// readState reads the state of the mirror and the kept totals. kept reports whether these are
// right.
func (p *Page) readState(ctx context.Context, tx *sql.Tx, now time.Time) (firstSweep time.Time, kept bool, err error) {
	var asOf, first int64
	const query = `SELECT count, CAST(amount AS BIGINT), no_amount, group_count, kept = 1,
		as_of_ms, complete = 1, first_sweep_ms FROM mirror`
	t := &p.Totals
	err = tx.QueryRowContext(ctx, query).Scan(&t.Count, &t.Amount, &t.NoAmount, &t.Groups, &kept,
		&asOf, &p.Complete, &first)
	p.AsOf, p.Synced = validReadTime(asOf, now), first > 0
	return fromMillis(first), kept && Delta{t.Count, t.Amount, t.NoAmount}.plausible(), err
}

// orderBy returns the order of groups, as SQL over the columns of prefix ("" or "g."). The key
// makes the order the same every time.
func orderBy(sort Sort, prefix string, now time.Time) string {
	switch sort {
	case SortPriority:
		// In floating point, because rupiah times milliseconds do not fit into 64 bits.
		tomorrow := strconv.FormatInt(now.Add(day).UnixMilli(), 10)
		amount, age := "CAST("+prefix+"amount AS DOUBLE PRECISION)", "("+tomorrow+" - "+prefix+"oldest_ms)"
		return amount + " * " + age + " DESC, " + prefix + "group_key"
	case SortOldest:
		return prefix + "oldest_ms, " + prefix + "group_key"
	case SortLargest, SortCustomer:
		return prefix + "amount DESC, " + prefix + "group_key DESC"
	}
	return prefix + "newest_ms DESC, " + prefix + "group_key DESC"
}

// readRows reads the rows of a query: the columns of the newest transaction, then those of its
// group.
func readRows(rows *sql.Rows, err error) ([]Row, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []Row
	for rows.Next() {
		var r Row
		var latest, oldest, newest int64
		err := rows.Scan(&r.ID, &r.Customer, &r.Email, &r.Mobile, &r.Product, &r.Type, &r.Status, &r.URL, &latest,
			&r.Count, &r.Amount, &r.NoAmount, &r.Products, &oldest, &newest)
		if err != nil {
			return nil, err
		}
		r.LatestAmount = deltaOf(latest)
		r.Oldest, r.Newest = fromMillis(oldest), fromMillis(newest)
		found = append(found, r)
	}
	return found, rows.Err()
}

// limitToPage is no argument: SQLite plans a query for the value of its limit, and would prepare it
// twice.
var limitToPage = "LIMIT " + strconv.Itoa(PageSize)

const rowColumns = `u.id, u.customer_name, u.customer_email, u.customer_phone, u.product_name, u.type,
	` + currentStatus + `, u.url, u.amount`

// currentStatus is the status of an open transaction, or the outcome of a closed one.
const currentStatus = `CASE WHEN u.gone_ms = 0 THEN u.status ELSE u.outcome END`
