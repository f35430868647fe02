package main

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/collecting/ledger"
)

// leaversEvery is how often Slack is asked if the owners of cases are still there.
const leaversEvery = time.Hour

// releaseLeavers releases the cases of people whose accounts are deactivated, until ctx ends.
func (a *app) releaseLeavers(ctx context.Context) error {
	ticker := time.NewTicker(leaversEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			released, err := releaseLeavers(ctx, a.people, a.deactivated)
			if err != nil && ctx.Err() == nil {
				a.log.Warn("owners of cases not checked", "error", err)
			}
			if released > 0 {
				a.log.Info("cases of deactivated owners released", "cases", released)
			}
		}
	}
}

// releaseLeavers is one look at all owners. It ends at the first that nobody can tell anything of:
// the next look tries again.
func releaseLeavers(
	ctx context.Context, people *ledger.Ledger, deactivated func(context.Context, string) (bool, error),
) (released int, err error) {
	owners, err := people.Owners(ctx)
	if err != nil {
		return 0, err
	}
	for _, owner := range owners {
		gone, err := deactivated(ctx, owner)
		if err != nil {
			return released, err
		}
		if !gone {
			continue
		}
		n, err := people.ReleaseAll(ctx, owner)
		if released += n; err != nil {
			return released, err
		}
	}
	return released, nil
}
