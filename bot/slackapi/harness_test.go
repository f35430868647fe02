package slackapi_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// testPatience is how long a test waits for an event. It measures nothing: on a busy machine
// everything takes long.
const testPatience = time.Minute

type ctx = context.Context

// clock runs like the real one and can be set forward.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func newClock() *clock { return &clock{} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// textMessage returns a message of one sentence.
func textMessage(format string, args ...any) blockkit.Message {
	return blockkit.Message{Text: blockkit.Escape(fmt.Sprintf(format, args...))}
}

func hasText(want string) func(fakeslack.Message) bool {
	return func(msg fakeslack.Message) bool { return msg.Text == want }
}

func reply(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
}

// within reads from a channel, or fails the test.
func within[V any](t *testing.T, from <-chan V, what string) V {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(testPatience):
		t.Fatalf("no %s", what)
		panic("unreachable")
	}
}

// newAPI returns a client of the API at an address.
func newAPI(t *testing.T, address string, now func() time.Time) *slackapi.Client {
	t.Helper()
	api, err := slackapi.New(slackapi.Config{
		Token: "xoxb-sandbox", URL: address, MoreText: func(n int) string { return fmt.Sprintf("and %d more", n) },
		RetryPause: 10 * time.Millisecond, Now: now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return api
}

// A harness is an authenticated client with a workspace of its own.
type harness struct {
	*fakeslack.Server
	api *slackapi.Client
}

// start returns a harness whose client has the clock; nil is the real one.
func start(t *testing.T, now func() time.Time) *harness {
	t.Helper()
	slack := fakeslack.Start(fakeslack.Options{})
	t.Cleanup(slack.Close)
	return startOn(t, slack, now)
}

// startAging returns a harness whose clock is Slack's too: a 429 ends by that clock.
func startAging(t *testing.T, clock *clock) *harness {
	t.Helper()
	slack := fakeslack.Start(fakeslack.Options{Aging: clock.now})
	t.Cleanup(slack.Close)
	return startOn(t, slack, clock.now)
}

// startOn returns a harness on a workspace.
func startOn(t *testing.T, slack *fakeslack.Server, now func() time.Time) *harness {
	t.Helper()
	b := &harness{Server: slack, api: newAPI(t, slack.APIURL(), now)}
	if err := b.api.Authenticate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b
}

// waitForMessage waits until the user sees a matching message in the channel.
func (b *harness) waitForMessage(
	t *testing.T, user, channel string, fit func(fakeslack.Message) bool,
) fakeslack.Message {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), testPatience)
	defer cancel()
	found, err := b.WaitForMessage(ctx, user, channel, fit)
	if err != nil {
		t.Fatalf("the message does not come: %v\n%+v", err, b.Messages(user, channel))
	}
	return found
}
