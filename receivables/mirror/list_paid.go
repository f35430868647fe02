package mirror

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// ListPaid returns one page of the transactions that Changes counts as Paid and LatePaid from one
// version to another. Each is a row of its own, the latest payment first.
func (m *Mirror) ListPaid(
	ctx context.Context, q receivables.Query, from, to time.Time, page int,
) (p receivables.Page, err error) {
	err = m.inSnapshot(ctx, func(tx snapshot) error {
		s, err := m.readState(tx.QueryRowContext(ctx, stateQuery).Scan)
		if err != nil {
			return err
		}
		payments, err := newComparison(tx.Tx, q, from, to).payments(ctx)
		if err != nil {
			return fmt.Errorf("list payments: %w", err)
		}
		p, _, err = readPage(ctx, s.page(), paidList{tx, payments}, page)
		return err
	})
	return p, err
}

// A payment is a transaction that the mirror knows to be paid.
type payment struct {
	id      string
	amount  int64
	knownAt int64 // version at which the mirror learned of it
}

// payments returns the payments between the versions, the latest first.
func (c *comparison) payments(ctx context.Context) (payments []payment, err error) {
	err = c.eachPeriod(ctx, func(_, p period) {
		if c.closes(p) && p.endReason == string(outcomePaid) {
			payments = append(payments, payment{p.id, p.amount, p.validTo})
		}
	})
	if err != nil {
		return nil, err
	}
	err = c.eachLateOutcome(ctx, func(l lateOutcome) {
		if l.outcome == outcomePaid {
			payments = append(payments, payment{l.id, l.amount, l.knownAt})
		}
	})
	slices.SortFunc(payments, func(a, b payment) int {
		return cmp.Or(cmp.Compare(b.knownAt, a.knownAt), cmp.Compare(a.id, b.id))
	})
	return payments, err
}

// A paidList lists payments in their order.
type paidList struct {
	tx       snapshot
	payments []payment
}

func (l paidList) totals(_ context.Context, p *receivables.Page) (rows int, until time.Time, err error) {
	var sum receivables.Delta
	for _, payment := range l.payments {
		sum.Add(receivables.DeltaOf(payment.amount))
	}
	p.Totals = receivables.Totals{Count: sum.Count, Groups: sum.Count, Amount: sum.Amount, NoAmount: sum.NoAmount}
	return sum.Count, until, nil
}

// rows have the amounts and the times of the payments, whatever became of the transactions since.
func (l paidList) rows(ctx context.Context, offset int) ([]receivables.Row, error) {
	shown := l.payments[offset:min(offset+receivables.PageSize, len(l.payments))]
	ids := make([]string, len(shown))
	for i, p := range shown {
		ids[i] = p.id
	}
	found, err := rowsByID(ctx, l.tx, ids, "u.closed_ms")
	if err != nil {
		return nil, err
	}
	var rows []receivables.Row
	for _, p := range shown {
		row, ok := found[p.id]
		if !ok {
			continue
		}
		sum := receivables.DeltaOf(p.amount)
		row.Status, row.LatestAmount = string(receivables.StatusPaid), sum
		row.Amount, row.NoAmount = sum.Amount, sum.NoAmount
		row.Oldest, row.Newest = store.FromMillis(p.knownAt), store.FromMillis(p.knownAt)
		rows = append(rows, row)
	}
	return rows, nil
}
