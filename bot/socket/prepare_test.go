package socket

import (
	"context"
	"log/slog"
	"runtime"
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

// prepared returns a connection that waits for Run, and the Slack that it has asked for an address.
func prepared(t *testing.T) (*Connections, *fakeslack.Server) {
	t.Helper()
	slack := fakeslack.Start(fakeslack.Options{AckWithin: time.Hour})
	t.Cleanup(slack.Close)
	log := slog.New(slog.DiscardHandler)
	api, err := slackapi.New(slackapi.Config{Token: "xoxb-sandbox", URL: slack.APIURL(), Log: log,
		MoreText: func(int) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Config{API: api, AppToken: "xapp-sandbox", Count: 1, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	c.Prepare(t.Context())
	t.Cleanup(c.Close)
	for slack.Opens() == 0 {
		runtime.Gosched()
	}
	return c, slack
}

// The prepared address is used by Run, which connects and handles what comes.
func TestRunAfterPrepare(t *testing.T) {
	t.Parallel()
	c, server := prepared(t)
	if n := server.Connections(); n != 0 {
		t.Errorf("%d connections before Run", n)
	}
	handler := &received{texts: make(chan string, 1)}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.Run(ctx, handler, func(err error) { t.Error(err) })
	}()
	defer func() { stop(); <-ended }()
	if err := server.Wait(t.Context(), func() bool { return len(server.Sockets()) == 1 }); err != nil {
		t.Fatal(err)
	}
	sent, err := server.Slash(t.Context(), fakeslack.Slash{User: fakeslack.Ayu, Channel: fakeslack.Finance,
		Text: "/mayar help"})
	if err != nil || !sent.Acked || <-handler.texts != "help" {
		t.Errorf("%+v, %v", sent, err)
	}
	if n := server.Opens(); n != 1 {
		t.Errorf("Slack was asked for %d addresses", n)
	}
}

// A program that never runs never connects.
func TestCloseAfterPrepare(t *testing.T) {
	t.Parallel()
	c, server := prepared(t)
	c.Close()
	if n := server.Connections(); n != 0 {
		t.Errorf("%d connections", n)
	}
}
