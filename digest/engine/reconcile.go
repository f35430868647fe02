package engine

import (
	"cmp"
	"context"
	"errors"
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

// reconcilePost finds out the outcome of an earlier attempt. done is true if Slack has the message,
// or if nobody will find out. If done is false and again is 0, Slack does not have the message, and
// the digest may be posted.
func (a *attempt) reconcilePost(ctx context.Context) (done bool, again time.Duration, err error) {
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
		return false, retrySoon, err
	}
	return false, 0, nil
}

// find searches a channel for the message of this slot, from since on.
func (a *attempt) find(ctx context.Context, channel string, since time.Time) (ts string, found bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, a.cfg.PostTimeout)
	defer cancel()
	// Slack's timestamps are real time, even if our clock was moved.
	return a.cfg.Slack.Find(ctx, channel, a.messageKey(), time.Now().Add(-a.now.Sub(since)).Add(-findMargin))
}

// findBeforePost searches for a late digest that was never posted according to the database, which
// may be a restored copy or a standby that lags behind. What the found message reported is unknown,
// so the next digest is compared with the one before it. A failed search does not keep the digest
// from being posted.
func (a *attempt) findBeforePost(ctx context.Context) (done bool, again time.Duration, err error) {
	ts, found, err := a.find(ctx, a.sub.Channel, a.row.Slot)
	if postErr, _ := errors.AsType[digest.PostError](err); postErr != nil {
		if pause, asked := postErr.RetryAfter(); asked {
			again, err = a.snooze(ctx, max(pause, retrySoon), digest.ProblemSlackBusy)
			return false, again, err
		}
	}
	if err != nil || !found {
		return false, 0, nil
	}
	a.row.channel = a.sub.Channel
	return true, 0, a.recordPosted(ctx, ts, a.row.Slot, true)
}

// reconcileLater decides when to search again, until the slot is too late. If the owner was told
// what prevents the search, that is the only notice.
func (a *attempt) reconcileLater(ctx context.Context, err error) (done bool, again time.Duration, _ error) {
	again, problem := backOff(a.now.Sub(a.row.sent)), digest.Problem("")
	if postErr, _ := errors.AsType[digest.PostError](err); postErr != nil {
		if problem = postErr.Problem(); problem != "" {
			again = mendRetry
		}
		if pause, asked := postErr.RetryAfter(); asked {
			again = max(pause, retrySoon)
		}
	}
	a.logRetry(ctx, err, digest.ProblemUnknownPost)
	if a.now.Sub(a.row.Slot) > digest.MaxLateness {
		return true, 0, a.giveUp(ctx, cmp.Or(problem, digest.ProblemUnknownPost))
	}
	again, err = a.snooze(ctx, again, a.row.Reason)
	if err == nil && problem != "" {
		err = a.recordProblem(ctx, problem)
	}
	return false, again, err
}
