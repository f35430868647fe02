package mirror

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// A filteredList lists what a query matches by reading the transactions.
type filteredList struct {
	tx            snapshot
	now           time.Time
	q             receivables.Query
	includeClosed bool
	engine        store.Engine
	onlyKey       string // the key of the only row to read; empty: all
}

// addConditions limits to what the query matches.
func (l filteredList) addConditions(w *where) {
	w.matchStatus(l.q, l.includeClosed)
	w.matchAmounts(l.q, "u.amount")
	w.matchIdentity(l.q)
	if l.onlyKey != "" {
		w.add(l.rowKey() + " = " + w.arg(l.onlyKey))
	}
}

func (l filteredList) totals(ctx context.Context, p *receivables.Page) (rows int, until time.Time, err error) {
	bounds := agingBounds(l.now)
	var after [3]receivables.Delta
	var oldest [3]int64
	var w where
	columns := sumColumns("u.amount") + `, count(DISTINCT ` + l.rowKey() + `)`
	into := []any{&p.Totals.Count, &p.Totals.Amount, &p.Totals.NoAmount, &p.Totals.Groups}
	for i, bound := range bounds {
		age := ageColumn(l.q)
		younger := `CASE WHEN ` + age + ` > ` + w.arg(bound) + ` THEN `
		for _, part := range []string{"1", amountOrZero("u.amount"), lacksAmount("u.amount")} {
			columns += `, ` + sumOf(younger+part+` ELSE 0 END`)
		}
		columns += `, coalesce(min(` + younger + age + ` END), 0)`
		into = append(into, &after[i].Count, &after[i].Amount, &after[i].NoAmount, &oldest[i])
	}
	l.addConditions(&w)
	query := `SELECT ` + columns + ` FROM unpaid u WHERE ` + w.String()
	if err := l.tx.QueryRowContext(ctx, query, w.args...).Scan(into...); err != nil {
		return 0, until, err
	}
	setAging(p, after)
	var next nextAged
	for i, created := range oldest {
		next.add(i, created)
	}
	return p.Totals.Groups, next.at(), nil
}

// rowKey is the key that the transactions of one row share, as SQL: the customer, mostly the
// product and, among all statuses, the status. Expired ones must not add to what can be paid.
func (l filteredList) rowKey() string {
	key := "u.group_key"
	if l.q.Sort == receivables.SortCustomer {
		key = l.customerKey()
	}
	if statusOf(l.q) == receivables.StatusAll {
		return key + " || ' ' || " + currentStatus
	}
	return key
}

// customerKey is the part of a group key before the end of its first line, as SQL: the customer.
func (l filteredList) customerKey() string {
	if l.engine == store.Postgres {
		return "split_part(u.group_key, chr(10), 1)"
	}
	return "substr(u.group_key, 1, instr(u.group_key || char(10), char(10)) - 1)"
}

// rows numbers the transactions of each group of the page, newest first, and shows the first of
// each. Groups that contain the search words as whole words come before the others.
func (l filteredList) rows(ctx context.Context, offset int) ([]receivables.Row, error) {
	var w where
	l.addConditions(&w)
	key, when, skip := l.rowKey(), ageColumn(l.q), w.arg(offset)
	by := func(prefix string) string { return orderBy(l.q.Sort, prefix, l.now) }
	bestRank := "0"
	if rank := w.rank(l.q.Words); rank != "" && l.q.Sort != receivables.SortPriority {
		bestRank = "max(" + rank + ")"
		by = func(prefix string) string { return prefix + "rank DESC, " + orderBy(l.q.Sort, prefix, l.now) }
	}
	return readRows(l.tx.QueryContext(ctx, `WITH found AS (
			SELECT `+key+` AS group_key, count(*) AS count, `+sumOf(amountOrZero("u.amount"))+` AS amount,
				`+sumOf(lacksAmount("u.amount"))+` AS no_amount, count(DISTINCT u.group_key) AS products,
				`+bestRank+` AS rank, min(`+when+`) AS oldest_ms, max(`+when+`) AS newest_ms
			FROM unpaid u WHERE `+w.String()+` GROUP BY 1
		), page AS (
			SELECT * FROM found ORDER BY `+by("")+` `+limitToPage+` OFFSET `+skip+`
		), u AS (
			SELECT u.*, `+key+` AS key,
				row_number() OVER (PARTITION BY `+key+` ORDER BY `+when+` DESC, u.id DESC) AS position
			FROM unpaid u WHERE `+key+` IN (SELECT group_key FROM page) AND `+w.String()+`
		)
		SELECT `+rowColumns+`, g.count, g.amount, g.no_amount, g.products, g.oldest_ms, g.newest_ms
		FROM page g JOIN u ON u.key = g.group_key AND u.position = 1
		ORDER BY `+by("g."), w.args...))
}
