package mirror

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/mayarbot/mayarbot/receivables"
)

// ListGroup returns one page of the transactions of a row of List, newest first. Each is a row of
// its own. id names the newest transaction of the row, and q is the query of the list. The page is
// empty if the row no longer exists.
func (m *Mirror) ListGroup(ctx context.Context, q receivables.Query, id string, page int) (receivables.Page, error) {
	tx, err := m.snapshot(ctx)
	if err != nil {
		return receivables.Page{}, err
	}
	defer tx.Rollback()
	var p receivables.Page
	now := m.cfg.Now()
	if _, _, err := readState(ctx, tx, now, &p); err != nil {
		return receivables.Page{}, fmt.Errorf("read the mirror: %w", err)
	}
	p.Totals = receivables.Totals{}
	l := filteredList{tx: tx, now: now, q: q, includeClosed: true, engine: m.db.Engine()}
	var key string
	err = tx.QueryRowContext(ctx, `SELECT `+l.rowKey()+` FROM unpaid u WHERE u.id = $1`, id).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return p, nil
	}
	if err != nil {
		return receivables.Page{}, fmt.Errorf("read a row of the mirror: %w", err)
	}
	l.onlyKey = key
	if err := l.totals(ctx, &p); err != nil {
		return receivables.Page{}, fmt.Errorf("totals of a row of the mirror: %w", err)
	}
	setPage(&p, page, p.Totals.Count)
	if p.Pages == 0 {
		return p, nil
	}
	if p.Rows, err = l.singleRows(ctx, (p.Number-1)*receivables.PageSize); err != nil {
		return receivables.Page{}, fmt.Errorf("read a row of the mirror: %w", err)
	}
	return p, nil
}

// setPage sets the number of pages of so many rows, and the page nearest to the wanted one.
func setPage(p *receivables.Page, page, rows int) {
	p.Pages = (rows + receivables.PageSize - 1) / receivables.PageSize
	p.Number = max(1, min(page, p.Pages))
}

// singleColumns selects a transaction as a row of its own, with the columns that readRows reads.
func (l filteredList) singleColumns() string {
	return `SELECT ` + rowColumns + `, 1, ` + amountOrZero("u.amount") + `, ` + lacksAmount("u.amount") + `, 1, ` +
		ageColumn(l.q) + `, ` + ageColumn(l.q)
}

// singleRows returns the transactions themselves, newest first.
func (l filteredList) singleRows(ctx context.Context, offset int) ([]receivables.Row, error) {
	var w where
	l.addConditions(&w)
	skip := w.arg(offset)
	return readRows(l.tx.QueryContext(ctx, l.singleColumns()+` FROM unpaid u WHERE `+w.String()+`
		ORDER BY `+ageColumn(l.q)+` DESC, u.id DESC `+limitToPage+` OFFSET `+skip, w.args...))
}
