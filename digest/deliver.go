package digest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

const (
	// probeEvery is how often it is tried again what needs somebody to mend it.
	probeEvery = time.Hour

	// manualGrace is for how long what somebody asked for now is tried.
	manualGrace = time.Hour

	// postSlack is how long after its timeout a post may still arrive at Slack when that is slow. Whoever takes over from a
	// process that died inside a post does so watchPatience later, which must leave some time of the minute after which it must be there.
	postSlack = 20 * time.Second

	// findMargin is how far before an attempt the search for it begins: clocks differ.
	findMargin = 10 * time.Minute

	// lookAfter is from when on a late digest is looked for before it is first posted.
	lookAfter = time.Minute

	// recordTimeout bounds writing down what became of a post, which happens even when the program is stopped meanwhile.
	recordTimeout = 5 * time.Second

	releaseTimeout = 5 * time.Second

	soon = 50 * time.Millisecond
)

// An attempt is one try at delivering one slot.
type attempt struct {
	*Service
	sub Subscription
	row row
	now time.Time
}

// deliver works on one slot, and returns after which time it must be worked on again; 0 when it has ended. It may be called for any slot at any
// time, by several at once: the ledger says whether there is anything to do.
func (s *Service) deliver(ctx context.Context, subscription string, slot int64) (again time.Duration, err error) {
	r, found, err := s.row(ctx, subscription, slot)
	if err != nil || !found || !r.open() {
		return 0, err
	}
	now := s.now()
	if wait := r.wake.Sub(now); wait > 0 {
		return wait, nil // Somebody works on it, or it is to be left alone until then.
	}
	a := attempt{Service: s, row: r, now: now}
	a.sub, err = s.subscription(ctx, subscription)
	if errors.Is(err, ErrNotFound) {
		a.sub = Subscription{ID: subscription, Channel: r.channel}
		return a.withoutSubscription(ctx)
	}
	if err != nil {
		return 0, err
	}
	who := turnOf{subscription, slot}
	if wait := s.lanes.enter(a.sub.Channel, who, now); wait > 0 {
		return a.wait(ctx, wait, a.row.Reason)
	}
	defer s.lanes.leave(a.sub.Channel)
	if held, err := a.hold(ctx); err != nil || !held {
		return soon, err
	}
	return a.run(ctx)
}

// withoutSubscription ends what is left of a deleted subscription, once it is known whether Slack has it.
func (a *attempt) withoutSubscription(ctx context.Context) (time.Duration, error) {
	if held, err := a.hold(ctx); err != nil || !held {
		return soon, err
	}
	if a.row.Status == Sending {
		if done, again, err := a.resolve(ctx); done || err != nil || again > 0 {
			return again, err
		}
	}
	return 0, a.end(ctx, Skipped, ReasonDeleted)
}

// run does what is to be done for a slot that this attempt holds.
func (a *attempt) run(ctx context.Context) (time.Duration, error) {
	looked := a.row.Status == Sending
	if looked {
		if done, again, err := a.resolve(ctx); done || err != nil || again > 0 {
			return again, err
		}
	}
	if status, reason, err := a.verdict(ctx); err != nil || status != "" {
		if err != nil {
			return 0, err
		}
		if status == Failed {
			return 0, a.giveUp(ctx, reason)
		}
		return 0, a.end(ctx, status, reason)
	}
	if again, err := a.besideAnother(ctx); err != nil || again > 0 {
		return again, err
	}
	if !looked && a.row.sent.IsZero() && a.now.Sub(a.row.Slot) > lookAfter {
		if done, again, err := a.lookFirst(ctx); done || err != nil || again > 0 {
			return again, err
		}
	}
	var report composed
	var from time.Time
	err := caught(func() (err error) {
		report, from, err = a.compose(ctx)
		return err
	})
	switch {
	case errors.Is(err, ErrNothingKnown):
		return a.wait(ctx, backOff(a.now.Sub(a.row.Slot)), a.mayarTrouble())
	case errors.Is(err, errFilter):
		return 0, a.giveUp(ctx, TroubleBadFilter)
	case err != nil:
		return a.atFault(ctx, err)
	}
	if a.staysQuiet(report) {
		return 0, a.quiet(ctx)
	}
	return a.post(ctx, report, from)
}

