package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

const (
	noticeTimeout = 10 * time.Second

	// noticeRetry is when a notice is sent again if the last try failed or was cut short.
	noticeRetry = 5 * time.Minute

	// noticeMaxAge is the age from which on nobody is told any more that a slot has failed.
	noticeMaxAge = 3 * 24 * time.Hour
)

// A noticeKey identifies a notice: one owner is told once of one problem in one scope.
type noticeKey struct {
	owner, scope string
	problem      digest.Problem
}

// droppable selects the notices that may be deleted once their problem is over. The owner still
// hears of a slot that has failed.
const droppable = `(notified = 1 OR failed = 0)`

// queueNotice records the problem of the subscription and queues a notice to its owner, unless one
// was sent.
func (a *attempt) queueNotice(
	ctx context.Context, tx *sql.Tx, problem digest.Problem, failed bool,
) (isNew bool, err error) {
	isNew, err = affected(tx.ExecContext(ctx, `UPDATE subscription SET problem = $2 WHERE id = $1
		AND problem <> $2`, a.sub.ID, problem))
	if err != nil {
		return false, err
	}
	// Of several slots, the notice names the last one that has failed.
	_, err = tx.ExecContext(ctx, `INSERT INTO digest_notice (owner, scope, problem, subscription, slot_ms, failed,
		tried_ms)
		VALUES ($1, $2, $3, $4, $5, $6, 0) ON CONFLICT (owner, scope, problem) DO UPDATE
		SET subscription = excluded.subscription, slot_ms = excluded.slot_ms, failed = excluded.failed
		WHERE digest_notice.notified = 0 AND (digest_notice.failed = 0 OR excluded.failed = 1)`,
		a.sub.Owner, scopeOf(a.sub, problem), problem, a.sub.ID, toMillis(a.row.Slot), toInt(failed))
	return isNew, err
}

// sendNotice sends one pending notice, unless it was sent or another attempt is sending it; reached
// is false if Slack failed. The notice is sent at least once: a crash before it is marked as sent
// repeats it.
func (s *Service) sendNotice(ctx context.Context, key noticeKey) (reached bool, err error) {
	notice := digest.Notice{Problem: key.problem}
	var id string
	var slot int64
	now := s.now()
	err = s.cfg.DB.Writer().QueryRowContext(ctx, `UPDATE digest_notice SET tried_ms = $4
		WHERE owner = $1 AND scope = $2 AND problem = $3 AND notified = 0 AND tried_ms <= $5
		RETURNING subscription, slot_ms, failed`, key.owner, key.scope, key.problem, toMillis(now),
		toMillis(now.Add(-noticeRetry))).Scan(&id, &slot, &notice.Failed)
	if errors.Is(err, sql.ErrNoRows) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("claim notice: %w", err)
	}
	notice.Slot = fromMillis(slot)
	notice.Subscription, err = s.subscription(ctx, id)
	if errors.Is(err, digest.ErrNotFound) {
		return true, s.markNotified(ctx, key, true)
	}
	if err != nil {
		return false, err
	}
	notice.Resolved = notice.Subscription.Problem != key.problem
	if key.problem == digest.ProblemOwnerGone {
		notice.Resolved = !notice.Subscription.OwnerGone
	}
	telling, cancel := context.WithTimeout(context.WithoutCancel(ctx), noticeTimeout)
	defer cancel()
	if key.owner != adminsKey {
		if gone, err := s.cfg.Slack.Deactivated(telling, key.owner); err == nil && gone {
			return true, s.redirectToAdmins(telling, key, notice.Subscription)
		}
	}
	sent, err := s.sendTo(telling, key.owner, notice)
	if err != nil {
		s.cfg.Log.WarnContext(ctx, "digest notice failed, retrying", "digest", id, "problem", key.problem, "error", err)
		return false, nil
	}
	if err := s.keepSent(telling, sent, key, notice); err != nil {
		return false, err
	}
	if key.owner == adminsKey && notice.Subscription.OwnerGone && key.problem != digest.ProblemOwnerGone {
		if err := s.markNotified(telling, noticeKey{adminsKey, notice.Subscription.Owner, digest.ProblemOwnerGone},
			false); err != nil {
			return false, err
		}
	}
	return true, s.markNotified(telling, key, notice.Resolved)
}

// markNotified marks a notice as sent. If its problem is over it deletes it, so that the next
// problem is reported anew.
func (s *Service) markNotified(ctx context.Context, key noticeKey, over bool) error {
	const where = ` WHERE owner = $1 AND scope = $2 AND problem = $3`
	statement := `UPDATE digest_notice SET notified = 1` + where
	if over {
		statement = `DELETE FROM digest_notice` + where
	}
	if _, err := s.cfg.DB.Writer().ExecContext(ctx, statement, key.owner, key.scope, key.problem); err != nil {
		return fmt.Errorf("mark notice as sent: %w", err)
	}
	return nil
}

// sendPending updates the notices of digests that were posted after all, and then sends the notices
// of failed slots that could not be sent before, such as while Slack was down. It stops at the
// first failure, because there may be many; the next tick starts with another notice.
func (s *Service) sendPending(ctx context.Context) error {
	if err := s.updateNotices(ctx); err != nil {
		return err
	}
	pending, err := s.pendingNotices(ctx)
	if err != nil {
		return err
	}
	for _, key := range pending {
		if reached, err := s.sendNotice(ctx, key); err != nil || !reached {
			return err
		}
	}
	return nil
}

func (s *Service) pendingNotices(ctx context.Context) ([]noticeKey, error) {
	rows, err := s.cfg.DB.Reader().QueryContext(ctx, `SELECT owner, scope, problem FROM digest_notice
		WHERE notified = 0 AND (failed = 1 OR owner = $2) AND tried_ms <= $1
		ORDER BY tried_ms`, toMillis(s.now().Add(-noticeRetry)), adminsKey)
	if err != nil {
		return nil, fmt.Errorf("read pending notices: %w", err)
	}
	defer rows.Close()
	var pending []noticeKey
	for rows.Next() {
		var key noticeKey
		if err := rows.Scan(&key.owner, &key.scope, &key.problem); err != nil {
			return nil, fmt.Errorf("read pending notices: %w", err)
		}
		pending = append(pending, key)
	}
	return pending, rows.Err()
}

// dropStale deletes notices that could not be sent for days: their owners may have left the
// workspace.
func (s *Service) dropStale(ctx context.Context) error {
	_, err := s.cfg.DB.Writer().ExecContext(ctx, `DELETE FROM digest_notice WHERE notified = 0 AND failed = 1
		AND slot_ms < $1 AND problem <> $2`,
		toMillis(s.now().Add(-noticeMaxAge)), digest.ProblemOwnerGone)
	if err != nil {
		return fmt.Errorf("drop stale notices: %w", err)
	}
	return s.dropOldSent(ctx, s.now().Add(-noticeMaxAge))
}
