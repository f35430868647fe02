package receivables

import (
	"context"
	"database/sql"
	"time"
)

// kept finds every active transaction, from the sums that are kept up to date with the list: its cost does not grow with the list.
type kept struct {
	tx  *sql.Tx
	now time.Time
}

// sums adds up, for each bound of the buckets, the whole hours after it and what comes after it in the hour that it cuts. The totals are in the view
// already.
func (k kept) sums(ctx context.Context, v *View) error {
	const later = `SELECT CAST(hours.count + rest.count AS BIGINT), CAST(hours.amount + rest.amount AS BIGINT) FROM
		(SELECT coalesce(sum(count), 0) AS count, coalesce(sum(amount), 0) AS amount FROM unpaid_hour WHERE hour > $1) AS hours,
		(SELECT count(*) AS count, coalesce(sum(amount), 0) AS amount FROM unpaid
			WHERE gone_ms = 0 AND status = 'active' AND created_ms > $2 AND created_ms < $3) AS rest`
	var after [3]Bucket
	for i, bound := range agingBounds(k.now) {
		hour := floorHour(bound)
		if err := k.tx.QueryRowContext(ctx, later, hour, bound, (hour+1)*hourMS).Scan(&after[i].Count, &after[i].Amount); err != nil {
			return err
		}
	}
	v.setAging(after)
	return nil
}

func (k kept) rows(ctx context.Context, sort Sort, offset int) ([]Row, error) {
	by := order(sort, "", k.now)
	return readRows(k.tx.QueryContext(ctx, `SELECT `+rowColumns+`, g.count, g.amount, g.oldest_ms, g.newest_ms
		FROM (SELECT * FROM unpaid_group ORDER BY `+by+` `+limitPage+` OFFSET $1) g JOIN unpaid u ON u.id = g.newest_id
		ORDER BY `+order(sort, "g.", k.now), offset))
}
