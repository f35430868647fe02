package fakeslack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// Sent is what became of one thing that a person did.
type Sent struct {
	EnvelopeID string `json:"envelope_id"`
	Type       string `json:"type"`             // "slash_commands", "interactive", "events_api"
	Socket     string `json:"socket,omitempty"` // id of the socket that it went out on
	// when the envelope was written to the socket, by the real clock
	SentAt   time.Time       `json:"sent_at"`
	AckedAt  time.Time       `json:"acked_at,omitzero"`
	Acked    bool            `json:"acked"`              // in time
	Failure  string          `json:"failure,omitempty"`  // OperationTimeout, DispatchFailed or InvalidCommand
	BySlack  bool            `json:"by_slack,omitempty"` // Slack answered a command itself, and the app was not told
	Payload  json.RawMessage `json:"payload"`
	Response json.RawMessage `json:"response,omitempty"` // what the acknowledgement carried

	reply  *firstReply
	server *Server
}

// AckTook is how long the bot took to acknowledge; 0 when it did not.
func (s *Sent) AckTook() time.Duration {
	if !s.Acked {
		return 0
	}
	return s.AckedAt.Sub(s.SentAt)
}

// Reply waits for the first message that the bot sent for this command or click: in its acknowledgement or through its response_url.
func (s *Sent) Reply(ctx context.Context) (Message, error) {
	if s.reply == nil {
		return Message{}, fmt.Errorf("fakeslack: a %s envelope has no response_url", s.Type)
	}
	select {
	case <-s.reply.answered:
		return s.reply.message, nil
	case <-ctx.Done():
		return Message{}, fmt.Errorf("fakeslack: no reply: %w", ctx.Err())
	case <-s.server.closed:
		return Message{}, errClosed
	}
}

// delivery is one envelope on its way.
type delivery struct {
	id      string
	kind    string
	accepts bool // a payload in the acknowledgement
	payload json.RawMessage
	extra   map[string]any // of the envelope: retry_attempt, retry_reason
	reply   *firstReply

	onAck  func(response json.RawMessage) // response is nil when the acknowledgement carries nothing
	onFail func(code string)

	done chan struct{}

	mu       sync.Mutex
	timer    *time.Timer
	socket   string
	sentAt   time.Time
	ackedAt  time.Time
	response json.RawMessage
	failure  string
	settled  bool
}

func (d *delivery) written(at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sentAt = at
}

// settle decides what became of the envelope; false when that was decided before.
func (d *delivery) settle(decide func()) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.settled {
		return false
	}
	d.settled = true
	decide()
	if d.timer != nil {
		d.timer.Stop()
	}
	return true
}

func (d *delivery) result(s *Server) *Sent {
	d.mu.Lock()
	defer d.mu.Unlock()
	return &Sent{
		EnvelopeID: d.id, Type: d.kind, Socket: d.socket, SentAt: d.sentAt, AckedAt: d.ackedAt,
		Acked: !d.ackedAt.IsZero(), Failure: d.failure,
		Payload: d.payload, Response: d.response, reply: d.reply, server: s,
	}
}

// send delivers an envelope and waits for what becomes of it.
func (s *Server) send(ctx context.Context, d *delivery) (*Sent, error) {
	s.dispatch(d)
	select {
	case <-d.done:
		return d.result(s), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-s.closed:
		return nil, errClosed
	}
}

// dispatch hands an envelope to exactly one socket. Without one it has failed.
func (s *Server) dispatch(d *delivery) {
	d.id = newEnvelopeID()
	d.done = make(chan struct{})
	d.sentAt = time.Now()
	s.envelopes.expect(d)
	s.changed(Change{Kind: ChangedEnvelope})
	data := d.frame()
	d.mu.Lock()
	d.timer = time.AfterFunc(s.opts.AckWithin, func() { s.giveUp(d, OperationTimeout) })
	d.mu.Unlock()
	for {
		sock := s.sockets.pick()
		if sock == nil {
			s.giveUp(d, DispatchFailed)
			return
		}
		d.mu.Lock()
		d.socket = sock.id
		d.mu.Unlock()
		if sock.write(frame{data: data, delivery: d}, d.done) {
			sock.mu.Lock()
			sock.envelopes++
			sock.mu.Unlock()
			return
		}
	}
}

// frame writes the envelope. The payload goes in as it is: with hundreds of envelopes at once, writing it a second time would be felt.
func (d *delivery) frame() []byte {
	head := object{"envelope_id": d.id, "type": d.kind, "accepts_response_payload": d.accepts}
	maps.Copy(head, d.extra)
	open := bytes.TrimSuffix(encode(head), []byte("}"))
	return slices.Concat(open, []byte(`,"payload":`), d.payload, []byte("}"))
}

// giveUp ends an envelope that was not acknowledged in time, or could not be sent.
func (s *Server) giveUp(d *delivery, code string) {
	if !d.settle(func() { d.failure = code }) {
		return
	}
	s.envelopes.settled(d.id, stateLate)
	s.log.Debug("envelope not acknowledged", "envelope", d.id, "why", code)
	if d.onFail != nil {
		d.onFail(code)
	}
	close(d.done)
	s.changed(Change{Kind: ChangedEnvelope})
}

// accept ends an envelope with its acknowledgement. What the acknowledgement asks for is done away from the socket's reader, which must go on.
func (s *Server) accept(d *delivery, response json.RawMessage, at time.Time) bool {
	if !d.settle(func() { d.ackedAt, d.response = at, response }) {
		return false
	}
	s.envelopes.settled(d.id, stateAcked)
	finish := func() {
		if d.onAck != nil {
			d.onAck(response)
		}
		close(d.done)
		s.changed(Change{Kind: ChangedEnvelope})
	}
	if response == nil {
		finish()
	} else {
		s.spawn(finish)
	}
	return true
}
