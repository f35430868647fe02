package engine

import (
	"context"
	"errors"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/internal/panicsafe"
)

const (
	// recordTimeout bounds recording the outcome of a post, which happens even while the program
	// stops.
	recordTimeout = 5 * time.Second

	// manualMaxLateness is how long a digest that was asked for is tried.
	manualMaxLateness = time.Hour
)

// An attempt is one try at delivering one slot.
type attempt struct {
	*Service
	sub digest.Subscription
	row row
	now time.Time

	reconciled bool // Slack was asked for the message of an earlier attempt, and has none
	report     builtReport
	variants   []blockkit.Message
}

// A step is a part of an attempt. If it is done, the attempt ends with it, and again is when to
// work on the slot again; 0 when the slot is final. An error ends the attempt too.
type step func(ctx context.Context) (done bool, again time.Duration, err error)

// steps are what an attempt does once it has the lease on its row.
func (a *attempt) steps() []step {
	return []step{
		a.reconcile,      // Does Slack have the message of an earlier attempt?
		a.expire,         // Is it too late, paused or superseded?
		a.giveUpOlder,    // Has the slot before it failed?
		a.waitForSibling, // Is another slot of the subscription being posted?
		a.findUnrecorded, // Did a database that was restored since post it?
		a.buildReport,
		a.checkDelivery, // May it still be posted where it goes?
		a.render,
		a.post,
	}
}

// deliver works on one slot. It returns when to work on it again; 0 when the slot is final. Any
// number of callers may call it for any slot at any time: the row of the delivery decides.
func (s *Service) deliver(ctx context.Context, subscription string, slot int64) (again time.Duration, err error) {
	r, found, err := s.row(ctx, subscription, slot)
	if err != nil || !found || !r.unfinished() {
		return 0, err
	}
	a := attempt{Service: s, row: r, now: s.now()}
	if wait := r.nextAttempt.Sub(a.now); wait > 0 {
		return wait, nil // Another attempt has the lease, or it is not time yet.
	}
	a.sub, err = s.subscription(ctx, subscription)
	if errors.Is(err, digest.ErrNotFound) {
		a.sub = digest.Subscription{ID: subscription, Channel: r.channel}
		return a.run(ctx, a.reconcile, a.endDeleted)
	}
	if err != nil {
		return 0, err
	}
	if wait := s.channels.reserve(a.sub.Channel, slotKey{subscription, slot}, a.now); wait > 0 {
		_, again, err := a.snooze(ctx, wait, a.row.Reason)
		return again, err
	}
	defer s.channels.release(a.sub.Channel)
	return a.run(ctx, a.steps()...)
}

// run takes the lease and does the steps until one of them ends the attempt.
func (a *attempt) run(ctx context.Context, steps ...step) (again time.Duration, err error) {
	if held, err := a.takeLease(ctx); err != nil || !held {
		return retrySoon, err
	}
	for _, do := range steps {
		if done, again, err := do(ctx); done || err != nil {
			return again, err
		}
	}
	return 0, nil
}

// endDeleted ends a slot of a deleted subscription.
func (a *attempt) endDeleted(ctx context.Context) (done bool, again time.Duration, err error) {
	return true, 0, a.end(ctx, digest.Skipped, digest.ReasonDeleted)
}

// expire ends a slot that is too late, paused or superseded.
func (a *attempt) expire(ctx context.Context) (done bool, again time.Duration, err error) {
	longest := maxLateness(a.sub)
	if a.row.Manual {
		longest = manualMaxLateness
	} else {
		if a.sub.Paused(a.now) {
			return true, 0, a.end(ctx, digest.Skipped, digest.ReasonPaused)
		}
		_, newer, err := a.oneRow(ctx, `subscription = $1 AND slot_ms > $2 AND slot_ms <= $3
			AND manual = 0 AND reason <> $4`, a.sub.ID, toMillis(a.row.Slot), toMillis(a.now), digest.ReasonHoliday)
		if err != nil {
			return true, 0, err
		}
		if newer {
			return true, 0, a.endSuperseded(ctx)
		}
	}
	switch {
	case a.now.Sub(a.row.Slot) <= longest:
		return false, 0, nil
	case a.row.Reason == "":
		return true, 0, a.end(ctx, digest.Skipped, digest.ReasonMissed)
	}
	return true, 0, a.giveUp(ctx, a.row.Reason)
}

