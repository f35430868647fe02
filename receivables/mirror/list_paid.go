package mirror

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// A payment is a transaction that the mirror knows to be paid.
type payment struct {
	id      string
	amount  int64
	knownAt int64 // version at which the mirror learned of it
}

// ListPaid returns one page of the transactions that Changes counts as Paid and LatePaid from one
// version to another. Each is a row of its own, the latest payment first.
func (m *Mirror) ListPaid(
	ctx context.Context, q receivables.Query, from, to time.Time, page int,
) (receivables.Page, error) {
	tx, err := m.snapshot(ctx)
	if err != nil {
		return receivables.Page{}, err
	}
	defer tx.Rollback()
	var list receivables.Page
	now := m.cfg.Now()
	if _, _, err := readState(ctx, tx, now, &list); err != nil {
		return receivables.Page{}, fmt.Errorf("read the mirror: %w", err)
	}
	list.Totals = receivables.Totals{}
	payments, err := readPayments(ctx, tx, window{from.UnixMilli(), to.UnixMilli()}, q)
	if err != nil {
		return receivables.Page{}, fmt.Errorf("list payments: %w", err)
	}
	var sum receivables.Delta
	for _, p := range payments {
		sum.Add(receivables.DeltaOf(p.amount))
	}
	list.Totals = receivables.Totals{Count: sum.Count, Groups: sum.Count, Amount: sum.Amount, NoAmount: sum.NoAmount}
	setPage(&list, page, len(payments))
	if list.Pages == 0 {
		return list, nil
	}
	first := (list.Number - 1) * receivables.PageSize
	shown := payments[first:min(first+receivables.PageSize, len(payments))]
	l := filteredList{tx: tx, now: now, q: receivables.Query{Status: receivables.StatusPaid}, engine: m.db.Engine()}
	list.Rows, err = paidRows(ctx, l, shown)
	if err != nil {
		return receivables.Page{}, fmt.Errorf("list payments: %w", err)
	}
	return list, nil
}

// readPayments returns the payments of a window, the latest first.
func readPayments(ctx context.Context, tx *sql.Tx, in window, q receivables.Query) ([]payment, error) {
	var payments []payment
	err := eachPeriod(ctx, tx, in, q, func(_, p period) {
		if p.closesIn(in, q) && p.endReason == string(outcomePaid) {
			payments = append(payments, payment{p.id, p.amount, p.validTo})
		}
	})
	if err != nil {
		return nil, err
	}
	err = eachLateOutcome(ctx, tx, in, q, func(l lateOutcome) {
		if l.outcome == outcomePaid {
			payments = append(payments, payment{l.id, l.amount, l.knownAt})
		}
	})
	slices.SortFunc(payments, func(a, b payment) int {
		return cmp.Or(cmp.Compare(b.knownAt, a.knownAt), cmp.Compare(a.id, b.id))
	})
	return payments, err
}

// paidRows returns the rows of payments, in their order. A row has the amount and the time of its
// payment, whatever became of the transaction since.
func paidRows(ctx context.Context, l filteredList, payments []payment) ([]receivables.Row, error) {
	var w where
	ids := make([]string, len(payments))
	for i, p := range payments {
		ids[i] = p.id
	}
	found, err := readRows(l.tx.QueryContext(ctx, l.singleColumns()+` FROM unpaid u WHERE u.id `+w.in(ids), w.args...))
	if err != nil {
		return nil, err
	}
	byID := map[string]receivables.Row{}
	for _, row := range found {
		byID[row.ID] = row
	}
	var rows []receivables.Row
	for _, p := range payments {
		row, there := byID[p.id]
		if !there {
			continue
		}
		sum := receivables.DeltaOf(p.amount)
		row.Status, row.LatestAmount = string(receivables.StatusPaid), sum
		row.Amount, row.NoAmount = sum.Amount, sum.NoAmount
		row.Oldest, row.Newest = fromMillis(p.knownAt), fromMillis(p.knownAt)
		rows = append(rows, row)
	}
	return rows, nil
}
