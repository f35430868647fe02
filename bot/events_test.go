package bot_test

import (
	"context"
	"testing"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// OnChannelAvailable is called for the bot's own arrival and for the channel's return, and for
// nothing else.
func TestAvailableChannels(t *testing.T) {
	t.Parallel()
	opened := make(chan string, 8)
	b := start(t, func(cfg *testConfig) {
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

// An invitation that comes before Slack has said who the bot is waits for that.
func TestInvitedBeforeAuthenticated(t *testing.T) {
	t.Parallel()
	slack := fakeslack.Start(fakeslack.Options{})
	t.Cleanup(slack.Close)
	opened := make(chan string, 8)
	release := slack.HoldAPI("auth.test")
	b := startOn(t, slack, func(cfg *testConfig) {
		cfg.OnChannelAvailable = func(_ context.Context, channel string) { opened <- channel }
	})
	eventually(t, func() bool { return helloCount(b) == 2 && slack.Held() > 0 })
	for _, move := range []func(by, channel string) error{slack.Kick, slack.Invite} {
		if err := move(fakeslack.Budi, fakeslack.Finance); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, func() bool { return slack.Pending() == 0 }) // the bot has taken the event
	release()
	if channel := <-opened; channel != fakeslack.Finance {
		t.Errorf("opened %s", channel)
	}
}

// A panic in OnChannelAvailable does not prevent the next call.
func TestOnChannelAvailablePanics(t *testing.T) {
	t.Parallel()
	opened := make(chan string, 8)
	b := start(t, func(cfg *testConfig) {
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

// The AuditDetail that a handler sets is in the record of every kind of request.
func TestAuditDetailIsKept(t *testing.T) {
	t.Parallel()
	kept := newAuditRecorder()
	b := start(t, func(cfg *testConfig) { cfg.Auditor = kept }, bot.Command{
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
