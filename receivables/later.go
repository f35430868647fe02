package receivables

import (
	"context"
	"database/sql"
)

// readLater counts what had gone before the window, and in it came to be known as paid or expired. What went in the window has one outcome only. A
// filter by age is about what it found when Mayar last listed it, or until it was gone.
func (c *Changes) readLater(ctx context.Context, tx *sql.Tx, in window, q Query) error {
	var w where
	w.add("u.known_ms > 0 AND u.known_ms > " + w.arg(in.from) + " AND u.known_ms <= " + w.arg(in.to) + " AND u.gone_ms <= " + w.arg(in.from))
	w.identity(q.ofAnyAge())
	rows, err := tx.QueryContext(ctx, `SELECT u.created_ms, u.status, u.amount, u.last_seen_ms, u.gone_ms, u.outcome FROM unpaid u WHERE `+w.String(), w.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var created, amount, seen, gone int64
		var status string
		var became outcome
		if err := rows.Scan(&created, &status, &amount, &seen, &gone, &became); err != nil {
			return err
		}
		if !q.admits(status, amount) || !q.youngAt(created, seen) || !q.oldAt(created, gone) {
			continue
		}
		switch became {
		case outcomePaid:
			c.LaterPaid.add(one(amount))
		case outcomeExpired:
			c.LaterExpired.add(one(amount))
		}
	}
	return rows.Err()
}
