package main

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// BenchmarkUnpaid measures the time from a command to its answer from a warm mirror, including the
// pretend Slack's.
func BenchmarkUnpaid(b *testing.B) {
	r := newTestBot(b)
	r.expectAnswer("/unpaid", "278 unpaid")
	people := r.crowd(200) // in turn, because of the rate limit per person

	var acks, replies []time.Duration
	for i := 0; b.Loop(); i++ {
		sent, err := r.slack.Slash(b.Context(),
			fakeslack.Slash{User: people[i%len(people)], Channel: r.channel, Text: "/unpaid"})
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

// crowd adds people to the bot's channel and returns their ids.
func (r *testBot) crowd(people int) []string {
	var ids []string
	for i := range people {
		id := fmt.Sprintf("U0PERSON%03d", i)
		r.slack.SetUser(fakeslack.User{ID: id, Name: id})
		ids = append(ids, id)
	}
	r.slack.SetChannel(fakeslack.Channel{ID: r.channel, Name: "finance",
		Members: append([]string{r.user, fakeslack.BotUser}, ids...)})
	return ids
}

// BenchmarkAcksWhileMayarHangs sends 300 commands of 60 people at once while Mayar answers nothing:
// half of them ask for the list, half for links.
func BenchmarkAcksWhileMayarHangs(b *testing.B) {
	r := newTestBot(b)
	r.expectAnswer("/unpaid", "278 unpaid")
	r.mayar.SetFault(fakemayar.Fault{Kind: fakemayar.FaultHang})
	defer r.mayar.ClearFaults()
	commands := []string{"/unpaid", "/checkout " + r.membershipProduct().ID + person}
	crowd := r.crowd(60)
	r.clock.advance(time.Hour) // so that each command wants a refresh

	var acks []time.Duration
	for b.Loop() {
		var mu sync.Mutex
		var people sync.WaitGroup
		for i := range 300 {
			people.Go(func() {
				sent, err := r.slack.Slash(b.Context(),
					fakeslack.Slash{User: crowd[i%len(crowd)], Channel: r.channel, Text: commands[i/len(crowd)%2]})
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
