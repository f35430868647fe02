package receivables

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// A payment is a transaction that the mirror knows to be paid.
type payment struct {
	id      string
	amount  int64
	knownAt int64 // when that was learned
}

// Paid returns one page of what Changes tells as Paid and LaterPaid from one moment to another: each transaction is a row of its own, the latest paid
// first.
func (m *Mirror) ListPaid(ctx context.Context, q Query, from, to time.Time, page int) (Page, error) {
	tx, err := m.snapshot(ctx)
	if err != nil {
		return Page{}, err
	}
	defer tx.Rollback()
	var v Page
	now := m.cfg.Now()
	if _, _, err := v.readState(ctx, tx, now); err != nil {
		return Page{}, fmt.Errorf("look into the mirror: %w", err)
	}
	v.Totals = Totals{}
	payments, err := readPayments(ctx, tx, window{from.UnixMilli(), to.UnixMilli()}, q)
	if err != nil {
		return Page{}, fmt.Errorf("what was paid: %w", err)
	}
	var sum Delta
	for _, p := range payments {
		sum.add(deltaOf(p.amount))
	}
	v.Totals = Totals{Count: sum.Count, Groups: sum.Count, Amount: sum.Amount, NoAmount: sum.NoAmount}
	v.setPage(page, len(payments))
	if v.Pages == 0 {
		return v, nil
	}
	first := (v.Number - 1) * PageSize
	v.Rows, err = paidRows(ctx, filteredList{tx: tx, now: now, q: Query{Status: StatusPaid}, engine: m.db.Engine()}, payments[first:min(first+PageSize, len(payments))])
	if err != nil {
		return Page{}, fmt.Errorf("what was paid: %w", err)
	}
	return v, nil
}

// readPayments returns the payments of a window, the latest first.
func readPayments(ctx context.Context, tx *sql.Tx, in window, q Query) ([]payment, error) {
	var payments []payment
	err := eachPeriod(ctx, tx, in, q, func(_, s period) {
		if s.closesIn(in, q) && s.endReason == string(outcomePaid) {
			payments = append(payments, payment{s.id, s.amount, s.validTo})
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
	slices.SortFunc(payments, func(a, b payment) int { return cmp.Or(cmp.Compare(b.knownAt, a.knownAt), cmp.Compare(a.id, b.id)) })
	return payments, err
}

// rowsOf returns the rows of payments, in their order. Each has the amount and the time of its payment, whatever became of the transaction since.
func paidRows(ctx context.Context, c filteredList, payments []payment) ([]Row, error) {
	var w where
	ids := make([]string, len(payments))
	for i, p := range payments {
		ids[i] = p.id
	}
	found, err := readRows(c.tx.QueryContext(ctx, c.singleColumns()+` FROM unpaid u WHERE u.id `+w.in(ids), w.args...))
	if err != nil {
		return nil, err
	}
	byID := map[string]Row{}
	for _, row := range found {
		byID[row.ID] = row
	}
	var rows []Row
	for _, p := range payments {
		row, there := byID[p.id]
		if !there {
			continue
		}
		sum := deltaOf(p.amount)
		row.Status, row.Amount, row.NoAmount, row.LatestAmount = string(StatusPaid), sum.Amount, sum.NoAmount, sum
		row.Oldest, row.Newest = fromMillis(p.knownAt), fromMillis(p.knownAt)
		rows = append(rows, row)
	}
	return rows, nil
}
