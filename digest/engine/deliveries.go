package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

// A row is a row of the table delivery.
type row struct {
	digest.Delivery
	nextAttempt   time.Time // when to work on it next; also the end of the lease
	channel       string    // where the last attempt went
	sent          time.Time // when the last attempt was made
	reportedUntil time.Time // the end of the changes that it reports

	sharedBy string // the admin who allowed people of another company to read this one
}

func (r row) unfinished() bool { return r.Status == digest.Pending || r.Status == digest.Sending }

const rowColumns = `subscription, slot_ms, status, manual, next_attempt_ms, attempts, channel, sent_ms,
	reported_until_ms, reason, ts, posted_ms, late, shared_by`

func scanRow(from interface{ Scan(...any) error }) (row, error) {
	var r row
	var slot, next, sent, until, posted int64
	err := from.Scan(&r.Subscription, &slot, &r.Status, &r.Manual, &next, &r.Attempts, &r.channel, &sent,
		&until, &r.Reason, &r.TS, &posted,
		&r.Late, &r.sharedBy)
	r.Slot, r.nextAttempt, r.sent, r.reportedUntil, r.PostedAt = fromMillis(slot), fromMillis(next), fromMillis(sent),
		fromMillis(until), fromMillis(posted)
	return r, err
}

// row returns the row of a slot, if there is one.
func (s *Service) row(ctx context.Context, subscription string, slot int64) (row, bool, error) {
	return s.oneRow(ctx, `subscription = $1 AND slot_ms = $2`, subscription, slot)
}

// oneRow returns the first row that matches where, which may include an order.
func (s *Service) oneRow(ctx context.Context, where string, args ...any) (row, bool, error) {
	r, err := scanRow(s.cfg.DB.Reader().QueryRowContext(ctx, `SELECT `+rowColumns+` FROM delivery WHERE `+where+`
		LIMIT 1`, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return row{}, false, nil
	}
	if err != nil {
		return row{}, false, fmt.Errorf("read deliveries: %w", err)
	}
	return r, true, nil
}

func (s *Service) rows(ctx context.Context, where string, args ...any) ([]row, error) {
	rows, err := readRows(ctx, s.cfg.DB.Reader(), where, args...)
	if err != nil {
		return nil, fmt.Errorf("read deliveries: %w", err)
	}
	return rows, nil
}

func readRows(ctx context.Context, db dbtx, where string, args ...any) ([]row, error) {
	found, err := db.QueryContext(ctx, `SELECT `+rowColumns+` FROM delivery WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var rows []row
	for found.Next() {
		r, err := scanRow(found)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, found.Err()
}

// insertRow adds a row, unless the slot already has one.
func insertRow(ctx context.Context, db dbtx, r row) (entered bool, err error) {
	return affected(db.ExecContext(ctx, `INSERT INTO delivery (subscription, slot_ms, status, manual,
		next_attempt_ms, reason, shared_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (subscription, slot_ms) DO NOTHING`, r.Subscription, toMillis(r.Slot), r.Status, toInt(r.Manual),
		toMillis(r.nextAttempt), r.Reason, r.sharedBy))
}

// errLostRace says that somebody changed the row between reading and writing it.
var errLostRace = errors.New("changed by another attempt or replica")

// conflictIfUnchanged turns a write that changed nothing into errLostRace, which rolls back its
// transaction.
func conflictIfUnchanged(done bool, err error) error {
	if err == nil && !done {
		return errLostRace
	}
	return err
}

// replaceRow writes next over old, unless somebody changed the row: it compares the status and the
// lease.
func replaceRow(ctx context.Context, db dbtx, old, next row, and string, args ...any) (bool, error) {
	all := append([]any{old.Subscription, toMillis(old.Slot), old.Status, toMillis(old.nextAttempt), next.Status,
		toMillis(next.nextAttempt), next.Attempts, next.channel, toMillis(next.sent),
		toMillis(next.reportedUntil), next.Reason, next.TS, toMillis(next.PostedAt), toInt(next.Late)}, args...)
	return affected(db.ExecContext(ctx, `UPDATE delivery SET status = $5, next_attempt_ms = $6, attempts = $7,
		channel = $8, sent_ms = $9, reported_until_ms = $10, reason = $11, ts = $12, posted_ms = $13, late = $14
		WHERE subscription = $1 AND slot_ms = $2 AND status = $3 AND next_attempt_ms = $4`+and, all...))
}

// savePosted records that Slack has the message, unless the slot is already final.
func savePosted(ctx context.Context, db dbtx, r row) (bool, error) {
	return affected(db.ExecContext(ctx, `UPDATE delivery SET status = 'posted', channel = $3, sent_ms = $4,
		reported_until_ms = $5, reason = $6, ts = $7, posted_ms = $8, late = $9
		WHERE subscription = $1 AND slot_ms = $2 AND status IN ('pending', 'sending')`, r.Subscription,
		toMillis(r.Slot), r.channel, toMillis(r.sent),
		toMillis(r.reportedUntil), r.Reason, r.TS, toMillis(r.PostedAt), toInt(r.Late)))
}

// leasedUntil returns r with a lease until t, which always differs from the lease before.
func (r row) leasedUntil(t time.Time) row {
	if t.Equal(r.nextAttempt) {
		t = t.Add(time.Millisecond)
	}
	r.nextAttempt = t
	return r
}
