package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/store"
)

// checkMayar asks both versions of Mayar's API and the checkout path, with at most four requests
// from the budget that running replicas share.
func (d *doctor) checkMayar(ctx context.Context, cfg config, db *store.DB) {
	if !d.can("Mayar", "MAYAR_API_KEY", "MAYAR_API_URL", "MAYAR_CREDIT_URL", "MAYAR_API_VERSION",
		"MAYAR_REQUESTS_PER_MINUTE") {
		return
	}
	if cfg.MayarAPIKey == "" {
		d.fail("Mayar", "MAYAR_API_KEY is not set: make a key with Read & Write at https://web.mayar.id/api-keys")
		return
	}
	client, err := newMayar(cfg, slog.New(slog.DiscardHandler), newBudget(cfg, db))
	if err != nil {
		d.fail("Mayar", err.Error())
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 3*checkFor)
	defer cancel()
	probe, err := client.Probe(ctx)
	if err != nil {
		d.fail("Mayar", fmt.Sprintf("could not ask %s: %v", cfg.MayarAPIURL, err))
		return
	}
	d.checkVersions(cfg, probe)
	if probe.KeyAccepted() {
		d.checkCheckout(ctx, client)
	}
	budget := client.Budget()
	d.ok("budget", fmt.Sprintf("%d requests a minute (MAYAR_REQUESTS_PER_MINUTE), %d left after these checks",
		budget.PerMinute(), budget.Remaining()))
}

func (d *doctor) checkVersions(cfg config, probe mayar.Probe) {
	versions := []struct {
		name   string
		probed mayar.VersionProbe
	}{{"v2", probe.V2}, {"v1", probe.V1}}
	for _, v := range versions {
		switch {
		case v.probed.KeyAccepted:
			d.ok("Mayar "+v.name, "answers and accepts the key")
		case mayar.NotFound(v.probed.Err):
			d.note("Mayar "+v.name, "is not there")
		case v.probed.Answers:
			d.note("Mayar "+v.name, fmt.Sprintf("answers, but not with the list: %v", v.probed.Err))
		default:
			d.note("Mayar "+v.name, fmt.Sprintf("fails: %v", v.probed.Err))
		}
	}
	wanted := string(cfg.MayarAPIVersion)
	switch {
	case !probe.KeyAccepted() && (mayar.Unauthorized(probe.V2.Err) || mayar.Unauthorized(probe.V1.Err)):
		d.fail("Mayar", "does not accept MAYAR_API_KEY: copy it again from https://web.mayar.id/api-keys, "+
			"and mind that a key of Mayar's sandbox needs MAYAR_API_URL")
	case !probe.KeyAccepted() && (probe.V2.Answers || probe.V1.Answers):
		d.fail("Mayar", "gives the list to nobody with this key: look at https://web.mayar.id/api-keys "+
			"whether MAYAR_API_KEY may read, and try again in a minute")
	case !probe.KeyAccepted():
		d.fail("Mayar",
			fmt.Sprintf("neither version answers at %s: is MAYAR_API_URL right, and is Mayar up?", cfg.MayarAPIURL))
	case wanted == "v2" && !probe.V2.KeyAccepted, wanted == "v1" && !probe.V1.KeyAccepted:
		d.fail("Mayar", fmt.Sprintf("MAYAR_API_VERSION is %s, which does not answer here: set it to auto", wanted))
	case wanted == "auto" && !probe.V2.KeyAccepted && !mayar.NotFound(probe.V2.Err):
		d.fail("Mayar",
			"v2 is there and is asked first, but does not give the list: set MAYAR_API_VERSION to v1 until it does")
	}
}

func (d *doctor) checkCheckout(ctx context.Context, client *mayar.Client) {
	probe := client.ProbeCheckout(ctx)
	switch {
	case mayar.NotFound(probe.Err):
		d.fail("checkout",
			"no path for checkout links answers: if the credit service lives elsewhere, set MAYAR_CREDIT_URL")
	case mayar.ReadOnlyKey(probe.Err):
		d.fail("checkout", "the key may only read: make one with Read & Write at https://web.mayar.id/api-keys, "+
			"or do without /checkout")
	case mayar.Unauthorized(probe.Err):
		d.fail("checkout", "the service for checkout links does not accept MAYAR_API_KEY: "+
			"make a new one with Read & Write at https://web.mayar.id/api-keys")
	case probe.Path == "":
		d.fail("checkout", fmt.Sprintf("the service for checkout links fails: %v. Try again in a few minutes; if it "+
			"lives elsewhere, set MAYAR_CREDIT_URL", probe.Err))
	case !probe.Write:
		d.fail("checkout", fmt.Sprintf("%s refuses: %v", probe.Path, probe.Err))
	default:
		d.ok("checkout", "links are made at "+probe.Path)
	}
}
