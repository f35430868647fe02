package mirror

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// A cachedList lists every active transaction from the totals in the tables. Its cost does not grow
// with the number of transactions.
type cachedList struct {
	tx    snapshot
	now   time.Time
	sort  receivables.Sort
	total receivables.Totals
}

// agingQuery returns the sums of what was created after each of three bounds: for each, the whole
// hours after it and the rest of the hour that it cuts. With both comes a time that no transaction
// after the bound was created before, which is at most the end of that hour. For each bound, its
// arguments are its hour, itself, and the end of that hour.
var agingQuery = func() string {
	var sums []string
	for i := range len(agingDays) {
		wholeHours := fmt.Sprintf(`SELECT %d, `+sumOf("count")+`, `+sumOf("amount")+`, `+sumOf("no_amount")+`,
			CAST($%d AS BIGINT) FROM unpaid_hour WHERE hour > $%d`, i, 3*i+3, 3*i+1)
		restOfHour := fmt.Sprintf(`SELECT %d, `+sumColumns("amount")+`, coalesce(min(created_ms), CAST($%d AS BIGINT))
			FROM unpaid WHERE closed_ms = 0 AND status = 'active' AND created_ms > $%d AND created_ms < $%d`,
			i, 3*i+3, 3*i+2, 3*i+3)
		sums = append(sums, wholeHours, restOfHour)
	}
	return strings.Join(sums, " UNION ALL ")
}()

func (l cachedList) totals(ctx context.Context, p *receivables.Page) (rows int, until time.Time, err error) {
	var args []any
	for _, bound := range agingBounds(l.now) {
		hour := floorHour(bound)
		args = append(args, hour, bound, (hour+1)*hourMillis)
	}
	var after [3]receivables.Delta
	var next nextAged
	found, err := l.tx.QueryContext(ctx, agingQuery, args...)
	err = store.EachRow(found, err, func() error {
		var i int
		var d receivables.Delta
		var oldest int64
		if err := found.Scan(&i, &d.Count, &d.Amount, &d.NoAmount, &oldest); err != nil {
			return err
		}
		after[i].Add(d)
		next.add(i, oldest)
		return nil
	})
	if err != nil {
		return 0, until, err
	}
	p.Totals = l.total
	setAging(p, after)
	return l.total.Groups, next.at(), nil
}

func (l cachedList) rows(ctx context.Context, offset int) ([]receivables.Row, error) {
	return readRows(l.tx.QueryContext(ctx, cachedRowsQuery(l.sort, l.now), offset))
}

func cachedRowsQuery(sort receivables.Sort, now time.Time) string {
	return `SELECT ` + rowColumns + `, g.count, g.amount, g.no_amount, 1, g.oldest_ms, g.newest_ms
		FROM (SELECT * FROM unpaid_group ORDER BY ` + orderBy(sort, "", now) + ` ` + limitToPage + ` OFFSET $1) g
			JOIN unpaid u ON u.id = g.newest_id
		ORDER BY ` + orderBy(sort, "g.", now)
}
