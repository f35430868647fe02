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
	q.lapsed = true
	var v Page
	now := m.cfg.Now()
	if _, _, err := v.readMirror(ctx, tx, now); err != nil {
		return Page{}, fmt.Errorf("look into the mirror: %w", err)
	}
	v.Totals = Totals{}
	c := counted{tx: tx, now: now, q: q, engine: m.db.Engine()}
	var key string
	err = tx.QueryRowContext(ctx, `SELECT `+c.key()+` FROM unpaid u WHERE u.id = $1`, id).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return v, nil
	}
	if err != nil {
		return Page{}, fmt.Errorf("a row of the mirror: %w", err)
	}
	c.group = key
	if err := c.sums(ctx, &v); err != nil {
		return Page{}, fmt.Errorf("sums of a row of the mirror: %w", err)
	}
	v.turn(page, v.Totals.Count)
	if v.Pages == 0 {
		return v, nil
	}
	if v.Rows, err = c.singles(ctx, (v.Number-1)*PageSize); err != nil {
		return Page{}, fmt.Errorf("a row of the mirror: %w", err)
	}
	return v, nil
}

// turn opens the page of so many rows that is nearest to the one that is asked for.
func (v *Page) turn(page, rows int) {
	v.Pages = (rows + PageSize - 1) / PageSize
	v.Number = max(1, min(page, v.Pages))
}

// single is a transaction as a row of its own, from the columns of the newest and those of a group.
func (c counted) single() string {
	return `SELECT ` + rowColumns + `, 1, ` + summand("u.amount") + `, ` + lacksAmount("u.amount") + `, 1, ` + c.q.when() + `, ` + c.q.when()
}

// singles are the transactions themselves, newest first.
func (c counted) singles(ctx context.Context, offset int) ([]Row, error) {
	var w where
	c.about(&w)
	skip := w.arg(offset)
	return readRows(c.tx.QueryContext(ctx, c.single()+` FROM unpaid u WHERE `+w.String()+`
		ORDER BY `+c.q.when()+` DESC, u.id DESC `+limitPage+` OFFSET `+skip, w.args...))
}
