package bot_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// BenchmarkAcksWhileHandlersHang sends 300 commands at once to a bot whose handlers never return.
func BenchmarkAcksWhileHandlersHang(b *testing.B) {
	hang := bot.Command{Name: "unpaid", Run: func(ctx ctx, _ *bot.Request, _ bot.Responder) error { <-ctx.Done(); return nil }}
	var took []time.Duration
	for b.Loop() {
		slack, stop := serve(b, hang)
		const many = 300
		var mu sync.Mutex
		var group sync.WaitGroup
		for range many {
			group.Go(func() {
				sent, err := slack.Slash(b.Context(), fakeslack.Slash{User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: "/unpaid"})
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

// BenchmarkReply measures from a command to its answer.
func BenchmarkReply(b *testing.B) {
	slack, stop := serve(b, bot.Command{Name: "unpaid", Run: answer("ok")})
	defer stop()
	for b.Loop() {
		sent, err := slack.Slash(b.Context(), fakeslack.Slash{User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: "/unpaid"})
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
		_, stop := serve(b, bot.Command{Name: "unpaid", Run: answer("ok")})
		b.StopTimer()
		stop()
		b.StartTimer()
	}
}

// serve runs a bot until stop is called; it returns once Slack can reach it.
func serve(b *testing.B, command bot.Command) (*fakeslack.Server, func()) {
	b.Helper()
	slack := fakeslack.Start(fakeslack.Options{})
	cfg := config(slack, command)
	cfg.Log = slog.New(slog.DiscardHandler)
	served, err := bot.New(cfg)
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
