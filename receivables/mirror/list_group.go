package mirror

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// ListGroup returns one page of the transactions of a row of List, newest first. Each is a row of
// its own. id names the newest transaction of the row, and q is the query of the list. The page is
// empty if the row no longer exists.
func (m *Mirror) ListGroup(
	ctx context.Context, q receivables.Query, id string, page int,
) (receivables.Page, error) {
	var p receivables.Page
	err := m.inSnapshot(ctx, func(tx snapshot) error {
		s, err := m.readState(tx.QueryRowContext(ctx, stateQuery).Scan)
		if err != nil {
			return err
		}
		p = s.page()
		l := &groupList{filteredList: m.filteredList(tx, q, true)}
		err = l.index.each(ctx, tx, l.now, func(r *indexRow) {
			if r.id() == id {
				name := l.rowName(l.rowKey(r))
				l.only = &name
			}
		})
		if err != nil || l.only == nil {
			return err
		}
		p, _, err = readPage(ctx, p, l, page)
		return err
	})
	return p, err
}

// A groupList lists the transactions of one row of a filteredList.
type groupList struct{ *filteredList }

func (l groupList) totals(ctx context.Context, p *receivables.Page) (rows int, until time.Time, err error) {
	_, until, err = l.filteredList.totals(ctx, p)
	return p.Totals.Count, until, err
}

func (l groupList) rows(ctx context.Context, offset int) ([]receivables.Row, error) {
	var found []*foundRow
	err := l.eachMatch(ctx, func(r *indexRow) {
		row := &foundRow{products: 1}
		row.add(r.id(), l.age(r), r.amount)
		found = append(found, row)
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b *foundRow) int {
		return cmp.Or(cmp.Compare(b.newest, a.newest), strings.Compare(b.newestID, a.newestID))
	})
	return l.readRows(ctx, found[offset:min(offset+receivables.PageSize, len(found))])
}

// singleRows selects transactions as rows of their own, with the columns that readRows reads. age
// is the column that their ages count from.
func singleRows(age string) string {
	return `SELECT ` + rowColumns + `, 1, ` + amountOrZero("u.amount") + `, ` + lacksAmount("u.amount") + `, 1, ` +
		age + `, ` + age + ` FROM unpaid u`
}

// rowsByID reads transactions as rows of their own.
func rowsByID(ctx context.Context, tx snapshot, ids []string, age string) (map[string]receivables.Row, error) {
	var w where
	rows, err := readRows(tx.QueryContext(ctx, singleRows(age)+` WHERE u.id `+w.in(ids), w.args...))
	byID := map[string]receivables.Row{}
	for _, row := range rows {
		byID[row.ID] = row
	}
	return byID, err
}
