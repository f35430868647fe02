package fakeslack

import (
	"bytes"
	"encoding/json"
	"sync"
	"time"

	"github.com/google/uuid"
)

// AckCounts tell how the bot's acknowledgements were. Only those in Good did anything.
type AckCounts struct {
	Good     int `json:"good"`
	Late     int `json:"late"`     // after the three seconds
	Repeated int `json:"repeated"` // of an envelope that was acknowledged before
	Unknown  int `json:"unknown"`  // of no envelope
	// with a payload where none is accepted; the acknowledgement counts, its payload does not
	Unwanted  int `json:"unwanted"`
	Malformed int `json:"malformed"` // not JSON, or without an envelope_id
	TooLong   int `json:"too_long"`  // 20,480 bytes or more
}

// maxSettled is how many envelopes are remembered after they were settled.
const maxSettled = 20000

type envelopeState int

const (
	stateUnknown envelopeState = iota
	statePending
	stateAcked
	stateLate // given up
)

// office knows every envelope that is out, and for a while those that were.
type office struct {
	mu      sync.Mutex
	pending map[string]*delivery
	past    map[string]envelopeState
	order   []string // of past
	counts  AckCounts
}

func newOffice() *office {
	return &office{pending: map[string]*delivery{}, past: map[string]envelopeState{}}
}

func (o *office) expect(d *delivery) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.pending[d.id] = d
}

func (o *office) settled(id string, state envelopeState) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.pending, id)
	o.past[id] = state
	o.order = append(o.order, id)
	if len(o.order) > maxSettled {
		delete(o.past, o.order[0])
		o.order = o.order[1:]
	}
}

func (o *office) lookup(id string) (*delivery, envelopeState) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if d, ok := o.pending[id]; ok {
		return d, statePending
	}
	return nil, o.past[id]
}

func (o *office) count(add func(*AckCounts)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	add(&o.counts)
}

// Acks counts the bot's acknowledgements so far.
func (s *Server) Acks() AckCounts {
	s.envelopes.mu.Lock()
	defer s.envelopes.mu.Unlock()
	return s.envelopes.counts
}

// Pending counts the envelopes that are neither acknowledged nor given up.
func (s *Server) Pending() int {
	s.envelopes.mu.Lock()
	defer s.envelopes.mu.Unlock()
	return len(s.envelopes.pending)
}

// acknowledge takes one frame from the app. It may come on another socket than the envelope went out on: slack-go sends what it had queued after a
// reconnect on the new connection.
func (s *Server) acknowledge(sock *socket, data []byte, at time.Time) {
	sock.mu.Lock()
	sock.acks++
	deaf := sock.deaf
	sock.mu.Unlock()
	if deaf {
		return
	}
	var ack struct {
		EnvelopeID string          `json:"envelope_id"`
		Payload    json.RawMessage `json:"payload"`
	}
	if err := json.Unmarshal(data, &ack); err != nil || ack.EnvelopeID == "" {
		s.misacked(func(c *AckCounts) { c.Malformed++ })
		return
	}
	d, state := s.envelopes.lookup(ack.EnvelopeID)
	switch state {
	case statePending:
		s.acknowledged(d, ack.Payload, at)
	case stateAcked:
		s.misacked(func(c *AckCounts) { c.Repeated++ })
	case stateLate:
		s.misacked(func(c *AckCounts) { c.Late++ })
	case stateUnknown:
		s.misacked(func(c *AckCounts) { c.Unknown++ })
	}
}

func (s *Server) acknowledged(d *delivery, payload json.RawMessage, at time.Time) {
	response := meaningful(payload)
	unwanted := response != nil && !d.accepts
	if unwanted {
		response = nil
	}
	// Counted before it takes effect, so that whoever waits for the envelope finds it counted.
	s.envelopes.count(func(c *AckCounts) {
		c.Good++
		if unwanted {
			c.Unwanted++
		}
	})
	if !s.accept(d, response, at) {
		s.misacked(func(c *AckCounts) { c.Good--; c.Late++ })
	}
}

func (s *Server) misacked(add func(*AckCounts)) {
	s.envelopes.count(add)
	s.changed(Change{Kind: ChangedEnvelope})
}

// meaningful drops payloads that say nothing: Node's client sends "{}" with every acknowledgement.
func meaningful(payload json.RawMessage) json.RawMessage {
	switch string(bytes.TrimSpace(payload)) {
	case "", "null", "{}", `""`:
		return nil
	}
	return payload
}

func newEnvelopeID() string { return uuid.NewString() }
