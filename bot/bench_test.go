package bot_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// BenchmarkAcksWhileHandlersHang sends 300 commands of 60 users at once to a bot whose handlers
// never return.
func BenchmarkAcksWhileHandlersHang(b *testing.B) {
	hang := bot.Command{Name: "unpaid",
		Run: func(ctx ctx, _ *bot.Request, _ bot.Responder) error { <-ctx.Done(); return nil }}
	var took []time.Duration
	for b.Loop() {
		slack, stop := startBenchmark(b, hang)
		const people, many = 60, 300
		ids := addPeople(slack, people)
		var mu sync.Mutex
		var group sync.WaitGroup
		for i := range many {
			group.Go(func() {
				sent, err := slack.Slash(b.Context(),
					fakeslack.Slash{User: ids[i%people], Channel: fakeslack.Finance, Text: "/unpaid"})
				if err != nil || !sent.Acked {
					b.Errorf("not acknowledged: %+v, %v", sent, err)
					return
				}
				mu.Lock()
				took = append(took, sent.AckTook())
				mu.Unlock()
			})
		}
		group.Wait()
		stop()
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-ack-p99")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-ack-p50")
}

// addPeople brings people into #finance and returns their ids.
func addPeople(slack *fakeslack.Server, people int) []string {
	finance := fakeslack.Channel{ID: fakeslack.Finance, Name: "finance",
		Members: []string{fakeslack.Ayu, fakeslack.BotUser}}
	var ids []string
	for i := range people {
		id := fmt.Sprintf("U0PERSON%03d", i)
		slack.SetUser(fakeslack.User{ID: id, Name: id})
		ids = append(ids, id)
	}
	finance.Members = append(finance.Members, ids...)
	slack.SetChannel(finance)
	return ids
}

// BenchmarkAckWhileFormsAreChecked types a command while the checks of two users' forms take all
// the time of the processor.
func BenchmarkAckWhileFormsAreChecked(b *testing.B) {
	var over atomic.Bool
	command := checkoutCommand(answerWith("ok"))
	form := checkoutForm(answerWith("ok"))
	form.Parse = func(*bot.Request) (string, map[string]string) {
		for !over.Load() {
		}
		return "", nil
	}
	command.Forms["checkout"] = form
	slack, stop := startBenchmark(b, command)
	defer stop()
	defer over.Store(true)
	for _, id := range addPeople(slack, 2) {
		if _, err := slack.Slash(b.Context(),
			fakeslack.Slash{User: id, Channel: fakeslack.Finance, Text: "/checkout"}); err != nil {
			b.Fatal(err)
		}
		if err := slack.Wait(b.Context(), func() bool { return len(slack.Views(id)) > 0 }); err != nil {
			b.Fatal(err)
		}
		view := slack.Views(id)[0].ID
		for range 10 {
			go func() {
				_, _ = slack.Submit(b.Context(),
					fakeslack.Submit{User: id, ViewID: view,
						Values: fakeslack.Values{"email": {"input": {Value: "x"}}}})
			}()
		}
	}
	var took []time.Duration
	for b.Loop() {
		sent, err := slack.Slash(b.Context(),
			fakeslack.Slash{User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: "/help"})
		if err != nil || !sent.Acked {
			b.Fatalf("not acknowledged: %+v, %v", sent, err)
		}
		took = append(took, sent.AckTook())
	}
	b.ReportMetric(float64(slices.Max(took).Microseconds())/1000, "ms-ack-max")
}

// BenchmarkReply measures from a command to its answer.
func BenchmarkReply(b *testing.B) {
	slack, stop := startBenchmark(b, bot.Command{Name: "unpaid", Run: answerWith("ok")})
	defer stop()
	people := addPeople(slack, 400) // who take turns: one of them would soon be too fast
	for i := 0; b.Loop(); i++ {
		sent, err := slack.Slash(b.Context(),
			fakeslack.Slash{User: people[i%len(people)], Channel: fakeslack.Finance, Text: "/unpaid"})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := sent.Reply(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkConnect measures from Run to the first connection.
func BenchmarkConnect(b *testing.B) {
	for b.Loop() {
		_, stop := startBenchmark(b, bot.Command{Name: "unpaid", Run: answerWith("ok")})
		b.StopTimer()
		stop()
		b.StartTimer()
	}
}

// startBenchmark runs a bot until stop is called; it returns once Slack can reach it.
func startBenchmark(b *testing.B, command bot.Command) (*fakeslack.Server, func()) {
	b.Helper()
	slack := fakeslack.Start(fakeslack.Options{})
	cfg := config(command)
	cfg.Log = slog.New(slog.DiscardHandler)
	cfg.connect(b, slack.APIURL())
	served, err := bot.New(cfg.Config)
	if err != nil {
		b.Fatal(err)
	}
	served.SoftStop(0)
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- served.Run(ctx) }()
	err = slack.Wait(ctx, func() bool {
		return slices.ContainsFunc(slack.Sockets(), func(s fakeslack.SocketInfo) bool { return s.Greeted })
	})
	if err != nil {
		b.Fatal(err)
	}
	return slack, func() {
		cancel()
		<-ended
		slack.Close()
	}
}
