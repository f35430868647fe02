package bot_test

import (
	"context"
	"testing"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// Whoever waits for a channel to open is told of the bot's own arrival and of the channel's return, and of nothing else.
func TestAvailableChannels(t *testing.T) {
	t.Parallel()
	opened := make(chan string, 8)
	b := start(t, func(cfg *bot.Config) {
		cfg.OnChannelAvailable = func(_ context.Context, channel string) { opened <- channel }
	})
	for _, move := range []func(by, channel string) error{b.Kick, b.Invite} {
		if err := move(fakeslack.Budi, fakeslack.Finance); err != nil {
			t.Fatal(err)
		}
	}
	if channel := <-opened; channel != fakeslack.Finance {
		t.Errorf("opened %s", channel)
	}
	for _, move := range []func(by, channel string) error{b.Archive, b.Unarchive} {
		if err := move(fakeslack.Budi, fakeslack.Sales); err != nil {
			t.Fatal(err)
		}
	}
	if channel := <-opened; channel != fakeslack.Sales {
		t.Errorf("opened %s", channel)
	}
}

// One that panics is not the last one.
func TestOnChannelAvailablePanics(t *testing.T) {
	t.Parallel()
	opened := make(chan string, 8)
	b := start(t, func(cfg *bot.Config) {
		cfg.OnChannelAvailable = func(_ context.Context, channel string) {
			opened <- channel
			panic("opened")
		}
	})
	for range 2 {
		for _, move := range []func(by, channel string) error{b.Kick, b.Invite} {
			if err := move(fakeslack.Budi, fakeslack.Finance); err != nil {
				t.Fatal(err)
			}
		}
		<-opened
	}
}

// What a handler says of its subject is in the record, whatever was done.
func TestAuditDetailIsKept(t *testing.T) {
	t.Parallel()
	kept := newAuditRecorder()
	b := start(t, func(cfg *bot.Config) { cfg.Auditor = kept }, bot.Command{
		Name: "pause", Slash: true,
		Run: func(ctx context.Context, req *bot.Request, reply bot.Responder) error {
			req.AuditDetail = "pause k7fq"
			return reply.Reply(ctx, textMessage("paused"))
		},
	})
	b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/pause Ani")
	if rec := kept.next(t, 1)[0]; rec.Detail != "pause k7fq" {
		t.Errorf("the detail is %q", rec.Detail)
	}
}
