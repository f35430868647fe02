package mirror

import (
	"context"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/store"
)

const (
	// closePaidPages bounds the pages of payments that a refresh reads.
	closePaidPages = 2

	// listLag is how long Mayar may go on listing a paid transaction. One that is listed for longer
	// is open, whatever the payments say; else each refresh would close it and each sweep open it
	// again.
	listLag = 10 * time.Minute
)

// closePaid closes the open transactions of the latest payments, except those that Mayar has listed
// since a time.
func (m *Mirror) closePaid(ctx context.Context, since time.Time) error {
	found := map[string]outcome{}
	for page, err := range m.source.PaidPages(ctx, &mayar.PaidOptions{MaxPages: closePaidPages}) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			// The list itself is up to date, and a sweep will find the payments.
			m.cfg.Log.WarnContext(ctx, "latest payments unavailable", "error", err)
			break
		}
		paid, err := m.openPaid(ctx, page.Items, since)
		if err != nil {
			return err
		}
		for _, id := range paid {
			found[id] = outcomePaid
		}
		if len(paid) == 0 {
			break
		}
	}
	return m.closeAll(ctx, found)
}

// openPaid returns the open transactions that payments are for.
func (m *Mirror) openPaid(ctx context.Context, payments []mayar.Payment, since time.Time) ([]string, error) {
	at := map[string]time.Time{}
	var ids []string
	for _, p := range payments {
		if id := store.Sanitize(p.TransactionID); id != "" && isPaid(p.Status) {
			ids = append(ids, id)
			at[id] = p.CreatedAt
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	w := where{args: []any{since.UnixMilli()}}
	query := `SELECT id, last_seen_ms FROM unpaid WHERE closed_ms = 0 AND last_seen_ms < $1 AND id ` + w.in(ids)
	rows, err := m.db.Reader().QueryContext(ctx, query, w.args...)
	var paid []string
	err = store.EachRow(rows, err, func() error {
		var id string
		var seen int64
		err := rows.Scan(&id, &seen)
		if at[id].IsZero() || seen <= at[id].Add(listLag).UnixMilli() {
			paid = append(paid, id)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for paid transactions: %w", err)
	}
	return paid, nil
}
