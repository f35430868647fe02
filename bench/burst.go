package main

import (
	"context"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"golang.org/x/sync/errgroup"
)

// burst is how many people type a command at once, while Mayar does not answer. Nobody has used the
// bot before, so that it asks Slack about each.
const burst = 300

var burstCommands = []string{"/unpaid", "/checkout", "/mayar help"}

// measureBurst starts a peer and sends it a burst.
func measureBurst(ctx context.Context, p *peer) (s sample, err error) {
	err = p.run(ctx, func(ctx context.Context, r rig) (err error) {
		if err := r.slack.Wait(ctx, func() bool { return r.slack.Connections() > 0 }); err != nil {
			return err
		}
		if p.mayar { // the mirror is filled first
			if err := firstAnswer(ctx, r.slack); err != nil {
				return err
			}
		}
		select {
		case <-time.After(memoryDelay):
		case <-ctx.Done():
			return ctx.Err()
		}
		r.mayar.SetFault(fakemayar.Fault{Kind: fakemayar.FaultHang})
		defer r.mayar.ClearFaults()
		used := r.process.processor()
		s.burst, err = sendBurst(ctx, r.slack)
		s.processor = r.process.processor() - used
		return err
	})
	return s, err
}

// sendBurst sends the commands of a burst at once and waits until all are acknowledged.
func sendBurst(ctx context.Context, slack *fakeslack.Server) ([]time.Duration, error) {
	acks := make([]time.Duration, burst)
	var group errgroup.Group
	for i := range burst {
		group.Go(func() error {
			sent, err := slack.Slash(ctx, fakeslack.Slash{
				User: burstUser(i), Channel: fakeslack.Finance, Text: burstCommands[i%len(burstCommands)],
			})
			if err != nil {
				return err
			}
			if !sent.Acked {
				return fmt.Errorf("a command of a burst was not acknowledged: %s", sent.Failure)
			}
			acks[i] = sent.AckTook()
			return nil
		})
	}
	return acks, group.Wait()
}

func burstUser(i int) string { return fmt.Sprintf("U0BURST%04d", i) }
