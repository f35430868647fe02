package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, progress io.Writer) error {
	if len(args) == 1 && (args[0] == barePeer || args[0] == bareAcksPeer) {
		return runBare(ctx, args[0] == barePeer)
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	rounds := flags.Int("rounds", 5, "how often each peer is started and measured")
	load := defaultLoad
	flags.IntVar(&load.alone, "alone", load.alone, "commands sent one after the other")
	flags.IntVar(&load.together, "together", load.together, "commands sent with many in flight")
	light := flags.Bool("light", false, "let the fake Slack take messages without checking them")
	onlyBurst := flags.Bool("burst", false, "measure nothing but the burst")
	onlyGrowth := flags.Bool("growth", false, "measure nothing but what much data costs")
	size := growthSize{}
	flags.IntVar(&size.transactions, "transactions", 100_000, "of -growth")
	flags.IntVar(&size.digests, "digests", 10_000, "of -growth")
	postgres := flags.String("postgres", "", "URL of a server for -growth, which gets a schema of its own")
	soakFor := flags.Duration("soak", 0, "keep mayarbot under load for this long, and measure nothing else")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *soakFor > 0 {
		return soakMayarbot(ctx, newSoak(*soakFor), out, progress)
	}
	if *onlyGrowth {
		return reportGrowth(ctx, size, *postgres, out, progress)
	}

	peers, err := allPeers(ctx, progress)
	if err != nil {
		return err
	}
	defer peers.remove()
	for _, p := range peers.list {
		p.light = *light
	}
	if *onlyBurst {
		peers.list = nil
	}
	for round := range *rounds {
		for _, p := range slices.Concat(peers.list, peers.burst) {
			fmt.Fprintf(progress, "round %d of %d: %s\n", round+1, *rounds, p.name)
			var measured sample
			if slices.Contains(peers.burst, p) {
				measured, err = measureBurst(ctx, p)
			} else {
				measured, err = measure(ctx, p, load)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			p.samples = append(p.samples, measured)
		}
	}
	return report(out, peers, describeMachine(), time.Now())
}
