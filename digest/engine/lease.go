package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/mayarbot/mayarbot/digest"
)

// takeLease takes the row for this attempt. It returns false if another attempt was quicker.
func (a *attempt) takeLease(ctx context.Context) (bool, error) {
	return a.save(ctx, a.row.leasedUntil(a.now.Add(leaseFor)))
}

// end ends the slot without a post.
func (a *attempt) end(ctx context.Context, status digest.Status, reason digest.Problem) error {
	return a.endWith(ctx, status, reason, func(*sql.Tx) error { return nil })
}

// endWith ends the slot without a post, and does also in the same transaction.
func (a *attempt) endWith(
	ctx context.Context, status digest.Status, reason digest.Problem, also func(tx *sql.Tx) error,
) error {
	next := a.row
	next.Status, next.Reason, next.Late = status, reason, false
	err := a.inTransaction(ctx, func(tx *sql.Tx) error {
		if err := also(tx); err != nil {
			return err
		}
		return conflictIfUnchanged(replaceRow(ctx, tx, a.row, next, ""))
	})
	if errors.Is(err, errLostRace) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("write delivery: %w", err)
	}
	a.row = next
	a.cfg.Metrics.Ended(next.Delivery)
	return nil
}

// save replaces the attempt's row in the database.
func (a *attempt) save(ctx context.Context, next row) (bool, error) {
	ok, err := replaceRow(ctx, a.cfg.DB.Writer(), a.row, next, "")
	if err != nil {
		return false, fmt.Errorf("write delivery: %w", err)
	}
	if ok {
		a.row = next
	}
	return ok, nil
}

// markSending marks the row as sending, if the subscription has not changed since the report was
// made and no other digest of it is being sent or was sent meanwhile. It supersedes older slots
// that still wait.
func (a *attempt) markSending(ctx context.Context) (bool, error) {
	next := a.row.leasedUntil(a.now.Add(a.ambiguityWindow()))
	next.Status, next.channel, next.sent, next.reportedUntil = digest.Sending, a.sub.Channel, a.now, a.report.until
	next.Late, next.Attempts = a.report.Late, a.row.Attempts+1
	var superseded []row
	err := a.inTransaction(ctx, func(tx *sql.Tx) error {
		// On Postgres the update keeps other attempts from marking another slot until the end of
		// the transaction.
		err := conflictIfUnchanged(affected(tx.ExecContext(ctx, `UPDATE subscription SET revision = revision
			WHERE id = $1 AND revision = $2 AND deleted_ms = 0`,
			a.sub.ID, a.sub.Revision)))
		if err != nil {
			return err
		}
		if superseded, err = a.supersede(ctx, tx); err != nil {
			return err
		}
		return conflictIfUnchanged(replaceRow(ctx, tx, a.row, next, ` AND NOT EXISTS (SELECT 1 FROM delivery other
			WHERE other.subscription = $1 AND other.slot_ms <> $2
			AND (other.status = 'sending' OR other.status = 'posted' AND other.reported_until_ms > $15))`,
			toMillis(a.report.from)))
	})
	if errors.Is(err, errLostRace) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("write delivery: %w", err)
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
	older, err := readRows(ctx, tx, `subscription = $1 AND slot_ms < $2 AND status = 'pending'
		AND manual = 0`, a.sub.ID, toMillis(a.row.Slot))
	if err != nil {
		return nil, err
	}
	for i, r := range older {
		older[i].Status, older[i].Reason, older[i].Late = digest.Skipped, digest.ReasonSuperseded, false
		if _, err := replaceRow(ctx, tx, r, older[i], ""); err != nil {
			return nil, err
		}
	}
	return older, nil
}
