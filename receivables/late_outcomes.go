package receivables

import (
	"context"
	"database/sql"
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
func (c *Changes) readLateOutcomes(ctx context.Context, tx *sql.Tx, in window, q Query) error {
	return eachLateOutcome(ctx, tx, in, q, func(l lateOutcome) {
		switch l.outcome {
		case outcomePaid:
			c.LatePaid.add(deltaOf(l.amount))
		case outcomeExpired:
			c.LateExpired.add(deltaOf(l.amount))
		}
	})
}

// eachLateOutcome calls do for each late outcome of a window. A filter by age admits a transaction
// that was young enough when Mayar last listed it, and old enough when it was closed.
func eachLateOutcome(ctx context.Context, tx *sql.Tx, in window, q Query, do func(lateOutcome)) error {
	var w where
	w.add("u.known_ms > 0 AND u.known_ms > " + w.arg(in.from) + " AND u.known_ms <= " + w.arg(in.to))
	w.add("u.gone_ms <= " + w.arg(in.from))
	w.matchIdentity(q.withoutAges())
	rows, err := tx.QueryContext(ctx, `SELECT u.id, u.created_ms, u.status, u.amount, u.last_seen_ms, u.gone_ms,
		u.known_ms, u.outcome FROM unpaid u WHERE `+w.String(), w.args...)
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
		if q.matches(status, l.amount) && q.youngEnough(created, lastSeen) && q.oldEnough(created, closed) {
			do(l)
		}
	}
	return rows.Err()
}
