package mirror

import (
	"context"
	"database/sql"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// A cachedList lists every active transaction from the kept totals. Its cost does not grow with the
// list.
type cachedList struct {
	tx  *sql.Tx
	now time.Time
}

// totals adds up, for each bound of the buckets, the whole hours after it and the rest of the hour
// that it cuts. The page has the kept totals already.
func (l cachedList) totals(ctx context.Context, p *receivables.Page) error {
	hours := `SELECT ` + sumOf("count") + `, ` + sumOf("amount") + `, ` + sumOf("no_amount") + `
		FROM unpaid_hour WHERE hour > $1`
	partOfHour := `SELECT ` + sumColumns("amount") + `
		FROM unpaid WHERE closed_ms = 0 AND status = 'active' AND created_ms > $1 AND created_ms < $2`
	var after [3]receivables.Delta
	for i, bound := range agingBounds(l.now) {
		hour := floorHour(bound)
		whole, err := readDelta(l.tx.QueryRowContext(ctx, hours, hour))
		if err != nil {
			return err
		}
		part, err := readDelta(l.tx.QueryRowContext(ctx, partOfHour, bound, (hour+1)*hourMillis))
		if err != nil {
			return err
		}
		after[i] = whole.Plus(part)
	}
	setAging(p, after)
	return nil
}

func (l cachedList) rows(ctx context.Context, sort receivables.Sort, offset int) ([]receivables.Row, error) {
	by := orderBy(sort, "", l.now)
	return readRows(l.tx.QueryContext(ctx, `SELECT `+rowColumns+`,
			g.count, g.amount, g.no_amount, 1, g.oldest_ms, g.newest_ms
		FROM (SELECT * FROM unpaid_group ORDER BY `+by+` `+limitToPage+` OFFSET $1) g
			JOIN unpaid u ON u.id = g.newest_id
		ORDER BY `+orderBy(sort, "g.", l.now), offset))
}
