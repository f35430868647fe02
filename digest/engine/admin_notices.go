package engine

import (
	"context"
	"database/sql"
	"slices"

	"github.com/mayarbot/mayarbot/digest"
)

// adminsKey stands for the admins in the column owner of digest_notice.
const adminsKey = "admins"

// queueAdminNotice queues one notice to the admins about a scope, however late they can be told.
// The notice that an owner is gone is sent after the others, which say so too.
func (a *attempt) queueAdminNotice(ctx context.Context, tx *sql.Tx, scope string, problem digest.Problem) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO digest_notice (owner, scope, problem, subscription, slot_ms, failed,
		tried_ms)
		VALUES ($1, $2, $3, $4, $5, 1, $7) ON CONFLICT (owner, scope, problem) DO UPDATE
		SET subscription = excluded.subscription, slot_ms = excluded.slot_ms, notified = 0, tried_ms = 0
		WHERE digest_notice.notified = 1 AND $3 <> $6`, adminsKey, scope, problem, a.sub.ID, toMillis(a.row.Slot),
		digest.ProblemOwnerGone, toInt(problem == digest.ProblemOwnerGone))
	return err
}

// sendTo sends a notice to a person, or to all admins. An admin who cannot be told does not keep
// the others from being told.
func (s *Service) sendTo(ctx context.Context, to string, notice digest.Notice) (sent []digest.SentNotice, err error) {
	if to != adminsKey {
		one, err := s.cfg.Slack.SendNotice(ctx, to, notice)
		return []digest.SentNotice{one}, err
	}
	notice.ToAdmins = true
	for _, admin := range s.cfg.Admins {
		one, failed := s.cfg.Slack.SendNotice(ctx, admin, notice)
		if failed != nil {
			err = failed
			continue
		}
		sent = append(sent, one)
	}
	if len(sent) > 0 {
		return sent, nil
	}
	instead, any := adminFallback(notice)
	if !any {
		return nil, err // The caller logs it.
	}
	one, err := s.cfg.Slack.SendNotice(ctx, instead, notice)
	return []digest.SentNotice{one}, err
}

// adminFallback says who is told when there is no admin, or none can be told. The owner is told of
// a digest that was paused because of its channel. The channel is told of a digest whose owner is
// gone, as soon as it can be reached.
func adminFallback(n digest.Notice) (to string, any bool) {
	switch {
	case slices.Contains([]digest.Problem{digest.ProblemChannelShared, digest.ProblemChannelNotAllowed}, n.Problem):
		return n.Subscription.Owner, !n.Subscription.OwnerGone
	case n.Problem == digest.ProblemOwnerNotAllowed:
		return "", false
	}
	return n.Subscription.Channel, true
}

// redirectToAdmins passes a notice on to the admins, because the owner's account is gone.
func (s *Service) redirectToAdmins(ctx context.Context, key noticeKey, sub digest.Subscription) error {
	return s.inTransaction(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE subscription SET owner_gone_ms = $2 WHERE owner = $1
			AND owner_gone_ms = 0`,
			sub.Owner, toMillis(s.now())); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO digest_notice (owner, scope, problem, subscription, slot_ms,
			failed, tried_ms)
			SELECT $4, scope, problem, subscription, slot_ms, failed, 0 FROM digest_notice WHERE owner = $1
			AND scope = $2 AND problem = $3
			ON CONFLICT (owner, scope, problem) DO NOTHING`, key.owner, key.scope, key.problem,
			adminsKey); err != nil {
			return err
		}
		// The notice above says so too. This one is sent only when that one cannot be.
		if _, err := tx.ExecContext(ctx, `INSERT INTO digest_notice (owner, scope, problem, subscription, failed,
			tried_ms)
			VALUES ($1, $2, $3, $4, 1, 1) ON CONFLICT (owner, scope, problem) DO NOTHING`, adminsKey, sub.Owner,
			digest.ProblemOwnerGone, sub.ID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE digest_notice SET notified = 1 WHERE owner = $1 AND scope = $2
			AND problem = $3`,
			key.owner, key.scope, key.problem)
		return err
	})
}
