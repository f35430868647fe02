package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

// updateBatch is how many messages one tick updates.
const updateBatch = 20

// keepSent records where a notice was sent, so that it can be updated once the digest is posted
// after all.
func (s *Service) keepSent(ctx context.Context, sent []digest.SentNotice, key noticeKey, notice digest.Notice) error {
	for _, one := range sent {
		if one.TS == "" || notice.Resolved || persistent(notice.Problem) {
			continue
		}
		_, err := s.cfg.DB.Writer().ExecContext(ctx, `INSERT INTO digest_sent_notice (channel, ts, owner, problem,
			subscription, slot_ms, failed)
			VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (channel, ts) DO NOTHING`, one.Channel, one.TS, key.owner,
			key.problem,
			notice.Subscription.ID, toMillis(notice.Slot), toInt(notice.Failed))
		if err != nil {
			return fmt.Errorf("keep sent notice: %w", err)
		}
	}
	return nil
}

// markForUpdate marks the notices about this slot or an earlier one, because it was posted after
// all.
func markForUpdate(ctx context.Context, tx *sql.Tx, r row) error {
	_, err := tx.ExecContext(ctx, `UPDATE digest_sent_notice SET posted_slot_ms = $2, posted_ms = $3
		WHERE subscription = $1 AND slot_ms <= $2 AND posted_ms = 0`,
		r.Subscription, toMillis(r.Slot), toMillis(r.PostedAt))
	return err
}

type sentRow struct {
	digest.SentNotice
	owner, subscription      string
	problem                  digest.Problem
	slot, postedSlot, posted int64
	failed                   bool
	at                       int64
}

// updateNotices updates the notices of digests that were posted after all. A message that is gone
// is dropped, and so is one that Slack no longer lets the bot change.
func (s *Service) updateNotices(ctx context.Context) error {
	due, err := s.noticesToUpdate(ctx)
	if err != nil {
		return err
	}
	for _, r := range due {
		mine, err := affected(s.cfg.DB.Writer().ExecContext(ctx, `UPDATE digest_sent_notice SET tried_ms = $4
			WHERE channel = $1 AND ts = $2 AND tried_ms = $3`,
			r.Channel, r.TS, r.at, toMillis(s.now())))
		if err != nil {
			return fmt.Errorf("claim notice update: %w", err)
		}
		if !mine {
			continue
		}
		if err := s.updateNotice(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) noticesToUpdate(ctx context.Context) ([]sentRow, error) {
	rows, err := s.cfg.DB.Reader().QueryContext(ctx, `SELECT channel, ts, owner, problem, subscription, slot_ms,
		posted_slot_ms, posted_ms, failed, tried_ms
		FROM digest_sent_notice WHERE posted_ms > 0 AND tried_ms <= $1 ORDER BY tried_ms, posted_ms
		LIMIT $2`, toMillis(s.now().Add(-noticeRetry)), updateBatch)
	if err != nil {
		return nil, fmt.Errorf("read notice updates: %w", err)
	}
	defer rows.Close()
	var due []sentRow
	for rows.Next() {
		var r sentRow
		if err := rows.Scan(&r.Channel, &r.TS, &r.owner, &r.problem, &r.subscription, &r.slot, &r.postedSlot, &r.posted,
			&r.failed, &r.at); err != nil {
			return nil, fmt.Errorf("read notice updates: %w", err)
		}
		due = append(due, r)
	}
	return due, rows.Err()
}

func (s *Service) updateNotice(ctx context.Context, r sentRow) error {
	sub, err := s.subscription(ctx, r.subscription)
	if err == nil {
		telling, cancel := context.WithTimeout(context.WithoutCancel(ctx), noticeTimeout)
		defer cancel()
		err = s.cfg.Slack.UpdateNotice(telling, r.SentNotice, digest.Notice{
			Subscription: sub, Problem: r.problem, Slot: fromMillis(r.slot), Failed: r.failed,
			ToAdmins:   r.owner == adminsKey,
			PostedSlot: fromMillis(r.postedSlot), PostedAt: fromMillis(r.posted),
		})
		postErr, _ := errors.AsType[*digest.PostError](err)
		if err != nil && (postErr == nil || postErr.Problem == "") {
			s.cfg.Log.WarnContext(ctx, "notice could not be changed, retrying", "digest", r.subscription, "error", err)
			return nil
		}
	} else if !errors.Is(err, digest.ErrNotFound) {
		return err
	}
	if _, err := s.cfg.DB.Writer().ExecContext(ctx, `DELETE FROM digest_sent_notice WHERE channel = $1
		AND ts = $2`, r.Channel, r.TS); err != nil {
		return fmt.Errorf("drop sent notices: %w", err)
	}
	return nil
}

// dropOldSent drops old notices, which nobody reads any more.
func (s *Service) dropOldSent(ctx context.Context, before time.Time) error {
	if _, err := s.cfg.DB.Writer().ExecContext(ctx, `DELETE FROM digest_sent_notice
		WHERE slot_ms < $1`, toMillis(before)); err != nil {
		return fmt.Errorf("drop sent notices: %w", err)
	}
	return nil
}

// persistent tells whether a problem lasts although a digest is posted.
func persistent(problem digest.Problem) bool {
	return problem.Pauses() || problem == digest.ProblemOwnerGone
}
