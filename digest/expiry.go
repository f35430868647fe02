package digest

import (
	"context"
	"time"
)

// manualGrace is for how long what somebody asked for now is tried.
const manualMaxLateness = time.Hour

// verdict tells whether the slot is over without a post: the status and reason with which it ends, or an empty status.
func (a *attempt) expiry(ctx context.Context) (Status, string, error) {
	maxLateness := a.sub.maxLateness()
	if a.row.Manual {
		maxLateness = manualMaxLateness
	} else {
		if a.sub.Paused(a.now) {
			return Skipped, ReasonPaused, nil
		}
		_, newer, err := a.oneRow(ctx, `subscription = $1 AND slot_ms > $2 AND slot_ms <= $3 AND manual = 0`, a.sub.ID, toMillis(a.row.Slot), toMillis(a.now))
		if err != nil {
			return "", "", err
		}
		if newer {
			return a.supersededExpiry(ctx)
		}
	}
	switch {
	case a.now.Sub(a.row.Slot) <= maxLateness:
		return "", "", nil
	case a.row.Reason == "":
		return Skipped, ReasonMissed, nil
	}
	return Failed, a.row.Reason, nil
}

// superseded is the verdict on a slot after which another one is due. It has failed when none could be posted for longer than the grace: of a
// subscription that is due more often no slot lives for that long, and else nobody would ever be told.
func (a *attempt) supersededExpiry(ctx context.Context) (Status, string, error) {
	silent, err := a.nothingPostedSince(ctx)
	if err == nil && silent && a.row.Reason != "" {
		return Failed, a.row.Reason, nil
	}
	return Skipped, ReasonSuperseded, err
}

// giveUpOlder is the same for the slot before, which this one is about to supersede.
func (a *attempt) giveUpOlder(ctx context.Context) error {
	if a.row.Manual {
		return nil
	}
	older, found, err := a.oneRow(ctx, `subscription = $1 AND slot_ms < $2 AND status = 'pending' AND reason <> '' AND manual = 0 ORDER BY slot_ms DESC`,
		a.sub.ID, toMillis(a.row.Slot))
	if err != nil || !found {
		return err
	}
	if silent, err := a.nothingPostedSince(ctx); err != nil || !silent {
		return err
	}
	return (&attempt{a.Service, a.sub, older, a.now}).giveUp(ctx, older.Reason)
}

// silent tells whether the subscription has had nothing but superseded slots for longer than the grace.
func (a *attempt) nothingPostedSince(ctx context.Context) (bool, error) {
	_, found, err := a.oneRow(ctx, `subscription = $1 AND slot_ms <= $2 AND reason = $3 AND NOT EXISTS (SELECT 1 FROM delivery later
		WHERE later.subscription = $1 AND later.slot_ms > delivery.slot_ms AND (later.status = 'posted' OR later.reason = $4))`,
		a.sub.ID, toMillis(a.now.Add(-MaxLateness)), ReasonSuperseded, ReasonQuiet)
	return found, err
}
