package receivables

import (
	"context"
	"database/sql"
	"time"

	"github.com/mayarbot/mayarbot/store"
)

// counted finds what a query asks for by going through the transactions.
type filteredList struct {
	tx      *sql.Tx
	now     time.Time
	q       Query
	engine  store.Engine
	onlyKey string // the key of the only group that counts; empty: all count
}

// about limits to what the query is about.
func (c filteredList) addConditions(w *where) {
	w.matchQuery(c.q)
	if c.onlyKey != "" {
		w.add(c.rowKey() + " = " + w.arg(c.onlyKey))
	}
}

func (c filteredList) totals(ctx context.Context, v *Page) error {
	bounds := agingBounds(c.now)
	var after [3]Delta
	var w where
	columns := sumColumns("u.amount") + `, count(DISTINCT ` + c.rowKey() + `)`
	found := []any{&v.Totals.Count, &v.Totals.Amount, &v.Totals.NoAmount, &v.Totals.Groups}
	for i, bound := range bounds {
		young := `CASE WHEN ` + c.q.ageColumn() + ` > ` + w.arg(bound) + ` THEN `
		for _, part := range []string{"1", amountOrZero("u.amount"), lacksAmount("u.amount")} {
			columns += `, ` + sumOf(young+part+` ELSE 0 END`)
		}
		found = append(found, &after[i].Count, &after[i].Amount, &after[i].NoAmount)
	}
	c.addConditions(&w)
	if err := c.tx.QueryRowContext(ctx, `SELECT `+columns+` FROM unpaid u WHERE `+w.String(), w.args...).Scan(found...); err != nil {
		return err
	}
	v.setAging(after)
	return nil
}

// key is what transactions of one row have in common: the customer, mostly the product and, among all, the status. What lapsed must not add to what can
// be paid.
func (c filteredList) rowKey() string {
	key := "u.group_key"
	if c.q.Sort == SortCustomer {
		key = c.customerKey()
	}
	if c.q.status() == StatusAll {
		return key + " || ' ' || " + currentStatus
	}
	return key
}

// customer is the part of a group's key that names the customer, as SQL. It ends with the line.
func (c filteredList) customerKey() string {
	if c.engine == store.Postgres {
		return "split_part(u.group_key, chr(10), 1)"
	}
	return "substr(u.group_key, 1, instr(u.group_key || char(10), char(10)) - 1)"
}

// rows numbers the transactions of each group of the page, newest first, to show the first of each. Groups with the words themselves come before those that
// only have them inside of others.
func (c filteredList) rows(ctx context.Context, sort Sort, offset int) ([]Row, error) {
	var w where
	c.addConditions(&w)
	key, when, skip := c.rowKey(), c.q.ageColumn(), w.arg(offset)
	by := func(prefix string) string { return orderBy(sort, prefix, c.now) }
	near := "0"
	if fit := w.rank(c.q.Words); fit != "" && sort != SortPriority {
		near = "max(" + fit + ")"
		by = func(prefix string) string { return prefix + "near DESC, " + orderBy(sort, prefix, c.now) }
	}
	return readRows(c.tx.QueryContext(ctx, `WITH found AS (
			SELECT `+key+` AS group_key, count(*) AS count, `+sumOf(amountOrZero("u.amount"))+` AS amount,
				`+sumOf(lacksAmount("u.amount"))+` AS no_amount, count(DISTINCT u.group_key) AS products, `+near+` AS near,
				min(`+when+`) AS oldest_ms, max(`+when+`) AS newest_ms
			FROM unpaid u WHERE `+w.String()+` GROUP BY 1
		), page AS (
			SELECT * FROM found ORDER BY `+by("")+` `+limitToPage+` OFFSET `+skip+`
		), u AS (
			SELECT u.*, `+key+` AS key, row_number() OVER (PARTITION BY `+key+` ORDER BY `+when+` DESC, u.id DESC) AS place
			FROM unpaid u WHERE `+key+` IN (SELECT group_key FROM page) AND `+w.String()+`
		)
		SELECT `+rowColumns+`, g.count, g.amount, g.no_amount, g.products, g.oldest_ms, g.newest_ms
		FROM page g JOIN u ON u.key = g.group_key AND u.place = 1
		ORDER BY `+by("g."), w.args...))
}
