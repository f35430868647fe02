package receivables

import (
	"context"
	"database/sql"
)

// A later is what had gone before a window, and in it came to be known as paid or expired.
type later struct {
	id      string
	amount  int64
	known   int64
	outcome outcome
}

// readLater counts what came to be known in the window of what had gone before it. What went in the window has one outcome only.
func (c *Changes) readLater(ctx context.Context, tx *sql.Tx, in window, q Query) error {
	return eachLater(ctx, tx, in, q, func(l later) {
		switch l.outcome {
		case outcomePaid:
			c.LatePaid.add(one(l.amount))
		case outcomeExpired:
			c.LateExpired.add(one(l.amount))
		}
	})
}

// eachLater goes through what came to be known in the window. A filter by age is about what it found when Mayar last listed it, or until it was gone.
func eachLater(ctx context.Context, tx *sql.Tx, in window, q Query, do func(later)) error {
	var w where
	w.add("u.known_ms > 0 AND u.known_ms > " + w.arg(in.from) + " AND u.known_ms <= " + w.arg(in.to) + " AND u.gone_ms <= " + w.arg(in.from))
	w.identity(q.ofAnyAge())
	rows, err := tx.QueryContext(ctx, `SELECT u.id, u.created_ms, u.status, u.amount, u.last_seen_ms, u.gone_ms, u.known_ms, u.outcome
		FROM unpaid u WHERE `+w.String(), w.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var l later
		var created, seen, gone int64
		var status string
		if err := rows.Scan(&l.id, &created, &status, &l.amount, &seen, &gone, &l.known, &l.outcome); err != nil {
			return err
		}
		if q.admits(status, l.amount) && q.youngAt(created, seen) && q.oldAt(created, gone) {
			do(l)
		}
	}
	return rows.Err()
}
