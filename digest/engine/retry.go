package engine

import (
	"context"
	"errors"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/internal/panicsafe"
)

const (
	// mendRetry is how often an attempt is made that needs somebody to mend something first.
	mendRetry = time.Hour

	// retrySoon is when an attempt is made again that another one or a change got in the way of.
	retrySoon = 50 * time.Millisecond

	// minBackOff and maxBackOff bound the wait after other failures.
	minBackOff = 5 * time.Second
	maxBackOff = 5 * time.Minute
)

// A failure is what an error means: when to try again, why, and what somebody must mend first.
type failure struct {
	again   time.Duration
	reason  digest.Problem
	problem digest.Problem // empty: trying again may help
}

// slackFailure is what an error of Slack's means; again is when to try again if Slack does not say.
func slackFailure(err error, again time.Duration) failure {
	f := failure{again: again, reason: digest.ProblemSlackDown}
	postErr, _ := errors.AsType[*digest.PostError](err)
	if postErr == nil {
		return f
	}
	if postErr.RetryAfter > 0 {
		f.again, f.reason = max(postErr.RetryAfter, retrySoon), digest.ProblemSlackBusy
	}
	if f.problem = postErr.Problem; f.problem != "" {
		f.again, f.reason = mendRetry, f.problem
	}
	return f
}

// backOff is how long to wait before trying again, after trying for as long as elapsed.
func backOff(elapsed time.Duration) time.Duration {
	return min(max(elapsed, minBackOff), maxBackOff)
}

// triedFor doubles with each attempt: 5 seconds, 10, 20, and so on.
func (a *attempt) triedFor() time.Duration {
	return minBackOff << min(max(a.row.Attempts-1, 0), 10)
}

// snooze gives the row back, to be worked on again after d. It ends the attempt.
func (a *attempt) snooze(
	ctx context.Context, d time.Duration, reason digest.Problem,
) (done bool, again time.Duration, err error) {
	return a.tryLater(ctx, a.row, failure{again: d, reason: reason})
}

// tryLater gives the row back as next, and records the problem, if there is one. It ends the
// attempt.
func (a *attempt) tryLater(
	ctx context.Context, next row, f failure,
) (done bool, again time.Duration, err error) {
	next = next.leasedUntil(a.now.Add(f.again))
	next.Reason = f.reason
	if saved, err := a.save(ctx, next); err != nil || !saved {
		return true, retrySoon, err
	}
	if f.problem != "" {
		return true, f.again, a.recordProblem(ctx, f.problem)
	}
	return true, f.again, nil
}

// logRetry counts and logs an attempt that will be made again.
func (a *attempt) logRetry(ctx context.Context, err error, reason digest.Problem) {
	a.cfg.Metrics.Retried(reason)
	log := a.cfg.Log
	if p, ok := errors.AsType[*panicsafe.Panic](err); ok {
		log = log.With("stack", p.Stack)
	}
	log.WarnContext(ctx, "digest attempt failed, retrying", "digest", a.sub.ID, "channel", a.sub.Channel, "slot",
		a.row.Slot, "attempt", a.row.Attempts,
		"reason", reason, "error", err)
}
