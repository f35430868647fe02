package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// purgeBatch is how many rows one statement of Purge deletes, so that it never holds the write lock for long.
const purgeBatch = 500

// purges deletes, each, at most $2 rows that are older than $1 milliseconds.
var purges = []string{
	`DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)`,
	`DELETE FROM unpaid_past WHERE id IN (SELECT id FROM unpaid_past WHERE end_ms < $1 ORDER BY end_ms LIMIT $2)`,
	`DELETE FROM unpaid WHERE id IN (SELECT id FROM unpaid WHERE gone_ms > 0 AND gone_ms < $1 ORDER BY gone_ms LIMIT $2)`,
}

// Purge deletes the audit records made before the given moment, and the transactions that were paid, expired or closed before it. What is still
// unpaid stays, however old. It returns how many rows it deleted; when ctx ends, the rest waits for the next call.
func (db *DB) Purge(ctx context.Context, before time.Time) (int64, error) {
	var total int64
	for _, statement := range purges {
		for {
			n, err := db.purgeOnce(ctx, statement, before)
			if err != nil {
				return total, fmt.Errorf("purge: %w", err)
			}
			total += n
			if n < purgeBatch {
				break
			}
		}
	}
	return total, db.truncateLog(ctx)
}

// truncateLog empties SQLite's write-ahead log, which still has what was deleted. While somebody reads
// an older state it cannot; the next purge tries again.
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
	return errors.Join(err, wait(context.WithoutCancel(ctx), busyFor))
}

// purgeOnce deletes one batch. Like everybody who writes to the tables of the mirror it locks the mirror's row first: a transaction that comes back
// at this moment is either seen to be open, or seen to be deleted by whoever reopens it.
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
