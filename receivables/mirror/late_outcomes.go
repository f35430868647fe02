package mirror

import (
	"context"
	"database/sql"

	"github.com/mayarbot/mayarbot/receivables"
)

// A lateOutcome is the outcome of a transaction that was closed as unknown before a window, and
// became known in it.
type lateOutcome struct {
	id      string
	amount  int64
	knownAt int64
	outcome outcome
}

// readLateOutcomes counts the late outcomes of a window. A transaction that was closed in the
// window has one outcome only, which is no late one.
func (c *changesReader) readLateOutcomes(ctx context.Context, tx *sql.Tx, in window, q receivables.Query) error {
	return eachLateOutcome(ctx, tx, in, q, func(l lateOutcome) {
		switch l.outcome {
		case outcomePaid:
			c.LatePaid.Add(receivables.DeltaOf(l.amount))
		case outcomeExpired:
			c.LateExpired.Add(receivables.DeltaOf(l.amount))
		}
	})
}

// eachLateOutcome calls do for each late outcome of a window. A filter by age admits a transaction
// that was young enough when Mayar last listed it, and old enough when it was closed.
func eachLateOutcome(ctx context.Context, tx *sql.Tx, in window, q receivables.Query, do func(lateOutcome)) error {
	var w where
	w.add("u.outcome_known_ms > 0 AND u.outcome_known_ms > " + w.arg(in.from))
	w.add("u.outcome_known_ms <= " + w.arg(in.to))
	w.add("u.closed_ms <= " + w.arg(in.from))
	w.matchIdentity(q.WithoutAges())
	rows, err := tx.QueryContext(ctx, `SELECT u.id, u.created_ms, u.status, u.amount, u.last_seen_ms, u.closed_ms,
		u.outcome_known_ms, u.outcome FROM unpaid u WHERE `+w.String(), w.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var l lateOutcome
		var created, lastSeen, closed int64
		var status string
		err := rows.Scan(&l.id, &created, &status, &l.amount, &lastSeen, &closed, &l.knownAt, &l.outcome)
		if err != nil {
			return err
		}
		if matches(q, status, l.amount) && youngEnough(q, created, lastSeen) && oldEnough(q, created, closed) {
			do(l)
		}
	}
	return rows.Err()
}