// endSuperseded ends a slot after which another one is due. It has failed when no slot could be
// posted for longer than MaxLateness: slots of a frequent digest never get that old, and otherwise
// nobody would be told.
func (a *attempt) endSuperseded(ctx context.Context) error {
	silent, err := a.nothingPostedSince(ctx)
	switch {
	case err != nil:
		return err
	case silent && a.row.Reason != "":
		return a.giveUp(ctx, a.row.Reason)
	}
	return a.end(ctx, digest.Skipped, digest.ReasonSuperseded)
}

// giveUpOlder does the same for the slot before, which this one is about to supersede.
func (a *attempt) giveUpOlder(ctx context.Context) (done bool, again time.Duration, err error) {
	if a.row.Manual {
		return false, 0, nil
	}
	older, found, err := a.oneRow(ctx, `subscription = $1 AND slot_ms < $2 AND status = 'pending' AND reason <> ''
		AND manual = 0 ORDER BY slot_ms DESC`,
		a.sub.ID, toMillis(a.row.Slot))
	if err != nil || !found {
		return false, 0, err
	}
	if silent, err := a.nothingPostedSince(ctx); err != nil || !silent {
		return false, 0, err
	}
	return false, 0, (&attempt{Service: a.Service, sub: a.sub, row: older, now: a.now}).giveUp(ctx, older.Reason)
}

// nothingPostedSince tells whether all slots of the subscription have been superseded for longer
// than MaxLateness.
func (a *attempt) nothingPostedSince(ctx context.Context) (bool, error) {
	_, found, err := a.oneRow(ctx, `subscription = $1 AND slot_ms <= $2 AND reason = $3 AND NOT EXISTS (SELECT 1
		FROM delivery later
		WHERE later.subscription = $1 AND later.slot_ms > delivery.slot_ms AND (later.status = 'posted'
		OR later.reason = $4))`,
		a.sub.ID, toMillis(a.now.Add(-digest.MaxLateness)), digest.ReasonSuperseded, digest.ReasonQuiet)
	return found, err
}

// waitForSibling waits for another slot of the subscription whose outcome is unknown. The changes
// that the two report must follow on each other.
func (a *attempt) waitForSibling(ctx context.Context) (done bool, again time.Duration, err error) {
	other, found, err := a.oneRow(ctx, `subscription = $1 AND slot_ms <> $2 AND status = 'sending'
		ORDER BY next_attempt_ms DESC`, a.sub.ID, toMillis(a.row.Slot))
	if err != nil || !found {
		return false, 0, err
	}
	return a.snooze(ctx, max(other.nextAttempt.Sub(a.now), 0)+time.Second, a.row.Reason)
}

// buildReport makes the report, unless Mayar's data is too old or there is nothing to say.
func (a *attempt) buildReport(ctx context.Context) (done bool, again time.Duration, err error) {
	err = panicsafe.Run(func() (err error) {
		a.report, err = a.makeSlotReport(ctx)
		return err
	})
	switch {
	case errors.Is(err, digest.ErrStaleData):
		return a.snooze(ctx, backOff(a.now.Sub(a.row.Slot)), a.mayarProblem())
	case errors.Is(err, errFilter):
		return true, 0, a.giveUp(ctx, digest.ProblemBrokenFilter)
	case err != nil:
		return a.internalError(ctx, err)
	case a.staysQuiet():
		return true, 0, a.skipQuiet(ctx)
	}
	return false, 0, nil
}

// render makes the message.
func (a *attempt) render(ctx context.Context) (done bool, again time.Duration, err error) {
	err = panicsafe.Run(func() error {
		a.variants = a.cfg.Compose.Compose(a.report.Report)
		return nil
	})
	if err != nil {
		return a.internalError(ctx, err)
	}
	return false, 0, nil
}

// internalError gives back a slot for which no digest could be made, because of a fault of the
// program or its database.
func (a *attempt) internalError(ctx context.Context, err error) (done bool, again time.Duration, _ error) {
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
