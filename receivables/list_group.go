package receivables

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Group returns one page of the transactions of a row of Look: that whose newest is id, for the same query. Each is a row of its own, newest first.
// It finds nothing when the row is no longer there.
func (m *Mirror) ListGroup(ctx context.Context, q Query, id string, page int) (Page, error) {
	tx, err := m.snapshot(ctx)
	if err != nil {
		return Page{}, err
	}
	defer tx.Rollback()
	q.includeClosed = true
	var v Page
	now := m.cfg.Now()
	if _, _, err := v.readState(ctx, tx, now); err != nil {
		return Page{}, fmt.Errorf("look into the mirror: %w", err)
	}
	v.Totals = Totals{}
	c := filteredList{tx: tx, now: now, q: q, engine: m.db.Engine()}
	var key string
	err = tx.QueryRowContext(ctx, `SELECT `+c.rowKey()+` FROM unpaid u WHERE u.id = $1`, id).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return v, nil
	}
	if err != nil {
		return Page{}, fmt.Errorf("a row of the mirror: %w", err)
	}
	c.onlyKey = key
	if err := c.totals(ctx, &v); err != nil {
		return Page{}, fmt.Errorf("sums of a row of the mirror: %w", err)
	}
	v.setPage(page, v.Totals.Count)
	if v.Pages == 0 {
		return v, nil
	}
	if v.Rows, err = c.singleRows(ctx, (v.Number-1)*PageSize); err != nil {
		return Page{}, fmt.Errorf("a row of the mirror: %w", err)
	}
	return v, nil
}

// turn opens the page of so many rows that is nearest to the one that is asked for.
func (v *Page) setPage(page, rows int) {
	v.Pages = (rows + PageSize - 1) / PageSize
	v.Number = max(1, min(page, v.Pages))
}

// single is a transaction as a row of its own, from the columns of the newest and those of a group.
func (c filteredList) singleColumns() string {
	return `SELECT ` + rowColumns + `, 1, ` + amountOrZero("u.amount") + `, ` + lacksAmount("u.amount") + `, 1, ` + c.q.ageColumn() + `, ` + c.q.ageColumn()
}

// singles are the transactions themselves, newest first.
func (c filteredList) singleRows(ctx context.Context, offset int) ([]Row, error) {
	var w where
	c.addConditions(&w)
	skip := w.arg(offset)
	return readRows(c.tx.QueryContext(ctx, c.singleColumns()+` FROM unpaid u WHERE `+w.String()+`
		ORDER BY `+c.q.ageColumn()+` DESC, u.id DESC `+limitToPage+` OFFSET `+skip, w.args...))
}
