package receivables

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ListGroup returns one page of the transactions of a row of List, newest first. Each is a row of
// its own. id names the newest transaction of the row, and q is the query of the list. The page is
// empty if the row no longer exists.
func (m *Mirror) ListGroup(ctx context.Context, q Query, id string, page int) (Page, error) {
	tx, err := m.snapshot(ctx)
	if err != nil {
		return Page{}, err
	}
	defer tx.Rollback()
	q.includeClosed = true
	var p Page
	now := m.cfg.Now()
	if _, _, err := p.readState(ctx, tx, now); err != nil {
		return Page{}, fmt.Errorf("read the mirror: %w", err)
	}
	p.Totals = Totals{}
	l := filteredList{tx: tx, now: now, q: q, engine: m.db.Engine()}
	var key string
	err = tx.QueryRowContext(ctx, `SELECT `+l.rowKey()+` FROM unpaid u WHERE u.id = $1`, id).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return p, nil
	}
	if err != nil {
		return Page{}, fmt.Errorf("read a row of the mirror: %w", err)
	}
	l.onlyKey = key
	if err := l.totals(ctx, &p); err != nil {
		return Page{}, fmt.Errorf("totals of a row of the mirror: %w", err)
	}
	p.setPage(page, p.Totals.Count)
	if p.Pages == 0 {
		return p, nil
	}
	if p.Rows, err = l.singleRows(ctx, (p.Number-1)*PageSize); err != nil {
		return Page{}, fmt.Errorf("read a row of the mirror: %w", err)
	}
	return p, nil
}

// setPage sets the number of pages of so many rows, and the page nearest to the wanted one.
func (p *Page) setPage(page, rows int) {
	p.Pages = (rows + PageSize - 1) / PageSize
	p.Number = max(1, min(page, p.Pages))
}

// singleColumns selects a transaction as a row of its own, with the columns that readRows reads.
func (l filteredList) singleColumns() string {
	return `SELECT ` + rowColumns + `, 1, ` + amountOrZero("u.amount") + `, ` + lacksAmount("u.amount") + `, 1, ` +
		l.q.ageColumn() + `, ` + l.q.ageColumn()
}

// singleRows returns the transactions themselves, newest first.
func (l filteredList) singleRows(ctx context.Context, offset int) ([]Row, error) {
	var w where
	l.addConditions(&w)
	skip := w.arg(offset)
	return readRows(l.tx.QueryContext(ctx, l.singleColumns()+` FROM unpaid u WHERE `+w.String()+`
		ORDER BY `+l.q.ageColumn()+` DESC, u.id DESC `+limitToPage+` OFFSET `+skip, w.args...))
}
