package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// comesBack is how long after its end the same transaction brings a case back as it was.
const comesBack = 48 * time.Hour

// settleEvery is how often Run looks for cases that have ended or come back.
const settleEvery = time.Minute

// hasOpen is whether a row of collect_case has an open, active transaction, as SQL.
const hasOpen = `EXISTS (SELECT 1 FROM unpaid u WHERE u.case_id = collect_case.case_id AND u.closed_ms = 0
	AND u.status = 'active')`

// cameBack is whether a transaction is open again that was there when the case ended, at most $1
// milliseconds ago.
const cameBack = `EXISTS (SELECT 1 FROM unpaid u WHERE u.case_id = collect_case.case_id AND u.closed_ms = 0
	AND u.status = 'active' AND u.first_seen_ms <= collect_case.ended_ms
	AND u.valid_from_ms <= collect_case.ended_ms + $1)`

// SetOwner gives a case from one person to another, "" for nobody: take, release and give. If
// somebody else owns it, or already does, it changes nothing. It returns the owner.
func (l *Ledger) SetOwner(ctx context.Context, c receivables.Case, from, to string) (
	owner collecting.Owner, ok bool, err error,
) {
	err = l.writeCase(ctx, "set an owner", c, func(tx *sql.Tx, now int64) error {
		const update = `UPDATE collect_case SET owner = $3, owner_ms = $4 WHERE case_id = $1 AND owner = $2`
		if ok, err = store.Affected(tx.ExecContext(ctx, update, c.CaseID, from, to, now)); err != nil {
			return err
		}
		var since int64
		err := tx.QueryRowContext(ctx, `SELECT owner, owner_ms FROM collect_case WHERE case_id = $1`, c.CaseID).
			Scan(&owner.ID, &since)
		owner.Since = store.FromMillis(since)
		return err
	})
	return owner, ok, err
}

// Snooze snoozes a case, until when [collecting.Rules.SnoozeUntil] says. The zero Snooze ends it.
func (l *Ledger) Snooze(ctx context.Context, c receivables.Case, s collecting.Snooze) error {
	if utf8.RuneCountInString(s.Reason) > collecting.MaxSnoozeReason {
		return collecting.ErrBadText
	}
	return l.writeCase(ctx, "snooze a case", c, func(tx *sql.Tx, _ int64) error {
		const update = `UPDATE collect_case SET snooze_ms = $2, snooze_by = $3, snooze_reason = $4 WHERE case_id = $1`
		_, err := tx.ExecContext(ctx, update, c.CaseID, store.ToMillis(s.Until), s.By, store.Sanitize(s.Reason))
		return err
	})
}

// Promise records a promise, until when [collecting.Rules.PromiseDue] says, in place of an earlier
// one, which stays counted if it was broken. The zero Promise takes it back.
func (l *Ledger) Promise(ctx context.Context, c receivables.Case, p collecting.Promise) error {
	return l.writeCase(ctx, "record a promise", c, func(tx *sql.Tx, now int64) error {
		const update = `UPDATE collect_case SET
				broken = broken + CASE WHEN promise_ms > 0 AND promise_ms <= $6 THEN 1 ELSE 0 END,
				promise_ms = $2, promise_amount = $3, promise_by = $4, promised_ms = $5
			WHERE case_id = $1`
		made := now
		if p.Due.IsZero() {
			made = 0
		}
		_, err := tx.ExecContext(ctx, update, c.CaseID, store.ToMillis(p.Due), p.Amount, p.By, made, now)
		return err
	})
}

// writeCase changes the row of an open case. For another it fails with collecting.ErrClosed.
func (l *Ledger) writeCase(
	ctx context.Context, what string, c receivables.Case, change func(tx *sql.Tx, now int64) error,
) error {
	return l.write(ctx, what, func(tx *sql.Tx, now int64) error {
		if err := touch(ctx, tx, c, now); err != nil {
			return err
		}
		if err := requireOpen(ctx, tx, c); err != nil {
			return err
		}
		if err := settleCases(ctx, tx, now, c.CaseID); err != nil {
			return err
		}
		const add = `INSERT INTO collect_case (case_id, subject) VALUES ($1, $2) ON CONFLICT (case_id) DO NOTHING`
		if _, err := tx.ExecContext(ctx, add, c.CaseID, c.Subject()); err != nil {
			return err
		}
		return change(tx, now)
	})
}

func requireOpen(ctx context.Context, tx *sql.Tx, c receivables.Case) error {
	var open int
	const query = `SELECT count(*) FROM unpaid WHERE case_id = $1 AND closed_ms = 0 AND status = 'active'`
	if err := tx.QueryRowContext(ctx, query, c.CaseID).Scan(&open); err != nil {
		return err
	}
	if open == 0 {
		return collecting.ErrClosed
	}
	return nil
}

// Owners returns who owns open cases.
func (l *Ledger) Owners(ctx context.Context) (owners []string, err error) {
	const query = `SELECT DISTINCT owner FROM collect_case WHERE owner <> '' AND ended_ms = 0 ORDER BY owner`
	rows, err := l.db.Reader().QueryContext(ctx, query)
	err = store.EachRow(rows, err, func() error {
		var owner string
		err := rows.Scan(&owner)
		owners = append(owners, owner)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the owners of cases: %w", err)
	}
	return owners, nil
}

// ReleaseAll releases every case of an owner, who has left, and returns how many were open.
func (l *Ledger) ReleaseAll(ctx context.Context, owner string) (released int, err error) {
	err = l.write(ctx, "release the cases of an owner", func(tx *sql.Tx, _ int64) error {
		const count = `SELECT count(*) FROM collect_case WHERE owner = $1 AND ended_ms = 0`
		if err := tx.QueryRowContext(ctx, count, owner).Scan(&released); err != nil || owner == "" {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE collect_case SET owner = '', owner_ms = 0 WHERE owner = $1`, owner)
		return err
	})
	return released, err
}

// Run ends what belongs to closed cases, and brings it back, every minute until ctx ends.
func (l *Ledger) Run(ctx context.Context) error {
	ticker := time.NewTicker(settleEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			_ = l.settle(ctx, "") // a failure of the database shows everywhere else
		}
	}
}

// settle is Run once, for one case or, with "", for all.
func (l *Ledger) settle(ctx context.Context, id string) error {
	return l.write(ctx, "settle cases", func(tx *sql.Tx, now int64) error { return settleCases(ctx, tx, now, id) })
}

// settleCases ends cases that have nothing open. Of those that have something open again, it brings
// back the ones whose transaction was there before, and deletes the others: they begin anew. Each
// statement sees what syncs have just committed.
func settleCases(ctx context.Context, tx *sql.Tx, now int64, id string) error {
	only, ids := "", []any{}
	if id != "" {
		only, ids = ` AND case_id = $2`, []any{id}
	}
	for _, statement := range []struct {
		query string
		arg   int64
	}{
		{`UPDATE collect_case SET ended_ms = $1 WHERE ended_ms = 0 AND NOT ` + hasOpen, now},
		{`UPDATE collect_case SET ended_ms = 0 WHERE ended_ms > 0 AND ` + cameBack, comesBack.Milliseconds()},
		{`DELETE FROM collect_case WHERE ended_ms > 0 AND ` + hasOpen + ` AND NOT ` + cameBack,
			comesBack.Milliseconds()},
	} {
		if _, err := tx.ExecContext(ctx, statement.query+only, append([]any{statement.arg}, ids...)...); err != nil {
			return err
		}
	}
	return nil
}
