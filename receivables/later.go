package receivables

import (
	"context"
	"database/sql"
)

// readLater counts what had gone before the window, and in it came to be known as paid or expired. What went in the window has one outcome only.
func (c *Changes) readLater(ctx context.Context, tx *sql.Tx, in window, q Query) error {
	var w where
	w.add("u.known_ms > 0 AND u.known_ms > " + w.arg(in.from) + " AND u.known_ms <= " + w.arg(in.to) + " AND u.gone_ms <= " + w.arg(in.from))
	w.identity(q)
	rows, err := tx.QueryContext(ctx, `SELECT u.status, u.amount, u.outcome FROM unpaid u WHERE `+w.String(), w.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var status string
		var amount int64
		var became outcome
		if err := rows.Scan(&status, &amount, &became); err != nil {
			return err
		}
		if !q.admits(status, amount) {
			continue
		}
		switch became {
		case outcomePaid:
			c.LaterPaid.add(1, amount)
		case outcomeExpired:
			c.LaterExpired.add(1, amount)
		}
	}
	return rows.Err()
}
