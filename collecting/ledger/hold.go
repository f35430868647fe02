package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// beginTries bounds how often Begin looks again because something happened to the customer.
const beginTries = 8

// Begin checks the gate for a person and, if it lets through, holds the customer for them. With
// anyway, the person passes what they may pass. c must have been checked at Mayar just now, as far
// as that is possible.
func (l *Ledger) Begin(
	ctx context.Context, c receivables.Case, p collecting.Person, anyway bool,
) (collecting.Attempt, error) {
	for range beginTries {
		now := l.now()
		state, revision, err := l.state(ctx, c, p.ID)
		if err != nil {
			return collecting.Attempt{}, err
		}
		a := collecting.Attempt{State: state, Verdict: l.rules.Check(c, state, p, now)}
		if left, ok := a.Verdict.Anyway(p, state.Owner.ID); anyway && ok {
			a.Verdict, a.Passed = left, a.Verdict
		}
		if len(a.Verdict) > 0 && !a.Verdict.CopyOnly() {
			return a, nil
		}
		held, err := l.hold(ctx, c, p.ID, revision, now)
		if err != nil {
			return collecting.Attempt{}, fmt.Errorf("hold a customer: %w", err)
		}
		if held {
			a.Card = collecting.NewCardID(now)
			return a, nil
		}
	}
	return collecting.Attempt{}, errors.New("hold a customer: too many people at once")
}

// hold holds a customer to whom nothing has happened since a revision.
func (l *Ledger) hold(
	ctx context.Context, c receivables.Case, person string, revision int64, now time.Time,
) (bool, error) {
	until := now.Add(collecting.HoldLasts).UnixMilli()
	if revision == 0 {
		const insert = `INSERT INTO collect_customer
				(subject, email, phone, revision, hold_by, hold_until_ms, touched_ms)
			VALUES ($1, $2, $3, 1, $4, $5, $6) ON CONFLICT (subject) DO NOTHING`
		return store.Affected(l.db.Writer().ExecContext(ctx, insert,
			c.Subject(), emailOf(c), phoneOf(c), person, until, now.UnixMilli()))
	}
	const update = `UPDATE collect_customer 
			SET hold_by = $3, hold_until_ms = $4, touched_ms = $5, revision = revision + 1
		WHERE subject = $1 AND revision = $2`
	return store.Affected(l.db.Writer().ExecContext(ctx, update, c.Subject(), revision, person, until, now.UnixMilli()))
}

// EndHold lets others write to the customer of a case, if it is this person who keeps them from it.
func (l *Ledger) EndHold(ctx context.Context, c receivables.Case, person string) error {
	const update = `UPDATE collect_customer SET hold_by = '', hold_until_ms = 0, revision = revision + 1
		WHERE subject = $1 AND hold_by = $2`
	if _, err := l.db.Writer().ExecContext(ctx, update, c.Subject(), person); err != nil {
		return fmt.Errorf("end a hold: %w", err)
	}
	return nil
}
