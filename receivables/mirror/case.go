package mirror

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// siblingWindow is how long before an unpaid transaction its customer may have paid for the same
// product with another one.
const siblingWindow = 24 * time.Hour

// caseQuery selects cases by their newest transactions. Sums are those of what is open.
var caseQuery = `SELECT ` + rowColumns + `,
		coalesce(g.count, 1), coalesce(g.amount, u.amount), coalesce(g.no_amount, 0), 1,
		coalesce(g.oldest_ms, u.created_ms), coalesce(g.newest_ms, u.created_ms),
		u.customer_key, u.closed_ms, ` + paidElsewhere + `, (SELECT as_of_ms FROM mirror)
	FROM unpaid u LEFT JOIN unpaid_group g ON g.group_key = u.group_key`

// paidElsewhere is when the customer paid for the same product with another transaction of about
// the same amount, or if neither amount is known. Bills of a membership are for different terms.
var paidElsewhere = fmt.Sprintf(`coalesce((SELECT max(p.closed_ms) FROM unpaid p
		WHERE p.case_id = u.case_id AND p.case_id <> '' AND p.id <> u.id AND p.outcome = 'paid'
			AND p.closed_ms >= u.created_ms - %d AND lower(u.type) <> 'membership_payment'
			AND (p.amount = u.amount OR abs(p.amount - u.amount) * 5 <= u.amount)), 0)`, siblingWindow.Milliseconds())

// openFirst puts the newest open transaction before the others, and of these the one that closed
// last.
const openFirst = ` ORDER BY CASE WHEN u.closed_ms > 0 THEN 2 WHEN u.status <> 'active' THEN 1 ELSE 0 END,
	u.closed_ms DESC, u.created_ms DESC, u.id DESC LIMIT 1`

// Case returns the case with an id, or receivables.ErrNoCase.
func (m *Mirror) Case(ctx context.Context, id string) (receivables.Case, error) {
	found, err := m.cases(ctx, ` WHERE u.case_id = $1`+openFirst, id)
	if err != nil {
		return receivables.Case{}, err
	}
	if id == "" || len(found) == 0 {
		return receivables.Case{}, receivables.ErrNoCase
	}
	return found[0], nil
}

// OpenCases returns the open, active cases of a customer, the largest first, at most limit.
func (m *Mirror) OpenCases(ctx context.Context, customerKey string, limit int) ([]receivables.Case, error) {
	if customerKey == "" {
		return nil, nil
	}
	return m.cases(ctx, ` WHERE u.customer_key = $1 AND u.closed_ms = 0 AND u.status = 'active'
		AND u.id = g.newest_id ORDER BY g.amount DESC, u.case_id LIMIT $2`, customerKey, limit)
}

func (m *Mirror) cases(ctx context.Context, rest string, args ...any) (found []receivables.Case, err error) {
	rows, err := m.db.Reader().QueryContext(ctx, caseQuery+rest, args...)
	err = store.EachRow(rows, err, func() error {
		c, err := readCase(rows)
		found = append(found, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read cases of the mirror: %w", err)
	}
	return found, nil
}

func readCase(rows *sql.Rows) (c receivables.Case, err error) {
	var latest, oldest, newest, closed, elsewhere, asOf int64
	r := &c.Row
	err = rows.Scan(&r.ID, &r.CaseID, &r.Customer, &r.Email, &r.Mobile, &r.Product, &r.Type, &r.Status, &r.URL, &latest,
		&r.Count, &r.Amount, &r.NoAmount, &r.Products, &oldest, &newest,
		&c.CustomerKey, &closed, &elsewhere, &asOf)
	r.LatestAmount = receivables.DeltaOf(latest)
	r.Oldest, r.Newest = store.FromMillis(oldest), store.FromMillis(newest)
	c.Closed, c.PaidElsewhere, c.AsOf = store.FromMillis(closed), store.FromMillis(elsewhere), store.FromMillis(asOf)
	return c, err
}
