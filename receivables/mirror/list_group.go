package mirror

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// ListGroup returns one page of the transactions of a row of List, newest first. Each is a row of
// its own. id names the newest transaction of the row, and q is the query of the list. The page is
// empty if the row no longer exists.
func (m *Mirror) ListGroup(
	ctx context.Context, q receivables.Query, id string, page int,
) (receivables.Page, error) {
	tx, err := m.snapshot(ctx)
	if err != nil {
		return receivables.Page{}, err
	}
	defer tx.Rollback()
	s, err := m.readState(tx.QueryRowContext(ctx, stateQuery))
	if err != nil {
		return receivables.Page{}, err
	}
	p := s.page()
	l := groupList{filteredList{tx: tx, now: m.cfg.Now(), q: q, includeClosed: true, engine: m.db.Engine()}}
	err = tx.QueryRowContext(ctx, `SELECT `+l.rowKey()+` FROM unpaid u WHERE u.id = $1`, id).Scan(&l.onlyKey)
	if errors.Is(err, sql.ErrNoRows) {
		return p, nil
	}
	if err != nil {
		return receivables.Page{}, fmt.Errorf("read a row of the mirror: %w", err)
	}
	p, _, err = readPage(ctx, p, l, page)
	return p, err
}

// A groupList lists the transactions of one row of a filteredList.
type groupList struct{ filteredList }

func (l groupList) totals(ctx context.Context, p *receivables.Page) (rows int, until time.Time, err error) {
	_, until, err = l.filteredList.totals(ctx, p)
	return p.Totals.Count, until, err
}

func (l groupList) rows(ctx context.Context, offset int) ([]receivables.Row, error) {
	var w where
	l.addConditions(&w)
	skip, age := w.arg(offset), ageColumn(l.q)
	return readRows(l.tx.QueryContext(ctx, singleRows(age)+` WHERE `+w.String()+`
		ORDER BY `+age+` DESC, u.id DESC `+limitToPage+` OFFSET `+skip, w.args...))
}

// singleRows selects transactions as rows of their own, with the columns that readRows reads. age
// is the column that their ages count from.
func singleRows(age string) string {
	return `SELECT ` + rowColumns + `, 1, ` + amountOrZero("u.amount") + `, ` + lacksAmount("u.amount") + `, 1, ` +
		age + `, ` + age + ` FROM unpaid u`
}