// atFault gives back a row of which no digest could be made, which is nobody's fault but the program's or its database's.
func (a *attempt) atFault(ctx context.Context, err error) (time.Duration, error) {
	reason := TroubleInternal
	if errors.Is(ctx.Err(), context.Canceled) {
		reason = a.row.Reason // The program stops.
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
	defer cancel()
	a.now = a.Service.now()
	a.logRetry(ctx, err, reason)
	return a.wait(ctx, backOff(a.now.Sub(a.row.Slot)), reason)
}

// caught makes an error of a panic in f.
func caught(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return f()
}

// verdict tells whether the slot is over without a post: the status and reason with which it ends, or an empty status.
func (a *attempt) verdict(ctx context.Context) (Status, string, error) {
	grace := a.sub.grace()
	if a.row.Manual {
		grace = manualGrace
	} else {
		if a.sub.Paused(a.now) {
			return Skipped, ReasonPaused, nil
		}
		_, newer, err := a.oneRow(ctx, `subscription = $1 AND slot_ms > $2 AND slot_ms <= $3 AND manual = 0`, a.sub.ID, millis(a.row.Slot), millis(a.now))
		if err != nil || newer {
			return Skipped, ReasonSuperseded, err
		}
	}
	if a.now.Sub(a.row.Slot) <= grace {
		return "", "", nil
	}
	if a.row.Reason == "" {
		return Skipped, ReasonMissed, nil
	}
	return Failed, a.row.Reason, nil
}

// besideAnother tells how long to wait for another slot of the same subscription, of which nobody knows yet whether Slack has it. What the two say
// must follow on each other.
func (a *attempt) besideAnother(ctx context.Context) (time.Duration, error) {
	other, found, err := a.oneRow(ctx, `subscription = $1 AND slot_ms <> $2 AND status = 'sending' ORDER BY wake_ms DESC`, a.sub.ID, millis(a.row.Slot))
	if err != nil || !found {
		return 0, err
	}
	return a.wait(ctx, max(other.wake.Sub(a.now), 0)+time.Second, a.row.Reason)
}

// hold takes the row for this attempt, unless somebody else was quicker.
func (a *attempt) hold(ctx context.Context) (bool, error) {
	return a.save(ctx, a.row.until(a.now.Add(holdFor)))
}

// wait gives the row back, to be worked on again after d.
func (a *attempt) wait(ctx context.Context, d time.Duration, reason string) (time.Duration, error) {
	next := a.row.until(a.now.Add(d))
	next.Reason = reason
	if saved, err := a.save(ctx, next); err != nil || !saved {
		return soon, err
	}
	return d, nil
}

// end ends the slot without a post.
func (a *attempt) end(ctx context.Context, status Status, reason string) error {
	return a.endWith(ctx, status, reason, func(*sql.Tx) error { return nil })
}

// endWith ends the slot without a post, and with it what also follows.
func (a *attempt) endWith(ctx context.Context, status Status, reason string, also func(tx *sql.Tx) error) error {
	next := a.row
	next.Status, next.Reason, next.Late = status, reason, false
	err := a.write(ctx, func(tx *sql.Tx) error {
		if err := also(tx); err != nil {
			return err
		}
		return must(save(ctx, tx, a.row, next, ""))
	})
	if errors.Is(err, errOvertaken) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("write to the ledger: %w", err)
	}
	a.row = next
	a.cfg.Metrics.Ended(next.Delivery)
	return nil
}

// save replaces the attempt's row in the ledger.
func (a *attempt) save(ctx context.Context, next row) (bool, error) {
	ok, err := save(ctx, a.cfg.DB.Writer(), a.row, next, "")
	if err != nil {
		return false, fmt.Errorf("write to the ledger: %w", err)
	}
	if ok {
		a.row = next
	}
	return ok, nil
}

// errOvertaken is a change, or somebody else's work, that came between reading and writing.
var errOvertaken = errors.New("overtaken by somebody else")

// must makes an error of a write that came too late, which takes back its transaction.
func must(done bool, err error) error {
	if err == nil && !done {
		return errOvertaken
	}
	return err
}

// claim marks the row as being sent, if the subscription is still what the report is made of, and no other digest of it is or was sent meanwhile. What
// has been waiting for longer is thereby superseded.
func (a *attempt) claim(ctx context.Context, report Report, from, upto time.Time) (bool, error) {
	next := a.row.until(a.now.Add(a.arrives()))
	next.Status, next.channel, next.sent, next.upto = Sending, a.sub.Channel, a.now, upto
	next.Late, next.Attempts = report.Late, a.row.Attempts+1
	var superseded []row
	err := a.write(ctx, func(tx *sql.Tx) error {
		// On Postgres this also keeps others from claiming another slot until the end of the transaction.
		err := must(affected(tx.ExecContext(ctx, `UPDATE subscription SET revision = revision WHERE id = $1 AND revision = $2 AND deleted_ms = 0`,
			a.sub.ID, a.sub.Revision)))
		if err != nil {
			return err
		}
		if superseded, err = a.supersede(ctx, tx); err != nil {
			return err
		}
		return must(save(ctx, tx, a.row, next, ` AND NOT EXISTS (SELECT 1 FROM delivery other WHERE other.subscription = $1 AND other.slot_ms <> $2
			AND (other.status = 'sending' OR other.status = 'posted' AND other.upto_ms > $15))`, millis(from)))
	})
	if errors.Is(err, errOvertaken) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("write to the ledger: %w", err)
	}
	a.row = next
	for _, r := range superseded {
		a.cfg.Metrics.Ended(r.Delivery)
	}
	return true, nil
}

// supersede ends the older slots that could not be posted.
func (a *attempt) supersede(ctx context.Context, tx *sql.Tx) ([]row, error) {
	if a.row.Manual {
		return nil, nil
	}
	found, err := tx.QueryContext(ctx, `SELECT `+rowColumns+` FROM delivery WHERE subscription = $1 AND slot_ms < $2 AND status = 'pending' AND manual = 0`,
		a.sub.ID, millis(a.row.Slot))
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var older []row
	for found.Next() {
		r, err := scanRow(found)
		if err != nil {
			return nil, err
		}
		older = append(older, r)
	}
	if err := errors.Join(found.Err(), found.Close()); err != nil {
		return nil, err
	}
	for i, r := range older {
		older[i].Status, older[i].Reason, older[i].Late = Skipped, ReasonSuperseded, false
		if _, err := save(ctx, tx, r, older[i], ""); err != nil {
			return nil, err
		}
	}
	return older, nil
}

// backOff is how long to wait after trying for as long as elapsed.
func backOff(elapsed time.Duration) time.Duration {
	return min(max(elapsed, 5*time.Second), 5*time.Minute)
}
