package digest

import (
	"context"
	"time"
)

// manualGrace is for how long what somebody asked for now is tried.
const manualGrace = time.Hour

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
		if err != nil {
			return "", "", err
		}
		if newer {
			return Skipped, ReasonSuperseded, nil
		}
	}
	switch {
	case a.now.Sub(a.row.Slot) <= grace:
		return "", "", nil
	case a.row.Reason == "":
		return Skipped, ReasonMissed, nil
	}
	return Failed, a.row.Reason, nil
}
