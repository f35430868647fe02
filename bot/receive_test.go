package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

type silentMessages struct{}

func (silentMessages) Busy(string) blockkit.Message                    { return blockkit.Message{} }
func (silentMessages) Denied(DenyReason, string) blockkit.Message      { return blockkit.Message{} }
func (silentMessages) Failed(error, string) blockkit.Message           { return blockkit.Message{} }
func (silentMessages) Unknown(string, string, string) blockkit.Message { return blockkit.Message{} }
func (silentMessages) FormBusy() string                                { return "" }
func (silentMessages) OpenForm(string) blockkit.Message                { return blockkit.Message{} }

// helpCommand does nothing.
var helpCommand = Command{Name: "help", Run: func(context.Context, *Request, Responder) error { return nil }}

// newTestSocket returns a socket of a bot that does not run, with a client that is not connected:
// nothing takes acks out of its queue of 20.
func newTestSocket(t *testing.T) (*socket, *socketmode.Client) {
	t.Helper()
	api, err := slackapi.New(slackapi.Config{Token: "xoxb", MoreText: func(int) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	b, err := New(Config{
		API: api, AppToken: "xapp", Messages: silentMessages{},
		Log:      slog.New(slog.NewTextHandler(io.Discard, nil)),
		Commands: []Command{helpCommand},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.sockets[0], socketmode.New(slack.New(""))
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
		if n := s.bot.queue.len(); n != many {
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
