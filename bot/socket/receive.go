package socket

import (
	"context"
	"encoding/json"
	"runtime"
	"time"

	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// receiveEvents handles the client's events until ctx ends. Nothing in it waits, except for room in
// the ack queue, bounded: if this loop stops, slack-go no longer answers pings and Slack drops the
// connection.
func (s *socket) receiveEvents(ctx context.Context, client *socketmode.Client, replace context.CancelCauseFunc) {
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case event := <-client.Events:
			s.handleSafely(ctx, client, event, replace)
		}
	}
}

// drain handles the events that were waiting when ctx ended. They cannot be acknowledged any more,
// but they can be done.
func (s *socket) drain(ctx context.Context, client *socketmode.Client, replace context.CancelCauseFunc) {
	for {
		select {
		case event := <-client.Events:
			s.handleSafely(ctx, client, event, replace)
		default:
			return
		}
	}
}

// handleSafely keeps a panic over one event from ending the loop.
func (s *socket) handleSafely(
	ctx context.Context, client *socketmode.Client, event socketmode.Event, replace context.CancelCauseFunc,
) {
	if p := panicsafe.Try(func() { s.handleEvent(ctx, client, event, replace) }); p != nil {
		s.log.Error("panic in the socket reader", "panic", p, "stack", p.Stack)
	}
}

func (s *socket) handleEvent(
	ctx context.Context, client *socketmode.Client, event socketmode.Event, replace context.CancelCauseFunc,
) {
	newAck := func(envelope string) Ack { return s.newAck(ctx, client, envelope, replace) }
	switch event.Type {
	case socketmode.EventTypeConnecting:
		if s.liveness.disconnected() {
			s.log.Info("connection closed by Slack or the network")
		}
	case socketmode.EventTypeConnected:
		s.liveness.connected()
	case socketmode.EventTypeHello:
		s.onHello(event.Request.NumConnections)
	case socketmode.EventTypeConnectionError:
		if failed, ok := event.Data.(*slack.ConnectionErrorEvent); ok {
			s.onConnectError(failed.ErrorObj, replace)
		}
	case socketmode.EventTypeErrorWriteFailed:
		s.handler.Dropped("ack")
		s.log.Error("ack write failed")
		replace(errAckStuck)
	case socketmode.EventTypeErrorBadMessage:
		if bad, ok := event.Data.(*socketmode.ErrorBadMessage); ok {
			s.handleMalformed(bad, newAck)
		}
	default:
		if event.Request != nil && event.Request.EnvelopeID != "" {
			s.handleEnvelope(event, newAck(event.Request.EnvelopeID))
		}
	}
}

// newAck returns the ack of one envelope. A payload that is too large for Slack is dropped, not the
// ack. When the queue has no room for two seconds, nothing can be written any more, and the socket
// is replaced. ctx is the client's: once it has ended, the ack waits for nothing.
func (s *socket) newAck(
	ctx context.Context, client *socketmode.Client, envelope string, replace context.CancelCauseFunc,
) Ack {
	began := time.Now()
	return func(payload any) {
		ctx, cancel := context.WithTimeout(ctx, ackTimeout)
		defer cancel()
		err := ctx.Err()
		if err == nil {
			err = client.AckCtx(ctx, envelope, payload)
		}
		if err != nil && payload != nil && ctx.Err() == nil {
			s.log.Error("ack payload dropped", "error", err)
			err = client.AckCtx(ctx, envelope, nil)
		}
		s.all.metrics.ackDuration.Observe(time.Since(began).Seconds())
		if err == nil {
			runtime.Gosched() // lets the ack be written before the work begins
			return
		}
		s.handler.Dropped("ack")
		s.log.Error("ack failed", "error", err)
		if ctx.Err() != nil {
			replace(errAckStuck)
		}
	}
}

// handleEnvelope acknowledges an envelope and hands it over. Unknown kinds are acknowledged and
// ignored. A repeated envelope, perhaps from another socket, is acknowledged in the same way and
// not handed over again.
func (s *socket) handleEnvelope(event socketmode.Event, ack Ack) {
	env, first := s.all.dedup.observe(event.Request.EnvelopeID, ack)
	if !first {
		s.handler.Dropped("repeated")
		env.reack()
		return
	}
	switch data := event.Data.(type) {
	case slack.SlashCommand:
		env.answer(nil)
		s.handler.Command(data)
	case slack.InteractionCallback:
		s.handler.Interaction(data, env.answer)
	case slackevents.EventsAPIEvent:
		s.handler.Event(data)
		env.answer(nil)
	default:
		env.answer(nil)
	}
}

// handleMalformed acknowledges an envelope that slack-go cannot decode, and hands it over.
func (s *socket) handleMalformed(bad *socketmode.ErrorBadMessage, newAck func(envelope string) Ack) {
	s.handler.Dropped("malformed")
	var outer struct {
		EnvelopeID string `json:"envelope_id"`
	}
	_ = json.Unmarshal(bad.Message, &outer) // a field of an unexpected type stays empty
	if outer.EnvelopeID != "" {
		env, first := s.all.dedup.observe(outer.EnvelopeID, newAck(outer.EnvelopeID))
		if !first {
			env.reack()
			return
		}
		env.answer(nil)
	}
	s.handler.Malformed(bad.Message, bad.Cause)
}
