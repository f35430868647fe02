package socket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// counter counts the commands that are handed over.
type counter struct{ commands int }

func (c *counter) Command(slack.SlashCommand)                 { c.commands++ }
func (c *counter) Event(slackevents.EventsAPIEvent)           {}
func (c *counter) Interaction(slack.InteractionCallback, Ack) {}
func (c *counter) Malformed([]byte, error)                    {}
func (c *counter) Dropped(string)                             {}

// newTestSocket returns a socket with a client that is not connected: nothing takes acks out of its
// queue of 20.
func newTestSocket(t *testing.T) (*socket, *socketmode.Client) {
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
	return all.sockets[0], socketmode.New(slack.New(""))
}

// A burst of commands is handled even if the connection is lost before the acks, and nothing waits
// for acks that cannot be sent.
func TestBurstWithoutAConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, client := newTestSocket(t)
		ctx, replace := context.WithCancelCause(t.Context())
		const many = 50
		for i := range many {
			client.Events <- socketmode.Event{
				Type:    socketmode.EventTypeSlashCommand,
				Data:    slack.SlashCommand{Command: "/help", UserID: fmt.Sprint("U", i)},
				Request: &socketmode.Request{EnvelopeID: fmt.Sprint(i)},
			}
		}
		start := time.Now()
		s.receiveEvents(ctx, client, replace)
		s.drain(ctx, client, replace)
		if !errors.Is(context.Cause(ctx), errAckStuck) {
			t.Errorf("the socket ends because of %v", context.Cause(ctx))
		}
		if took := time.Since(start); took != ackTimeout {
			t.Errorf("the loop stood still for %v, want %v", took, ackTimeout)
		}
		if n := s.handler.(*counter).commands; n != many {
			t.Errorf("%d of %d commands are done", n, many)
		}
	})
}

func TestAckThatCannotBeWrittenReplacesTheSocket(t *testing.T) {
	t.Parallel()
	s, client := newTestSocket(t)
	ctx, replace := context.WithCancelCause(t.Context())
	client.Events <- socketmode.Event{Type: socketmode.EventTypeErrorWriteFailed,
		Data: &socketmode.ErrorWriteFailed{Cause: io.ErrClosedPipe}}
	s.receiveEvents(ctx, client, replace)
	if !errors.Is(context.Cause(ctx), errAckStuck) {
		t.Errorf("the socket ends because of %v", context.Cause(ctx))
	}
}
