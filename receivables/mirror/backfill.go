package mirror

import (
	"context"
	"database/sql"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
)

// backfillExpired saves the latest page of transactions that expired before the mirror began, which
// Mayar's list leaves out. Hardly anybody looks further back. The mirror never knew them as open,
// so no comparison reports them. A failure of Mayar is not an error.
func (m *Mirror) backfillExpired(ctx context.Context) error {
	for page, err := range m.source.UnpaidPages(ctx, &mayar.UnpaidOptions{Status: statusExpired, MaxPages: 1}) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			m.cfg.Log.WarnContext(ctx, "expired backfill failed", "error", err)
			return nil
		}
		if err := m.saveExpired(ctx, page.Items); err != nil {
			return err
		}
	}
	return nil
}

// saveExpired inserts the transactions of a page of expired ones that are not known yet.
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
		up := upserter{tx: tx, now: at}
		for _, id := range ids {
			r := record{
				id: id, facts: factsOf(listed[id], at), validFrom: at.UnixMilli(), startReason: startNew,
				closed: at.UnixMilli(), outcome: outcomeExpired,
			}
			if known[id] != nil || r.status != statusExpired {
				continue
			}
			if err := up.insert(ctx, &r); err != nil {
				return err
			}
		}
		return nil
	})
}
