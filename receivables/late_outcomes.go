package receivables

import (
	"context"
	"database/sql"
)

// A later is what had gone before a window, and in it came to be known as paid or expired.
type lateOutcome struct {
	id      string
	amount  int64
	knownAt int64
	outcome outcome
}

// readLater counts what came to be known in the window of what had gone before it. What went in the window has one outcome only.
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

// eachLater goes through what came to be known in the window. A filter by age is about what it found when Mayar last listed it, or until it was gone.
func eachLateOutcome(ctx context.Context, tx *sql.Tx, in window, q Query, do func(lateOutcome)) error {
	var w where
	w.add("u.known_ms > 0 AND u.known_ms > " + w.arg(in.from) + " AND u.known_ms <= " + w.arg(in.to) + " AND u.gone_ms <= " + w.arg(in.from))
	w.matchIdentity(q.withoutAges())
	rows, err := tx.QueryContext(ctx, `SELECT u.id, u.created_ms, u.status, u.amount, u.last_seen_ms, u.gone_ms, u.known_ms, u.outcome
		FROM unpaid u WHERE `+w.String(), w.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var l lateOutcome
		var created, lastSeen, closed int64
		var status string
		if err := rows.Scan(&l.id, &created, &status, &l.amount, &lastSeen, &closed, &l.knownAt, &l.outcome); err != nil {
			return err
		}
		if q.matches(status, l.amount) && q.youngEnough(created, lastSeen) && q.oldEnough(created, closed) {
			do(l)
		}
	}
	return rows.Err()
}
