package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// purgeBatch bounds the rows that one statement deletes, so that it holds the write lock only
// briefly.
const purgeBatch = 500

// MaxAuditRecords bounds the audit: the oldest records above it are deleted, whatever their age.
const MaxAuditRecords = 1_000_000

const purgeAudit = `DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)`

const purgeUnpaid = `DELETE FROM unpaid WHERE id IN (
	SELECT id FROM unpaid WHERE closed_ms > 0 AND closed_ms < $1 ORDER BY closed_ms LIMIT $2)`

// purgeStatements each delete at most $2 rows that are older than $1 milliseconds.
var purgeStatements = []string{
	purgeAudit,
	`DELETE FROM unpaid_history WHERE id IN (
		SELECT id FROM unpaid_history WHERE valid_to_ms < $1 ORDER BY valid_to_ms LIMIT $2)`,
	purgeUnpaid,
	`DELETE FROM collect_contact WHERE (card, case_id) IN (
		SELECT card, case_id FROM collect_contact c WHERE at_ms < $1 AND ` + caseClosed + ` LIMIT $2)`,
	`DELETE FROM collect_note WHERE id IN (
		SELECT id FROM collect_note c WHERE at_ms < $1 AND ` + caseClosed + ` LIMIT $2)`,
	`DELETE FROM collect_case WHERE case_id IN (
		SELECT case_id FROM collect_case WHERE ended_ms > 0 AND ended_ms < $1 LIMIT $2)`,
	`DELETE FROM collect_customer WHERE subject IN (
		SELECT subject FROM collect_customer c WHERE touched_ms < $1 AND flag = ''
			AND NOT EXISTS (SELECT 1 FROM collect_contact o WHERE o.subject = c.subject)
			AND NOT EXISTS (SELECT 1 FROM collect_note o WHERE o.subject = c.subject)
			AND NOT EXISTS (SELECT 1 FROM collect_case o WHERE o.subject = c.subject) LIMIT $2)`,
}

// caseClosed is, as SQL, whether nothing of the case of c is unpaid.
const caseClosed = `NOT EXISTS (SELECT 1 FROM unpaid u WHERE u.case_id = c.case_id AND u.closed_ms = 0)`

// Purge deletes the audit records older than before, the oldest above MaxAuditRecords, and the
// transactions that were paid, expired or closed before that time. Unpaid transactions stay,
// however old, and so do contacts and notes about them. Customers who are not to be contacted stay.
// It returns the number of deleted rows; when ctx ends, the rest waits for the next call.
func (db *DB) Purge(ctx context.Context, before time.Time) (int64, error) {
	var total int64
	for _, statement := range purgeStatements {
		n, err := db.purgeAll(ctx, statement, before)
		total += n
		if err != nil {
			return total, err
		}
	}
	n, err := db.limitAudit(ctx, MaxAuditRecords)
	if total += n; err != nil {
		return total, err
	}
	return total, db.TruncateLog(ctx)
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

// limitAudit deletes the oldest audit records above most, and those as old as the newest of these.
func (db *DB) limitAudit(ctx context.Context, most int) (int64, error) {
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

// TruncateLog empties SQLite's write-ahead log, which still contains the deleted rows. While a
// reader uses an older state it cannot; the next purge tries again.
func (db *DB) TruncateLog(ctx context.Context) error {
	if db.engine != SQLite {
		return nil
	}
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	defer conn.Close()
	// All writers wait meanwhile, so the wait for readers is short.
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

// purgeOnce deletes one batch. Like every writer to the mirror's tables it first locks the mirror's
// row. So a transaction that is reopened meanwhile is either seen as open here, or seen as deleted
// by the one who reopens it. The mirror's row tells what was deleted to whoever has read it before.
func (db *DB) purgeOnce(ctx context.Context, statement string, before time.Time) (int64, error) {
	tx, err := db.writer.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `UPDATE mirror SET version_ms = version_ms`); err != nil {
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
	if n > 0 && statement == purgeUnpaid {
		const purged = `UPDATE mirror SET version_ms = version_ms + 1,
			purged_ms = CASE WHEN purged_ms < $1 THEN $1 ELSE purged_ms END`
		if _, err := tx.ExecContext(ctx, purged, before.UnixMilli()); err != nil {
			return 0, err
		}
	}
	return n, tx.Commit()
}
