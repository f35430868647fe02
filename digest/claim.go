package digest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// claim marks the row as being sent, if the subscription is still what the report is made of, and no other digest of it is or was sent meanwhile. What
// has been waiting for longer is thereby superseded.
func (a *attempt) claim(ctx context.Context, report Report, from, upto time.Time) (bool, error) {
	next := a.row.until(a.now.Add(a.arrives()))
	next.Status, next.channel, next.sent, next.upto = Sending, a.sub.Channel, a.now, upto
	next.Late, next.Attempts = report.Late, a.row.Attempts+1
	var superseded []row
	err := a.write(ctx, func(tx *sql.Tx) error {
		// On Postgres this also keeps others from claiming another slot until the end of the transaction.
		err := must(affected(tx.ExecContext(ctx, `UPDATE subscription SET revision = revision WHERE id = $1 AND revision = $2 AND deleted_ms = 0`,
			a.sub.ID, a.sub.Revision)))
		if err != nil {
			return err
		}
		if superseded, err = a.supersede(ctx, tx); err != nil {
			return err
		}
		return must(save(ctx, tx, a.row, next, ` AND NOT EXISTS (SELECT 1 FROM delivery other WHERE other.subscription = $1 AND other.slot_ms <> $2
			AND (other.status = 'sending' OR other.status = 'posted' AND other.upto_ms > $15))`, millis(from)))
	})
	if errors.Is(err, errOvertaken) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("write to the ledger: %w", err)
	}
	a.row = next
	for _, r := range superseded {
		a.cfg.Metrics.Ended(r.Delivery)
	}
	return true, nil
}

// supersede ends the older slots that could not be posted.
func (a *attempt) supersede(ctx context.Context, tx *sql.Tx) ([]row, error) {
	if a.row.Manual {
		return nil, nil
	}
	older, err := readRows(ctx, tx, `subscription = $1 AND slot_ms < $2 AND status = 'pending' AND manual = 0`, a.sub.ID, millis(a.row.Slot))
	if err != nil {
		return nil, err
	}
	for i, r := range older {
		older[i].Status, older[i].Reason, older[i].Late = Skipped, ReasonSuperseded, false
		if _, err := save(ctx, tx, r, older[i], ""); err != nil {
			return nil, err
		}
	}
	return older, nil
}
