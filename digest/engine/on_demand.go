package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

// manualInterval is the shortest time between two posts of a digest on request.
const manualInterval = time.Minute

// PostNow posts a digest to its channel now, besides the schedule: a slot of its own. It returns at
// once; the outcome is in Last of Get. A digest is posted on request once a minute, whichever
// replica is asked; otherwise the error is a *TooSoonError. sharedBy is the admin who allowed
// people of another company to read this one; empty: nobody was asked.
func (s *Service) PostNow(ctx context.Context, id, sharedBy string) (digest.Delivery, error) {
	sub, err := s.subscription(ctx, id)
	if err != nil {
		return digest.Delivery{}, err
	}
	now := s.now()
	asked := digest.Delivery{Subscription: sub.ID, Slot: now, Status: digest.Pending, Manual: true}
	r := row{Delivery: asked, nextAttempt: now, sharedBy: sharedBy}
	err = s.inTransaction(ctx, func(tx *sql.Tx) (err error) {
		r, err = insertManual(ctx, tx, r)
		return err
	})
	if soon, ok := errors.AsType[*digest.TooSoonError](err); ok {
		return digest.Delivery{}, soon
	}
	if err != nil {
		return digest.Delivery{}, fmt.Errorf("write delivery: %w", err)
	}
	asap := s.moment().jobFor(r)
	asap.at = time.Time{}
	if err := s.queue.insert(ctx, []job{asap}); err != nil {
		return digest.Delivery{}, fmt.Errorf("job for a digest: %w", err)
	}
	return r.Delivery, nil
}

// insertManual adds a slot that somebody asked for, unless one was added less than a minute ago. On
// Postgres the update keeps other replicas from adding one until the end of the transaction.
func insertManual(ctx context.Context, tx *sql.Tx, r row) (row, error) {
	if _, err := tx.ExecContext(ctx, `UPDATE subscription SET revision = revision
		WHERE id = $1`, r.Subscription); err != nil {
		return r, err
	}
	var last sql.NullInt64
	err := tx.QueryRowContext(ctx, `SELECT max(slot_ms) FROM delivery WHERE subscription = $1 AND manual = 1
		AND slot_ms > $2 AND slot_ms < $3`,
		r.Subscription, toMillis(r.Slot.Add(-manualInterval)), toMillis(r.Slot.Add(manualInterval))).Scan(&last)
	if err != nil {
		return r, err
	}
	if last.Valid {
		return r, &digest.TooSoonError{Again: fromMillis(last.Int64).Add(manualInterval)}
	}
	for {
		entered, err := insertRow(ctx, tx, r)
		if err != nil || entered {
			return r, err
		}
		r.Slot = r.Slot.Add(time.Millisecond) // Another slot is due at the same millisecond.
	}
}

// RetryChannel tries again at once what could not be delivered to a channel: the bot was invited to
// it, or it was unarchived. It leaves alone a post that may still arrive, because a search that is
// too early would lead to a second post.
func (s *Service) RetryChannel(ctx context.Context, channel string) error {
	now := s.now()
	_, err := s.cfg.DB.Writer().ExecContext(ctx, `UPDATE delivery SET next_attempt_ms = $2
		WHERE (status = 'pending' OR status = 'sending' AND sent_ms <= $3) AND next_attempt_ms > $2 AND slot_ms <= $2
		AND subscription IN (SELECT id FROM subscription WHERE channel = $1 AND problem <> '')`,
		channel, toMillis(now), toMillis(now.Add(-s.ambiguityWindow())))
	if err == nil {
		err = s.inTransaction(ctx, func(tx *sql.Tx) error { return clearChannelProblems(ctx, tx, channel) })
	}
	if err != nil {
		return fmt.Errorf("write delivery: %w", err)
	}
	s.Wake()
	return nil
}

// RetryDigest tries again at once the due slots of a digest that could not be delivered, and
// reports whether there are any. It leaves alone a post that may still arrive.
func (s *Service) RetryDigest(ctx context.Context, id string) (trying bool, err error) {
	now := s.now()
	trying, err = affected(s.cfg.DB.Writer().ExecContext(ctx, `UPDATE delivery SET next_attempt_ms = $2
		WHERE subscription = $1 AND slot_ms <= $2 AND (status = 'pending' AND reason <> '' OR status = 'sending'
		AND sent_ms <= $3)`,
		strings.ToLower(id), toMillis(now), toMillis(now.Add(-s.ambiguityWindow()))))
	if err != nil {
		return false, fmt.Errorf("write delivery: %w", err)
	}
	if trying {
		s.Wake()
	}
	return trying, nil
}

// Preview returns the report that a digest would be made of now, compared with its last one. It
// posts and stores nothing. The subscription need not exist.
func (s *Service) Preview(ctx context.Context, sub digest.Subscription) (digest.Report, error) {
	if err := s.check(&sub); err != nil {
		return digest.Report{}, err
	}
	last, _, err := s.oneRow(ctx, `subscription = $1 AND status = 'posted' ORDER BY reported_until_ms DESC`, sub.ID)
	if err != nil {
		return digest.Report{}, err
	}
	c, err := s.makeReport(ctx, sub, s.now().Add(-previewMaxAge), last.Slot, last.reportedUntil, true)
	if err != nil {
		return digest.Report{}, err
	}
	return c.Report, nil
}

// previewMaxAge is how old the mirror may be for a preview.
const previewMaxAge = 30 * time.Second
