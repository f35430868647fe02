package main

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// BenchmarkUnpaid measures from a command to its answer out of a warm mirror, Slack's side included.
func BenchmarkUnpaid(b *testing.B) {
	r := newRig(b)
	r.answers("/unpaid", "278 unpaid")
	var acks, replies []time.Duration
	for b.Loop() {
		sent, err := r.slack.Slash(b.Context(), fakeslack.Slash{User: r.user, Channel: r.channel, Text: "/unpaid"})
		if err != nil {
			b.Fatal(err)
		}
		reply, err := sent.Reply(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		acks, replies = append(acks, sent.AckTook()), append(replies, reply.At.Sub(sent.SentAt))
	}
	report(b, "ack", acks)
	report(b, "reply", replies)
}

// BenchmarkAcksWhileMayarHangs sends 300 commands at once while no request to Mayar is answered: half of them look at the list, half want links.
func BenchmarkAcksWhileMayarHangs(b *testing.B) {
	r := newRig(b)
	r.answers("/unpaid", "278 unpaid")
	r.mayar.SetFault(fakemayar.Fault{Kind: fakemayar.FaultHang})
	defer r.mayar.ClearFaults()
	commands := []string{"/unpaid", "/checkout " + r.membership().ID + person}
	r.clock.putForward(time.Hour) // so that each look wants to refresh
	var acks []time.Duration
	for b.Loop() {
		var mu sync.Mutex
		var people sync.WaitGroup
		for i := range 300 {
			people.Go(func() {
				sent, err := r.slack.Slash(b.Context(), fakeslack.Slash{User: r.user, Channel: r.channel, Text: commands[i%2]})
				if err != nil || !sent.Acked {
					b.Errorf("not acknowledged: %+v, %v", sent, err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				acks = append(acks, sent.AckTook())
			})
		}
		people.Wait()
	}
	report(b, "ack", acks)
}

func report(b *testing.B, what string, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-"+what+"-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-"+what+"-p99")
}
