package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// purgeBatch is how many rows one statement of Purge deletes, so that it never holds the write lock
// for long.
const purgeBatch = 500

// MostAudited is how many records the audit keeps at most: the oldest go, however young they are.
const MostAudited = 1_000_000

const purgeAudit = `DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)`

// purges deletes, each, at most $2 rows that are older than $1 milliseconds.
var purges = []string{
	purgeAudit,
	`DELETE FROM unpaid_past WHERE id IN (SELECT id FROM unpaid_past WHERE end_ms < $1 ORDER BY end_ms LIMIT $2)`,
	`DELETE FROM unpaid WHERE id IN (
		SELECT id FROM unpaid WHERE gone_ms > 0 AND gone_ms < $1 ORDER BY gone_ms LIMIT $2)`,
}

// Purge deletes the audit records made before the given moment, the oldest of more than
// MostAudited, and the transactions that were paid, expired or closed before that moment. What is
// still unpaid stays, however old. It returns how many rows it deleted; when ctx ends, the rest
// waits for the next call.
func (db *DB) Purge(ctx context.Context, before time.Time) (int64, error) {
	var total int64
	for _, statement := range purges {
		n, err := db.purgeAll(ctx, statement, before)
		total += n
		if err != nil {
			return total, err
		}
	}
	n, err := db.boundAudit(ctx, MostAudited)
	if total += n; err != nil {
		return total, err
	}
	return total, db.truncateLog(ctx)
}

// purgeAll deletes batch after batch.
func (db *DB) purgeAll(ctx context.Context, statement string, before time.Time) (total int64, err error) {
	for {
		n, err := db.purgeOnce(ctx, statement, before)
		if err != nil {
			return total, fmt.Errorf("purge: %w", err)
		}
		if total += n; n < purgeBatch {
			return total, nil
		}
	}
}

// boundAudit deletes the oldest records of the audit above a number of them, and those that are as
// old as the newest of these.
func (db *DB) boundAudit(ctx context.Context, most int) (int64, error) {
	var newest int64
	err := db.reader.QueryRowContext(ctx, `SELECT at_ms FROM audit ORDER BY at_ms DESC LIMIT 1 OFFSET $1`, most).
		Scan(&newest)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("purge: %w", err)
	}
	return db.purgeAll(ctx, purgeAudit, time.UnixMilli(newest+1))
}

// truncateLog empties SQLite's write-ahead log, which still has what was deleted. While somebody
// reads an older state it cannot; the next purge tries again.
func (db *DB) truncateLog(ctx context.Context) error {
	if db.engine != SQLite {
		return nil
	}
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	defer conn.Close()
	// All who write wait meanwhile, so a reader is waited for shortly only.
	wait := func(ctx context.Context, d time.Duration) error {
		_, err := conn.ExecContext(ctx, fmt.Sprintf(`PRAGMA busy_timeout = %d`, d.Milliseconds()))
		return err
	}
	if err := wait(ctx, time.Second/2); err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	var busy, pages, done int
	err = conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &done)
	return errors.Join(err, wait(context.WithoutCancel(ctx), busyTimeout))
}

// purgeOnce deletes one batch. Like everybody who writes to the tables of the mirror it locks the
// mirror's row first: a transaction that comes back at this moment is either seen to be open, or
// seen to be deleted by whoever reopens it.
func (db *DB) purgeOnce(ctx context.Context, statement string, before time.Time) (int64, error) {
	tx, err := db.writer.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `UPDATE mirror SET moment_ms = moment_ms`); err != nil {
		return 0, err
	}
	result, err := tx.ExecContext(ctx, statement, before.UnixMilli(), purgeBatch)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, err
	}
	return n, tx.Commit()
}
