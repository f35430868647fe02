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

// sums adds whole hours up, and counts in the hours that the bounds of the buckets cut. The totals are in the view already.
func (k kept) sums(ctx context.Context, v *View) error {
	bounds := agingBounds(k.now)
	var after [3]Bucket
	const hours = `SELECT
		CAST(coalesce(sum(CASE WHEN hour > $1 THEN count ELSE 0 END), 0) AS BIGINT),
		CAST(coalesce(sum(CASE WHEN hour > $1 THEN amount ELSE 0 END), 0) AS BIGINT),
		CAST(coalesce(sum(CASE WHEN hour > $2 THEN count ELSE 0 END), 0) AS BIGINT),
		CAST(coalesce(sum(CASE WHEN hour > $2 THEN amount ELSE 0 END), 0) AS BIGINT),
		CAST(coalesce(sum(count), 0) AS BIGINT),
		CAST(coalesce(sum(amount), 0) AS BIGINT)
		FROM unpaid_hour WHERE hour > $3`
	err := k.tx.QueryRowContext(ctx, hours, floorHour(bounds[0]), floorHour(bounds[1]), floorHour(bounds[2])).
		Scan(&after[0].Count, &after[0].Amount, &after[1].Count, &after[1].Amount, &after[2].Count, &after[2].Amount)
	if err != nil {
		return err
	}
	const part = `SELECT count(*), CAST(coalesce(sum(amount), 0) AS BIGINT) FROM unpaid
		WHERE gone_ms = 0 AND status = 'active' AND created_ms > $1 AND created_ms < $2`
	for i, bound := range bounds {
		var cut Bucket
		if err := k.tx.QueryRowContext(ctx, part, bound, (floorHour(bound)+1)*hourMS).Scan(&cut.Count, &cut.Amount); err != nil {
			return err
		}
		after[i].Count += cut.Count
		after[i].Amount += cut.Amount
	}
	v.setAging(after)
	return nil
}

func (k kept) rows(ctx context.Context, sort Sort, offset int) ([]Row, error) {
	by := order(sort, "", k.now)
	return readRows(k.tx.QueryContext(ctx, `SELECT `+rowColumns+`, g.count, g.amount, g.oldest_ms, g.newest_ms
		FROM (SELECT * FROM unpaid_group ORDER BY `+by+` LIMIT $1 OFFSET $2) g JOIN unpaid u ON u.id = g.newest_id
		ORDER BY `+order(sort, "g.", k.now), PageSize, offset))
}
