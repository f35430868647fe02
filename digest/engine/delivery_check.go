package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

// checkDelivery asks Slack, right before the post, whether the digest may still go where it goes.
// If not, it pauses the digest. While Slack cannot say, the slot waits as for other failures of
// Slack's.
func (a *attempt) checkDelivery(ctx context.Context) (done bool, again time.Duration, err error) {
	asking, cancel := context.WithTimeout(ctx, a.cfg.PostTimeout)
	check, err := a.cfg.Slack.CheckDelivery(asking, a.sub)
	cancel()
	a.now = a.Service.now()
	if err != nil {
		return a.checkFailed(ctx, err)
	}
	if check.Problem == "" && check.Shared && a.sub.SharedBy == "" && a.row.sharedBy == "" {
		check.Problem = digest.ProblemChannelShared
	}
	if err := a.recordCheck(ctx, check); err != nil {
		return true, 0, err
	}
	if check.Problem != "" {
		return a.pauseNotAllowed(ctx, check.Problem)
	}
	return false, 0, nil
}

// checkFailed gives the slot back while Slack cannot say whether it may be posted. Slack has no
// message of it.
func (a *attempt) checkFailed(ctx context.Context, err error) (done bool, again time.Duration, _ error) {
	if errors.Is(ctx.Err(), context.Canceled) { // The program stops.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
		defer cancel()
		return a.snooze(ctx, retrySoon, a.row.Reason)
	}
	f := slackFailure(err, backOff(a.now.Sub(a.row.Slot)))
	a.logRetry(ctx, err, f.reason)
	return a.tryLater(ctx, a.row, f)
}

// pauseNotAllowed pauses a digest that may not be posted where it goes, skips the slot and queues a
// notice to the admins, in one transaction.
func (a *attempt) pauseNotAllowed(
	ctx context.Context, problem digest.Problem,
) (done bool, again time.Duration, err error) {
	paused := a.sub
	paused.PausedUntil, paused.Problem = digest.Forever, problem
	if err := a.updateNext(&paused, a.now); err != nil {
		return true, 0, err
	}
	next := a.row
	next.Status, next.Reason, next.Late = digest.Skipped, problem, false
	err = a.inTransaction(ctx, func(tx *sql.Tx) error {
		if err := conflictIfUnchanged(updateSubscription(ctx, tx, paused)); err != nil {
			return err
		}
		if err := unplan(ctx, tx, a.sub.ID, a.now); err != nil {
			return err
		}
		if err := a.queueAdminNotice(ctx, tx, a.sub.ID, problem); err != nil {
			return err
		}
		return conflictIfUnchanged(replaceRow(ctx, tx, a.row, next, ""))
	})
	if errors.Is(err, errLostRace) {
		return a.snooze(ctx, retrySoon, a.row.Reason) // Somebody changed it just now.
	}
	if err != nil {
		return true, 0, fmt.Errorf("pause digest: %w", err)
	}
	a.row = next
	a.cfg.Metrics.Ended(next.Delivery)
	a.cfg.Metrics.ProblemFound(problem)
	a.cfg.Log.WarnContext(ctx, "digest paused, no longer allowed to post", "digest", a.sub.ID, "channel", a.sub.Channel,
		"owner", a.sub.Owner, "slot", next.Slot, "reason", problem)
	return true, 0, nil
}

// recordCheck records whether the owner is gone, of which the admins are told once. It ends the
// permission for a shared channel once the channel is no longer shared.
func (a *attempt) recordCheck(ctx context.Context, check digest.DeliveryCheck) error {
	if !check.Shared && a.sub.SharedBy != "" && check.Problem == "" {
		if _, err := a.cfg.DB.Writer().ExecContext(ctx, `UPDATE subscription SET shared_by = ''
			WHERE id = $1`, a.sub.ID); err != nil {
			return fmt.Errorf("record delivery check: %w", err)
		}
		a.sub.SharedBy = ""
	}
	if check.OwnerGone == a.sub.OwnerGone {
		return nil
	}
	err := a.inTransaction(ctx, func(tx *sql.Tx) error {
		if err := a.recordOwnerGone(ctx, tx, check.OwnerGone); err != nil || !check.OwnerGone || check.Problem != "" {
			return err // If the digest is paused for that, the notice about the pause says it.
		}
		return a.queueAdminNotice(ctx, tx, a.sub.Owner, digest.ProblemOwnerGone)
	})
	if err != nil {
		return fmt.Errorf("record owner of a digest: %w", err)
	}
	a.sub.OwnerGone = check.OwnerGone
	return nil
}

// recordOwnerGone records for all digests of the owner whether the account is gone. After a return,
// a second departure is reported again.
func (a *attempt) recordOwnerGone(ctx context.Context, tx *sql.Tx, gone bool) error {
	since := time.Time{}
	if gone {
		since = a.now
	}
	if _, err := tx.ExecContext(ctx, `UPDATE subscription SET owner_gone_ms = $2
		WHERE owner = $1`, a.sub.Owner, toMillis(since)); err != nil {
		return err
	}
	if gone {
		return nil
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM digest_notice WHERE owner = $1 AND scope = $2
		AND problem = $3`, adminsKey, a.sub.Owner, digest.ProblemOwnerGone)
	return err
}

// Orphans returns the subscriptions whose owner's account is gone.
func (s *Service) Orphans(ctx context.Context) ([]digest.Subscription, error) {
	return s.subscriptions(ctx, `owner_gone_ms > 0 ORDER BY channel, created_ms, id`)
}
