package mirror

import (
	"context"
	"database/sql"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// A cachedList lists every active transaction from the totals in the tables. Its cost does not grow
// with the number of transactions.
type cachedList struct {
	tx    *sql.Tx
	now   time.Time
	sort  receivables.Sort
	total receivables.Totals
}

// totals adds up, for each bound of the buckets, the whole hours after it and the rest of the hour
// that it cuts.
func (l cachedList) totals(ctx context.Context, p *receivables.Page) (rows int, err error) {
	hours := `SELECT ` + sumOf("count") + `, ` + sumOf("amount") + `, ` + sumOf("no_amount") + `
		FROM unpaid_hour WHERE hour > $1`
	partOfHour := `SELECT ` + sumColumns("amount") + `
		FROM unpaid WHERE closed_ms = 0 AND status = 'active' AND created_ms > $1 AND created_ms < $2`
	var after [3]receivables.Delta
	for i, bound := range agingBounds(l.now) {
		hour := floorHour(bound)
		whole, err := readDelta(l.tx.QueryRowContext(ctx, hours, hour))
		if err != nil {
			return 0, err
		}
		part, err := readDelta(l.tx.QueryRowContext(ctx, partOfHour, bound, (hour+1)*hourMillis))
		if err != nil {
			return 0, err
		}
		after[i] = whole.Plus(part)
	}
	p.Totals = l.total
	setAging(p, after)
	return l.total.Groups, nil
}

func (l cachedList) rows(ctx context.Context, offset int) ([]receivables.Row, error) {
	return readRows(l.tx.QueryContext(ctx, `SELECT `+rowColumns+`,
			g.count, g.amount, g.no_amount, 1, g.oldest_ms, g.newest_ms
		FROM (SELECT * FROM unpaid_group ORDER BY `+orderBy(l.sort, "", l.now)+` `+limitToPage+` OFFSET $1) g
			JOIN unpaid u ON u.id = g.newest_id
		ORDER BY `+orderBy(l.sort, "g.", l.now), offset))
}
