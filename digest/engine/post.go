package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

// arrivalSlack is how long after its timeout a post may still arrive at Slack when Slack is slow.
// If a process dies inside a post, another one takes over watchPatience later, and must still have
// time to post within the promised minute.
const arrivalSlack = 20 * time.Second

// post posts the message and records the outcome.
func (a *attempt) post(ctx context.Context) (done bool, again time.Duration, err error) {
	a.now = a.Service.now()
	marked, err := a.markSending(ctx)
	switch {
	case err != nil:
		return true, 0, err
	case !marked:
		// Somebody changed, paused or deleted the subscription just now, or another digest of it
		// was posted.
		return a.snooze(ctx, retrySoon, a.row.Reason)
	}
	// The lease began before the row was marked as sending, and that may have taken long.
	left := a.cfg.PostTimeout - a.Service.now().Sub(a.row.sent)
	if left <= 0 {
		return a.returnUnsent(ctx)
	}
	posting, cancel := context.WithTimeout(ctx, min(left, a.cfg.PostTimeout))
	ts, err := a.cfg.Slack.Post(posting, a.sub.Channel, a.variants, a.messageKey())
	cancel()
	// The outcome is recorded even if the program is told to stop meanwhile.
	ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
	defer cancel()
	a.now = a.Service.now()
	if err != nil {
		return a.postFailed(ctx, err)
	}
	return true, 0, a.recordPosted(ctx, ts, a.now, a.report.MayarDown)
}

// returnUnsent gives back a row without a post, because marking it as sending took so long that the
// post would outlive the lease.
func (a *attempt) returnUnsent(ctx context.Context) (done bool, again time.Duration, err error) {
	a.now = a.Service.now()
	next := a.row
	next.Status, next.Attempts = digest.Pending, a.row.Attempts-1
	return a.tryLater(ctx, next, failure{again: retrySoon, reason: a.row.Reason})
}

// ambiguityWindow is how long after the call a post may still arrive at Slack.
func (s *Service) ambiguityWindow() time.Duration { return s.cfg.PostTimeout + arrivalSlack }

func (a *attempt) messageKey() digest.MessageKey {
	return digest.MessageKey{Subscription: a.sub.ID, Slot: a.row.Slot}
}

// recordPosted records that Slack has the message, and clears the problems that are over. It does
// so even if another attempt has the lease by now: that one then sees that the slot is final.
func (a *attempt) recordPosted(ctx context.Context, ts string, at time.Time, mayarDown bool) error {
	next := a.row
	next.Status, next.TS, next.PostedAt, next.Reason = digest.Posted, ts, at, ""
	err := a.inTransaction(ctx, func(tx *sql.Tx) error {
		if err := markForUpdate(ctx, tx, next); err != nil {
			return err
		}
		if err := clearProblems(ctx, tx, a.sub, a.row.channel, mayarDown); err != nil {
			return err
		}
		return conflictIfUnchanged(savePosted(ctx, tx, next))
	})
	if errors.Is(err, errLostRace) {
		// This took so long that another attempt has ended the slot.
		a.cfg.Log.WarnContext(ctx, "delivery already final", "digest", a.sub.ID, "slot", a.row.Slot)
		return nil
	}
	if err != nil {
		return fmt.Errorf("record that a digest was posted: %w", err)
	}
	a.row = next
	a.cfg.Metrics.Ended(next.Delivery)
	return nil
}

// postFailed records why a post failed, and when to try again.
func (a *attempt) postFailed(ctx context.Context, err error) (done bool, again time.Duration, _ error) {
	postErr, _ := errors.AsType[*digest.PostError](err)
	if postErr == nil || !postErr.NotPosted {
		// Slack may have the message, so the row stays as it is. The next attempt searches for it.
		a.logRetry(ctx, err, digest.ProblemSlackDown)
		wait := max(a.ambiguityWindow()-a.now.Sub(a.row.sent), backOff(a.triedFor()))
		return a.snooze(ctx, wait, digest.ProblemSlackDown)
	}
	next := a.row
	next.Status = digest.Pending
	if postErr.RetryAfter > 0 {
		next.Attempts-- // Slack asked to wait: this does not count as an attempt.
	}
	f := slackFailure(err, backOff(a.triedFor()))
	a.logRetry(ctx, err, f.reason)
	return a.tryLater(ctx, next, f)
}
