package engine

import (
	"cmp"
	"context"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

const (
	// findMargin is how long before an attempt the search for its message starts, because clocks
	// differ.
	findMargin = 10 * time.Minute

	// findAfter is how late a digest must be to be searched for before its first post.
	findAfter = time.Minute
)

// reconcile finds out the outcome of an earlier attempt, if that is unknown.
func (a *attempt) reconcile(ctx context.Context) (done bool, again time.Duration, err error) {
	if a.row.Status != digest.Sending {
		return false, 0, nil
	}
	ts, found, err := a.find(ctx, a.row.channel, a.row.sent)
	if err != nil {
		return a.reconcileLater(ctx, err)
	}
	if found {
		return true, 0, a.recordPosted(ctx, ts, a.row.sent, true)
	}
	next := a.row
	next.Status = digest.Pending
	if saved, err := a.save(ctx, next); err != nil || !saved {
		return true, retrySoon, err
	}
	a.reconciled = true
	return false, 0, nil
}

// reconcileLater decides when to search again, until the slot is too late. If the owner was told
// what prevents the search, that is the only notice.
func (a *attempt) reconcileLater(ctx context.Context, err error) (done bool, again time.Duration, _ error) {
	f := slackFailure(err, backOff(a.now.Sub(a.row.sent)))
	a.logRetry(ctx, err, digest.ProblemUnknownPost)
	if a.now.Sub(a.row.Slot) > digest.MaxLateness {
		return true, 0, a.giveUp(ctx, cmp.Or(f.problem, digest.ProblemUnknownPost))
	}
	f.reason = a.row.Reason
	return a.tryLater(ctx, a.row, f)
}

// findUnrecorded searches for a late digest that was never posted according to the database, which
// may be a restored copy or a standby that lags behind. What the found message reported is unknown,
// so the next digest is compared with the one before it. A failed search does not keep the digest
// from being posted.
func (a *attempt) findUnrecorded(ctx context.Context) (done bool, again time.Duration, err error) {
	if a.reconciled || !a.row.sent.IsZero() || a.now.Sub(a.row.Slot) <= findAfter {
		return false, 0, nil
	}
	ts, found, err := a.find(ctx, a.sub.Channel, a.row.Slot)
	if f := slackFailure(err, 0); f.reason == digest.ProblemSlackBusy {
		return a.tryLater(ctx, a.row, f)
	}
	if err != nil || !found {
		return false, 0, nil
	}
	a.row.channel = a.sub.Channel
	return true, 0, a.recordPosted(ctx, ts, a.row.Slot, true)
}

// find searches a channel for the message of this slot, from since on.
func (a *attempt) find(ctx context.Context, channel string, since time.Time) (ts string, found bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, a.cfg.PostTimeout)
	defer cancel()
	// Slack's timestamps are real time, even if our clock was moved.
	return a.cfg.Slack.Find(ctx, channel, a.messageKey(), time.Now().Add(-a.now.Sub(since)).Add(-findMargin))
}
