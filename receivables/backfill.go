package receivables

import (
	"context"
	"database/sql"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
)

// recall takes in the latest of what expired before the mirror began, which Mayar's list leaves out: a page, as further back hardly anybody looks. It
// was never open as far as the mirror knows, so it changes nothing that was or will be told. That Mayar does not tell is not an error.
func (m *Mirror) backfillExpired(ctx context.Context) error {
	for page, err := range m.source.UnpaidPages(ctx, &mayar.UnpaidOptions{Status: string(StatusExpired), MaxPages: 1}) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			m.cfg.Log.WarnContext(ctx, "expired backfill failed", "error", err)
			return nil
		}
		if err := m.saveExpired(ctx, page.Transactions); err != nil {
			return err
		}
	}
	return nil
}

// saveLapsed writes what is not known of a page of expired ones.
func (m *Mirror) saveExpired(ctx context.Context, page []mayar.Transaction) error {
	listed, ids := byID(page)
	if len(ids) == 0 {
		return nil
	}
	return m.write(ctx, func(tx *sql.Tx, at time.Time) error {
		known, err := loadRecords(ctx, tx, ids)
		if err != nil {
			return err
		}
		saver := upserter{tx: tx, now: at}
		for _, id := range ids {
			r := record{id: id, facts: factsOf(listed[id], at), validFrom: at.UnixMilli(), startReason: startNew, closed: at.UnixMilli(), outcome: outcomeExpired}
			if known[id] != nil || r.status != string(StatusExpired) {
				continue
			}
			if err := saver.insert(ctx, &r); err != nil {
				return err
			}
		}
		return nil
	})
}
