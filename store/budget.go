package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Budget keeps the state of the budget of requests, which all replicas share, in one row.
type Budget struct{ db *DB }

// NewBudget returns the budget in db.
func NewBudget(db *DB) *Budget { return &Budget{db} }

// Update calls change once with the database's time and what the last change returned, whichever
// replica made it: nothing at first. It keeps what change returns, unless that fails. Changes
// happen one after the other. When the database fails that is the error, and nothing has been
// changed for all one can know.
func (b *Budget) Update(ctx context.Context, change func(now time.Time, state []byte) ([]byte, error)) error {
	if err := b.update(ctx, change); err != nil {
		return fmt.Errorf("budget: %w", err)
	}
	return nil
}

func (b *Budget) update(ctx context.Context, change func(now time.Time, state []byte) ([]byte, error)) error {
	tx, err := b.db.writer.BeginTx(ctx, &sql.TxOptions{Isolation: b.db.readCommitted()})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var state []byte
	var micros int64
	if err := tx.QueryRowContext(ctx, b.db.lockBudget()).Scan(&state, &micros); err != nil {
		return err
	}
	next, err := change(time.UnixMicro(micros).UTC(), state)
	if err != nil || bytes.Equal(next, state) {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE budget SET state = $1 WHERE id = 1`, string(next)); err != nil {
		return err
	}
	return tx.Commit()
}

// lockBudget is the query for the row and the time. On Postgres it locks the row first and looks at
// the clock then, because it may have to wait; on SQLite the transaction has the only lock there
// is.
func (db *DB) lockBudget() string {
	if db.engine == SQLite {
		return `SELECT state, ` + sqliteMicros + ` FROM budget WHERE id = 1`
	}
	return `WITH locked AS MATERIALIZED (SELECT state FROM budget WHERE id = 1 FOR UPDATE) SELECT state, ` +
		postgresMicros + ` FROM locked`
}

// The time of the database, in microseconds since 1970. SQLite knows it to the millisecond.
const (
	sqliteMicros   = `CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000`
	postgresMicros = `(extract(epoch FROM clock_timestamp()) * 1000000)::bigint`
)

// readCommitted is the isolation of transactions that take a lock and then want to see what the
// last holder wrote.
func (db *DB) readCommitted() sql.IsolationLevel {
	if db.engine == SQLite {
		return sql.LevelDefault
	}
	return sql.LevelReadCommitted
}
