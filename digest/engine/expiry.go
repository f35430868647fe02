package engine

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

// manualMaxLateness is how long a digest that was asked for is tried.
const manualMaxLateness = time.Hour

// expiry returns the status and reason with which the slot ends without a post; an empty status if
// it is still to be posted.
func (a *attempt) expiry(ctx context.Context) (digest.Status, digest.Problem, error) {
	longest := maxLateness(a.sub)
	if a.row.Manual {
		longest = manualMaxLateness
	} else {
		if a.sub.Paused(a.now) {
			return digest.Skipped, digest.ReasonPaused, nil
		}
		_, newer, err := a.oneRow(ctx, `subscription = $1 AND slot_ms > $2 AND slot_ms <= $3
			AND manual = 0`, a.sub.ID, toMillis(a.row.Slot), toMillis(a.now))
		if err != nil {
			return "", "", err
		}
		if newer {
			return a.supersededExpiry(ctx)
		}
	}
	switch {
	case a.now.Sub(a.row.Slot) <= longest:
		return "", "", nil
	case a.row.Reason == "":
		return digest.Skipped, digest.ReasonMissed, nil
	}
	return digest.Failed, a.row.Reason, nil
}

// supersededExpiry is the expiry of a slot after which another one is due. It is a failure when no
// slot could be posted for longer than MaxLateness: slots of a frequent digest never get that old,
// and otherwise nobody would be told.
func (a *attempt) supersededExpiry(ctx context.Context) (digest.Status, digest.Problem, error) {
	silent, err := a.nothingPostedSince(ctx)
	if err == nil && silent && a.row.Reason != "" {
		return digest.Failed, a.row.Reason, nil
	}
	return digest.Skipped, digest.ReasonSuperseded, err
}

// giveUpOlder does the same for the slot before, which this one is about to supersede.
func (a *attempt) giveUpOlder(ctx context.Context) error {
	if a.row.Manual {
		return nil
	}
	older, found, err := a.oneRow(ctx, `subscription = $1 AND slot_ms < $2 AND status = 'pending' AND reason <> ''
		AND manual = 0 ORDER BY slot_ms DESC`,
		a.sub.ID, toMillis(a.row.Slot))
	if err != nil || !found {
		return err
	}
	if silent, err := a.nothingPostedSince(ctx); err != nil || !silent {
		return err
	}
	return (&attempt{a.Service, a.sub, older, a.now}).giveUp(ctx, older.Reason)
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
