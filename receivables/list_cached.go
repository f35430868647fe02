package receivables

import (
	"context"
	"database/sql"
	"time"
)

// keptSums finds every active transaction, from the sums that are kept up to date with the list: its cost does not grow with the list.
type cachedList struct {
	tx  *sql.Tx
	now time.Time
}

// sums adds up, for each bound of the buckets, the whole hours after it and what comes after it in the hour that it cuts. The totals are in the view
// already.
func (k cachedList) totals(ctx context.Context, v *Page) error {
	hours := `SELECT ` + sumOf("count") + `, ` + sumOf("amount") + `, ` + sumOf("no_amount") + ` FROM unpaid_hour WHERE hour > $1`
	rest := `SELECT ` + sumColumns("amount") + ` FROM unpaid WHERE gone_ms = 0 AND status = 'active' AND created_ms > $1 AND created_ms < $2`
	var after [3]Delta
	for i, bound := range agingBounds(k.now) {
		hour := floorHour(bound)
		whole, err := readDelta(k.tx.QueryRowContext(ctx, hours, hour))
		if err != nil {
			return err
		}
		part, err := readDelta(k.tx.QueryRowContext(ctx, rest, bound, (hour+1)*hourMillis))
		if err != nil {
			return err
		}
		after[i] = whole.plus(part)
	}
	v.setAging(after)
	return nil
}

func (k cachedList) rows(ctx context.Context, sort Sort, offset int) ([]Row, error) {
	by := orderBy(sort, "", k.now)
	return readRows(k.tx.QueryContext(ctx, `SELECT `+rowColumns+`, g.count, g.amount, g.no_amount, 1, g.oldest_ms, g.newest_ms
		FROM (SELECT * FROM unpaid_group ORDER BY `+by+` `+limitToPage+` OFFSET $1) g JOIN unpaid u ON u.id = g.newest_id
		ORDER BY `+orderBy(sort, "g.", k.now), offset))
}

func readDelta(row *sql.Row) (d Delta, err error) {
	err = row.Scan(&d.Count, &d.Amount, &d.NoAmount)
	return d, err
}
