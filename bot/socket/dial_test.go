package socket

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/slack-go/slack"
)

// received hands over the texts of commands.
type received struct {
	counter
	texts chan string
}

func (r *received) Command(data slack.SlashCommand) { r.texts <- data.Text }

// dialled returns a connection that waits for Run, the Slack at its other end, and what ends its
// patience.
func dialled(t *testing.T) (*Connections, *fakeslack.Server, chan<- time.Time) {
	t.Helper()
	slack := fakeslack.Start(fakeslack.Options{AckWithin: time.Hour})
	t.Cleanup(slack.Close)
	log := slog.New(slog.DiscardHandler)
	api, err := slackapi.New(slackapi.Config{Token: "xoxb-sandbox", URL: slack.APIURL(), Log: log,
		MoreText: func(int) string { return "" }, RetryPause: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Config{API: api, AppToken: "xapp-sandbox", Count: 1, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	patience := make(chan time.Time)
	c.after = func(time.Duration) <-chan time.Time { return patience }
	c.Dial(t.Context())
	t.Cleanup(c.Close)
	waitFor(t, slack, func() bool { return len(slack.Sockets()) == 1 })
	return c, slack, patience
}

func waitFor(t *testing.T, slack *fakeslack.Server, cond func() bool) {
	t.Helper()
	if err := slack.Wait(t.Context(), cond); err != nil {
		t.Fatal(err)
	}
}

// send types a command without waiting for its ack, which the channel tells.
func send(t *testing.T, server *fakeslack.Server, text string) <-chan bool {
	acked := make(chan bool, 1)
	pending := server.Pending()
	go func() {
		sent, err := server.Slash(context.WithoutCancel(t.Context()), fakeslack.Slash{User: fakeslack.Ayu,
			Channel: fakeslack.Finance, Text: "/mayar " + text})
		acked <- err == nil && sent.Acked
	}()
	waitFor(t, server, func() bool { return server.Pending() > pending })
	return acked
}

func run(t *testing.T, c *Connections) (texts <-chan string) {
	handler := &received{texts: make(chan string, 10)}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.Run(ctx, handler, func(err error) { t.Error(err) })
	}()
	t.Cleanup(func() { stop(); <-ended })
	return handler.texts
}

// What comes before the program is ready is acknowledged and handled when it is.
func TestEnvelopesWaitForRun(t *testing.T) {
	t.Parallel()
	c, server, _ := dialled(t)
	first, second := send(t, server, "first"), send(t, server, "second")
	if n := server.Pending(); n != 2 {
		t.Fatalf("%d envelopes wait, want 2", n)
	}
	texts := run(t, c)
	if one, other := <-texts, <-texts; one+other != "firstsecond" && one+other != "secondfirst" {
		t.Errorf("handled %s and %s", one, other)
	}
	if !<-first || !<-second {
		t.Error("not acknowledged")
	}
	if n := server.Opens(); n != 1 {
		t.Errorf("%d connections were opened", n)
	}
}

// A program that is not ready in time gives the connection up and what came over it, and connects
// again when it is ready.
func TestConnectionIsGivenUpWhileNotReady(t *testing.T) {
	t.Parallel()
	c, server, patience := dialled(t)
	send(t, server, "lost")
	patience <- time.Now()
	waitFor(t, server, func() bool { return len(server.Sockets()) == 0 })
	if opens, acks := server.Opens(), server.Acks(); opens != 1 || acks != (fakeslack.AckCounts{}) {
		t.Errorf("before Run %d connections were opened, and acknowledged: %+v", opens, acks)
	}
	texts := run(t, c)
	waitFor(t, server, func() bool { return len(server.Sockets()) == 1 })
	if acked := send(t, server, "later"); !<-acked || <-texts != "later" {
		t.Error("the next command was not handled alone")
	}
}

// A program that never runs acknowledges nothing.
func TestCloseWithoutRun(t *testing.T) {
	t.Parallel()
	c, server, _ := dialled(t)
	send(t, server, "lost")
	c.Close()
	waitFor(t, server, func() bool { return len(server.Sockets()) == 0 })
	if acks := server.Acks(); acks != (fakeslack.AckCounts{}) {
		t.Errorf("acknowledged: %+v", acks)
	}
}
