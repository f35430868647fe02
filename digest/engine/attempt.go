package engine

import (
	"context"
	"errors"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/panicsafe"
)

const (
	// mendRetry is how often an attempt is made that needs somebody to mend something first.
	mendRetry = time.Hour

	// recordTimeout bounds recording the outcome of a post, which happens even while the program
	// stops.
	recordTimeout = 5 * time.Second

	retrySoon = 50 * time.Millisecond
)

// An attempt is one try at delivering one slot.
type attempt struct {
	*Service
	sub digest.Subscription
	row row
	now time.Time
}

// deliver works on one slot. It returns when to work on it again; 0 when the slot is final. Any
// number of callers may call it for any slot at any time: the row of the delivery decides.
func (s *Service) deliver(ctx context.Context, subscription string, slot int64) (again time.Duration, err error) {
	r, found, err := s.row(ctx, subscription, slot)
	if err != nil || !found || !r.unfinished() {
		return 0, err
	}
	now := s.now()
	if wait := r.nextAttempt.Sub(now); wait > 0 {
		return wait, nil // Another attempt has the lease, or it is not time yet.
	}
	a := attempt{Service: s, row: r, now: now}
	a.sub, err = s.subscription(ctx, subscription)
	if errors.Is(err, digest.ErrNotFound) {
		a.sub = digest.Subscription{ID: subscription, Channel: r.channel}
		return a.withoutSubscription(ctx)
	}
	if err != nil {
		return 0, err
	}
	who := slotKey{subscription, slot}
	if wait := s.channels.reserve(a.sub.Channel, who, now); wait > 0 {
		return a.snooze(ctx, wait, a.row.Reason)
	}
	defer s.channels.release(a.sub.Channel)
	if held, err := a.takeLease(ctx); err != nil || !held {
		return retrySoon, err
	}
	return a.run(ctx)
}

// withoutSubscription ends a slot of a deleted subscription, once it is known whether Slack has it.
func (a *attempt) withoutSubscription(ctx context.Context) (time.Duration, error) {
	if held, err := a.takeLease(ctx); err != nil || !held {
		return retrySoon, err
	}
	if a.row.Status == digest.Sending {
		if done, again, err := a.reconcilePost(ctx); done || err != nil || again > 0 {
			return again, err
		}
	}
	return 0, a.end(ctx, digest.Skipped, digest.ReasonDeleted)
}

// run makes the attempt, which holds the lease on its row.
func (a *attempt) run(ctx context.Context) (time.Duration, error) {
	reconciled := a.row.Status == digest.Sending
	if reconciled {
		if done, again, err := a.reconcilePost(ctx); done || err != nil || again > 0 {
			return again, err
		}
	}
	switch status, reason, err := a.expiry(ctx); {
	case err != nil:
		return 0, err
	case status == digest.Failed:
		return 0, a.giveUp(ctx, reason)
	case status != "":
		return 0, a.end(ctx, status, reason)
	}
	if err := a.giveUpOlder(ctx); err != nil {
		return 0, err
	}
	if again, err := a.waitForSibling(ctx); err != nil || again > 0 {
		return again, err
	}
	if !reconciled && a.row.sent.IsZero() && a.now.Sub(a.row.Slot) > findAfter {
		if done, again, err := a.findBeforePost(ctx); done || err != nil || again > 0 {
			return again, err
		}
	}
	var report builtReport
	var from time.Time
	err := panicsafe.Run(func() (err error) {
		report, from, err = a.buildReport(ctx)
		return err
	})
	switch {
	case errors.Is(err, digest.ErrStaleData):
		return a.snooze(ctx, backOff(a.now.Sub(a.row.Slot)), a.mayarProblem())
	case errors.Is(err, errFilter):
		return 0, a.giveUp(ctx, digest.ProblemBrokenFilter)
	case err != nil:
		return a.internalError(ctx, err)
	}
	if a.staysQuiet(report) {
		return 0, a.skipQuiet(ctx)
	}
	if done, again, err := a.mayPost(ctx); done || err != nil {
		return again, err
	}
	return a.post(ctx, report, from)
}

// internalError gives back a slot for which no digest could be made, because of a fault of the
// program or its database.
func (a *attempt) internalError(ctx context.Context, err error) (time.Duration, error) {
	reason := digest.ProblemInternal
	if errors.Is(ctx.Err(), context.Canceled) {
		reason = a.row.Reason // The program stops.
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
	defer cancel()
	a.now = a.Service.now()
	a.logRetry(ctx, err, reason)
	return a.snooze(ctx, backOff(a.now.Sub(a.row.Slot)), reason)
}

// waitForSibling returns how long to wait for another slot of the subscription whose outcome is
// unknown. The changes that the two report must follow on each other.
func (a *attempt) waitForSibling(ctx context.Context) (time.Duration, error) {
	other, found, err := a.oneRow(ctx, `subscription = $1 AND slot_ms <> $2 AND status = 'sending'
		ORDER BY next_attempt_ms DESC`, a.sub.ID, toMillis(a.row.Slot))
	if err != nil || !found {
		return 0, err
	}
	return a.snooze(ctx, max(other.nextAttempt.Sub(a.now), 0)+time.Second, a.row.Reason)
}

// backOff is how long to wait before trying again, after trying for as long as elapsed.
func backOff(elapsed time.Duration) time.Duration {
	return min(max(elapsed, 5*time.Second), 5*time.Minute)
}
