package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Budget stores the state of the request budget that all replicas share, in one row.
type Budget struct{ db *DB }

// NewBudget returns the budget in db.
func NewBudget(db *DB) *Budget { return &Budget{db} }

// Update calls change once with the database's time and with what the last change of any replica
// returned, empty at first. It keeps what change returns, unless change fails. Changes run one
// after the other. A database error is returned; whether the change was kept is then unknown, and
// callers must assume that it was not.
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

// lockBudget is the query for the row and the time. On Postgres it first locks the row and then
// reads the clock, because it may have to wait. On SQLite the transaction already has the only
// lock.
func (db *DB) lockBudget() string {
	if db.engine == SQLite {
		return `SELECT state, ` + sqliteMicros + ` FROM budget WHERE id = 1`
	}
	return `WITH locked AS MATERIALIZED (SELECT state FROM budget WHERE id = 1 FOR UPDATE) SELECT state, ` +
		postgresMicros + ` FROM locked`
}

// The database's time, in microseconds since 1970. SQLite has it to the millisecond.
const (
	sqliteMicros   = `CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000`
	postgresMicros = `(extract(epoch FROM clock_timestamp()) * 1000000)::bigint`
)

// readCommitted is the isolation of a transaction that takes a lock and must then see what its last
// holder wrote.
func (db *DB) readCommitted() sql.IsolationLevel {
	if db.engine == SQLite {
		return sql.LevelDefault
	}
	return sql.LevelReadCommitted
}
