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

// Sent is the result of one action of a user.
type Sent struct {
	EnvelopeID string `json:"envelope_id"`
	Type       string `json:"type"`             // "slash_commands", "interactive", "events_api"
	Socket     string `json:"socket,omitempty"` // id of the socket that carried it
	// real time at which the envelope was written to the socket
	SentAt   time.Time       `json:"sent_at"`
	AckedAt  time.Time       `json:"acked_at,omitzero"`
	Acked    bool            `json:"acked"`              // before the deadline
	Failure  string          `json:"failure,omitempty"`  // OperationTimeout, DispatchFailed or InvalidCommand
	BySlack  bool            `json:"by_slack,omitempty"` // Slack answered the command itself; the app did not get it
	Payload  json.RawMessage `json:"payload"`
	Response json.RawMessage `json:"response,omitempty"` // payload of the acknowledgement

	reply  *firstReply
	server *Server
}

// AckTook is how long the bot took to acknowledge; 0 if it did not.
func (s *Sent) AckTook() time.Duration {
	if !s.Acked {
		return 0
	}
	return s.AckedAt.Sub(s.SentAt)
}

// Reply waits for the bot's first message for this command or click, from its acknowledgement or
// its response_url.
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

// delivery is one envelope that is being delivered.
type delivery struct {
	id             string
	kind           string
	acceptsPayload bool // the acknowledgement may have a payload
	payload        json.RawMessage
	extra          map[string]any // more fields of the envelope: retry_attempt, retry_reason
	reply          *firstReply

	onAck  func(response json.RawMessage) // response is nil without a payload
	onFail func(code string)

	done chan struct{}

	mu       sync.Mutex
	timer    *time.Timer
	socket   string
	sentAt   time.Time
	ackedAt  time.Time
	response json.RawMessage
	failure  string
	finished bool
}

func (d *delivery) setSentAt(at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sentAt = at
}

// finishOnce runs decide and finishes the envelope. It returns false if the envelope was already
// finished.
func (d *delivery) finishOnce(decide func()) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.finished {
		return false
	}
	d.finished = true
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

// send delivers an envelope and waits for the result.
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

// dispatch writes an envelope to exactly one socket. Without a socket it fails.
func (s *Server) dispatch(d *delivery) {
	d.id = newEnvelopeID()
	d.done = make(chan struct{})
	d.sentAt = time.Now()
	s.envelopes.add(d)
	s.changed(Change{Kind: ChangedEnvelope})
	data := d.frame()
	d.mu.Lock()
	d.timer = time.AfterFunc(s.opts.AckWithin, func() { s.finishFailed(d, OperationTimeout) })
	d.mu.Unlock()
	for {
		sock := s.sockets.pick()
		if sock == nil {
			s.finishFailed(d, DispatchFailed)
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

// frame encodes the envelope. It copies the payload as it is, because encoding it again would be
// slow with hundreds of envelopes at once.
func (d *delivery) frame() []byte {
	head := object{"envelope_id": d.id, "type": d.kind, "accepts_response_payload": d.acceptsPayload}
	maps.Copy(head, d.extra)
	open := bytes.TrimSuffix(encode(head), []byte("}"))
	return slices.Concat(open, []byte(`,"payload":`), d.payload, []byte("}"))
}

// finishFailed finishes an envelope that was not acknowledged in time or could not be sent.
func (s *Server) finishFailed(d *delivery, code string) {
	if !d.finishOnce(func() { d.failure = code }) {
		return
	}
	s.envelopes.markDone(d.id, stateLate)
	s.log.Debug("envelope not acknowledged", "envelope", d.id, "error", code)
	if d.onFail != nil {
		d.onFail(code)
	}
	close(d.done)
	s.changed(Change{Kind: ChangedEnvelope})
}

// finishAcked finishes an acknowledged envelope. If the acknowledgement has a payload, a new
// goroutine handles it, so that the socket's reader is not blocked.
func (s *Server) finishAcked(d *delivery, response json.RawMessage, at time.Time) bool {
	if !d.finishOnce(func() { d.ackedAt, d.response = at, response }) {
		return false
	}
	s.envelopes.markDone(d.id, stateAcked)
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
