package socket

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
)

// counter counts the commands that are handed over.
type counter struct{ commands int }

func (c *counter) Command(slack.SlashCommand)                 { c.commands++ }
func (c *counter) Event(slackevents.EventsAPIEvent)           {}
func (c *counter) Interaction(slack.InteractionCallback, Ack) {}
func (c *counter) Malformed([]byte, error)                    {}
func (c *counter) Dropped(string)                             {}

// newTestSocket returns a socket that is not connected.
func newTestSocket(t testing.TB) *socket {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	api, err := slackapi.New(slackapi.Config{Token: "xoxb", MoreText: func(int) string { return "" }, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	all, err := New(Config{API: api, AppToken: "xapp", Log: log})
	if err != nil {
		t.Fatal(err)
	}
	all.sockets[0].handler = &counter{}
	return all.sockets[0]
}

// echo returns two connections to servers that hand over what they read. The context ends with the
// first connection.
func echo(t testing.TB) (ctx context.Context, own, other *connection, got <-chan string) {
	t.Helper()
	came := make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				return
			}
			came <- string(data)
		}
	}))
	t.Cleanup(server.Close)
	dial := func(replace context.CancelCauseFunc) *connection {
		conn, _, err := newDialer(func() {}, &ackGate{}).DialContext(t.Context(),
			"ws"+strings.TrimPrefix(server.URL, "http"), nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return &connection{Conn: conn, replace: replace}
	}
	ctx, replace := context.WithCancelCause(t.Context())
	return ctx, dial(replace), dial(func(error) {}), came
}

func commandFrame(id int) []byte {
	return fmt.Appendf(nil, `{"envelope_id":"%d","type":"slash_commands","payload":{"command":"/help"}}`, id)
}

// A burst of commands is handled even if the connection is lost before the acks.
func TestBurstWithoutAConnection(t *testing.T) {
	t.Parallel()
	s := newTestSocket(t)
	ctx, own, _, _ := echo(t)
	_ = own.Close()
	const many = 50
	for i := range many {
		if err := s.handleMessage(own, commandFrame(i)); err != nil {
			t.Fatal(err)
		}
	}
	if !errors.Is(context.Cause(ctx), errAckStuck) {
		t.Errorf("the connection ends because of %v", context.Cause(ctx))
	}
	if n := s.handler.(*counter).commands; n != many {
		t.Errorf("%d of %d commands are done", n, many)
	}
}

// The ack of a form may come when its connection is gone.
func TestAckGoesOverAnotherConnection(t *testing.T) {
	t.Parallel()
	s := newTestSocket(t)
	_, own, other, got := echo(t)
	_ = own.Close()
	s.all.sockets[1].open.Store(other)
	if err := s.handleMessage(own, commandFrame(7)); err != nil {
		t.Fatal(err)
	}
	if ack, want := <-got, `{"envelope_id":"7"}`; ack != want {
		t.Errorf("acknowledged %s, want %s", ack, want)
	}
}

// Slack would drop an ack that is too large.
func TestPayloadThatIsTooLargeIsDropped(t *testing.T) {
	t.Parallel()
	s := newTestSocket(t)
	_, own, _, got := echo(t)
	for size, want := range map[int]int{maxAck - 100: maxAck - 100, maxAck: 0} {
		s.newAck(own, "E1")(strings.Repeat("x", size))
		if n := strings.Count(<-got, "x"); n != want {
			t.Errorf("of %d bytes %d are sent, want %d", size, n, want)
		}
	}
}
