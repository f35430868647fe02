package receivables

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Look returns one page of what q finds in the mirror, with the sums over all pages, all as of one moment. It asks nothing of Mayar.
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
	var v Page
	now := m.cfg.Now()
	firstSweep, kept, err := v.readState(ctx, tx, now)
	if err != nil {
		return Page{}, fmt.Errorf("look into the mirror: %w", err)
	}
	if q.includeClosed && q.status() != StatusActive && v.Synced {
		v.ClosedSince = slices.MaxFunc([]time.Time{firstSweep, now.Add(-m.cfg.Retention)}, time.Time.Compare)
	}
	var f lister = filteredList{tx: tx, now: now, q: q, engine: m.db.Engine()}
	if kept && q.isUnfiltered() && q.Sort != SortCustomer {
		f = cachedList{tx, now}
	}
	if err := f.totals(ctx, &v); err != nil {
		return Page{}, fmt.Errorf("sums of the mirror: %w", err)
	}
	v.setPage(page, v.Totals.Groups)
	if v.Pages == 0 {
		return v, nil
	}
	if v.Rows, err = f.rows(ctx, q.Sort, (v.Number-1)*PageSize); err != nil {
		return Page{}, fmt.Errorf("rows of the mirror: %w", err)
	}
	return v, nil
}

// A finder finds the parts of a View.
type lister interface {
	totals(ctx context.Context, v *Page) error
	rows(ctx context.Context, sort Sort, offset int) ([]Row, error)
}

// readMirror reads what is known of the mirror as a whole, the kept totals included, and whether these are right.
func (v *Page) readState(ctx context.Context, tx *sql.Tx, now time.Time) (firstSweep time.Time, kept bool, err error) {
	var asOf, first int64
	const query = `SELECT count, CAST(amount AS BIGINT), no_amount, group_count, kept = 1, as_of_ms, complete = 1, first_sweep_ms FROM mirror`
	t := &v.Totals
	err = tx.QueryRowContext(ctx, query).Scan(&t.Count, &t.Amount, &t.NoAmount, &t.Groups, &kept, &asOf, &v.Complete, &first)
	v.AsOf, v.Synced = validReadTime(asOf, now), first > 0
	return fromMillis(first), kept && Delta{t.Count, t.Amount, t.NoAmount}.plausible(), err
}

// order is an order of groups, over the columns of prefix ("" or "g."). The key makes it the same every time.
func orderBy(sort Sort, prefix string, now time.Time) string {
	switch sort {
	case SortPriority:
		// Not in whole numbers: rupiah times milliseconds do not fit into 64 bits.
		tomorrow := strconv.FormatInt(now.Add(day).UnixMilli(), 10)
		return "CAST(" + prefix + "amount AS DOUBLE PRECISION) * (" + tomorrow + " - " + prefix + "oldest_ms) DESC, " + prefix + "group_key"
	case SortOldest:
		return prefix + "oldest_ms, " + prefix + "group_key"
	case SortLargest, SortCustomer:
		return prefix + "amount DESC, " + prefix + "group_key DESC"
	}
	return prefix + "newest_ms DESC, " + prefix + "group_key DESC"
}

// readRows reads what a query gives: the columns of the newest transaction, then those of its group.
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

// limitPage is not an argument: SQLite plans a query with the limit in mind, and would prepare it twice.
var limitToPage = "LIMIT " + strconv.Itoa(PageSize)

const rowColumns = `u.id, u.customer_name, u.customer_email, u.customer_phone, u.product_name, u.type, ` + currentStatus + `, u.url, u.amount`

// statusNow is the status of what Mayar lists, and of what has lapsed, which was another one when Mayar listed it.
const currentStatus = `CASE WHEN u.gone_ms = 0 THEN u.status ELSE u.outcome END`
