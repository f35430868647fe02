package digest

import (
	"cmp"
	"context"
	"errors"
	"time"
)

const (
	// findMargin is how far before an attempt the search for it begins: clocks differ.
	findMargin = 10 * time.Minute

	// lookAfter is from when on a late digest is looked for before it is first posted.
	findAfter = time.Minute
)

// resolve finds out what became of an earlier attempt to post. done: Slack has it, or nobody will know. Else, with no time to wait, Slack does not have
// it, and it may be posted.
func (a *attempt) reconcilePost(ctx context.Context) (done bool, again time.Duration, err error) {
	ts, found, err := a.find(ctx, a.row.channel, a.row.sent)
	if err != nil {
		return a.reconcileLater(ctx, err)
	}
	if found {
		return true, 0, a.recordPosted(ctx, ts, a.row.sent, true)
	}
	next := a.row
	next.Status = Pending
	if saved, err := a.save(ctx, next); err != nil || !saved {
		return false, retrySoon, err
	}
	return false, 0, nil
}

// find looks for the message of this slot in a channel, among those since a moment.
func (a *attempt) find(ctx context.Context, channel string, since time.Time) (ts string, found bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, a.cfg.PostTimeout)
	defer cancel()
	// Slack's times are those of the world, also when our clock was moved.
	return a.cfg.Slack.Find(ctx, channel, a.messageKey(), time.Now().Add(-a.now.Sub(since)).Add(-findMargin))
}

// lookFirst looks for a late digest that the ledger says was never posted: a database that was restored, or whose standby took over, may have
// forgotten. Up to which moment the message told what changed is not known, so that the next one goes by the one before. Where nobody can look, this
// keeps no digest from its channel.
func (a *attempt) findBeforePost(ctx context.Context) (done bool, again time.Duration, err error) {
	ts, found, err := a.find(ctx, a.sub.Channel, a.row.Slot)
	if postErr, _ := errors.AsType[PostError](err); postErr != nil {
		if pause, asked := postErr.RetryAfter(); asked {
			again, err = a.snooze(ctx, max(pause, retrySoon), ProblemSlackBusy)
			return false, again, err
		}
	}
	if err != nil || !found {
		return false, 0, nil
	}
	a.row.channel = a.sub.Channel
	return true, 0, a.recordPosted(ctx, ts, a.row.Slot, true)
}

// unresolved decides when to look again, until the grace is over. An owner who was told what keeps it from looking is told nothing else then.
func (a *attempt) reconcileLater(ctx context.Context, err error) (done bool, again time.Duration, _ error) {
	again, problem := backOff(a.now.Sub(a.row.sent)), ""
	if postErr, _ := errors.AsType[PostError](err); postErr != nil {
		if problem = postErr.Problem(); problem != "" {
			again = mendRetry
		}
		if pause, asked := postErr.RetryAfter(); asked {
			again = max(pause, retrySoon)
		}
	}
	a.logRetry(ctx, err, ProblemUnknownPost)
	if a.now.Sub(a.row.Slot) > MaxLateness {
		return true, 0, a.giveUp(ctx, cmp.Or(problem, ProblemUnknownPost))
	}
	again, err = a.snooze(ctx, again, a.row.Reason)
	if err == nil && problem != "" {
		err = a.recordProblem(ctx, problem)
	}
	return false, again, err
}
