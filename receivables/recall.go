package receivables

import (
	"context"
	"database/sql"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/store"
)

// recall takes in the latest of what expired before the mirror began, which Mayar's list leaves out: a page, as further back hardly anybody looks. It
// was never open as far as the mirror knows, so it changes nothing that was or will be told. That Mayar does not tell is not an error.
func (m *Mirror) recall(ctx context.Context) error {
	for page, err := range m.source.UnpaidPages(ctx, &mayar.UnpaidOptions{Status: string(StatusExpired), MaxPages: 1}) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			m.cfg.Log.WarnContext(ctx, "what has expired so far is not known", "error", err)
			return nil
		}
		if err := m.saveLapsed(ctx, page.Transactions); err != nil {
			return err
		}
	}
	return nil
}

// saveLapsed writes what is not known of a page of expired ones.
func (m *Mirror) saveLapsed(ctx context.Context, page []mayar.Transaction) error {
	return m.write(ctx, func(tx *sql.Tx, at time.Time) error {
		for _, t := range page {
			t.ID = store.Text(t.ID)
			known, err := load(ctx, tx, []string{t.ID})
			if err != nil {
				return err
			}
			r := record{id: t.ID, facts: factsOf(t, at), since: at.UnixMilli(), began: beganNew, gone: at.UnixMilli(), outcome: outcomeExpired}
			if known[r.id] != nil || r.status != string(StatusExpired) {
				continue
			}
			saver := saver{tx: tx, now: at}
			if err := saver.insert(ctx, &r); err != nil {
				return err
			}
		}
		return nil
	})
}
