package fakeslack

import (
	"bytes"
	"encoding/json"
	"sync"
	"time"

	"github.com/google/uuid"
)

// AckCounts counts the bot's acknowledgements by result. Only those in Good had an effect.
type AckCounts struct {
	Good     int `json:"good"`
	Late     int `json:"late"`     // after the deadline of three seconds
	Repeated int `json:"repeated"` // for an envelope that was already acknowledged
	Unknown  int `json:"unknown"`  // for an unknown envelope
	// with a payload that the envelope does not accept; the ack counts, its payload is ignored
	Unwanted  int `json:"unwanted"`
	Malformed int `json:"malformed"` // not JSON, or without an envelope_id
	TooLong   int `json:"too_long"`  // 20,480 bytes or more
}

// maxDoneEnvelopes is how many finished envelopes are remembered.
const maxDoneEnvelopes = 20000

type envelopeState int

const (
	stateUnknown envelopeState = iota
	statePending
	stateAcked
	stateLate // the deadline passed or the send failed
)

// envelopeStore holds the pending envelopes and the state of recently finished ones.
type envelopeStore struct {
	mu      sync.Mutex
	pending map[string]*delivery
	done    map[string]envelopeState
	order   []string // keys of done, oldest first
	counts  AckCounts
}

func newEnvelopeStore() *envelopeStore {
	return &envelopeStore{pending: map[string]*delivery{}, done: map[string]envelopeState{}}
}

func (s *envelopeStore) add(d *delivery) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending[d.id] = d
}

func (s *envelopeStore) markDone(id string, state envelopeState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.pending, id)
	s.done[id] = state
	s.order = append(s.order, id)
	if len(s.order) > maxDoneEnvelopes {
		delete(s.done, s.order[0])
		s.order = s.order[1:]
	}
}

func (s *envelopeStore) lookup(id string) (*delivery, envelopeState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d, ok := s.pending[id]; ok {
		return d, statePending
	}
	return nil, s.done[id]
}

func (s *envelopeStore) count(add func(*AckCounts)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	add(&s.counts)
}

// Acks returns the counts of the bot's acknowledgements so far.
func (s *Server) Acks() AckCounts {
	s.envelopes.mu.Lock()
	defer s.envelopes.mu.Unlock()
	return s.envelopes.counts
}

// Pending returns the number of unfinished envelopes.
func (s *Server) Pending() int {
	s.envelopes.mu.Lock()
	defer s.envelopes.mu.Unlock()
	return len(s.envelopes.pending)
}

// handleAck processes one frame from the app. It may arrive on a different socket than the
// envelope: after a reconnect, slack-go sends its queued frames on the new connection.
func (s *Server) handleAck(sock *socket, data []byte, at time.Time) {
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
		s.countBadAck(func(c *AckCounts) { c.Malformed++ })
		return
	}
	d, state := s.envelopes.lookup(ack.EnvelopeID)
	switch state {
	case statePending:
		s.acceptAck(d, ack.Payload, at)
	case stateAcked:
		s.countBadAck(func(c *AckCounts) { c.Repeated++ })
	case stateLate:
		s.countBadAck(func(c *AckCounts) { c.Late++ })
	case stateUnknown:
		s.countBadAck(func(c *AckCounts) { c.Unknown++ })
	}
}

func (s *Server) acceptAck(d *delivery, payload json.RawMessage, at time.Time) {
	response := nonEmptyPayload(payload)
	unwanted := response != nil && !d.acceptsPayload
	if unwanted {
		response = nil
	}
	// Count first: a caller that waits for the envelope must see the new count.
	s.envelopes.count(func(c *AckCounts) {
		c.Good++
		if unwanted {
			c.Unwanted++
		}
	})
	if !s.finishAcked(d, response, at) {
		s.countBadAck(func(c *AckCounts) { c.Good--; c.Late++ })
	}
}

func (s *Server) countBadAck(add func(*AckCounts)) {
	s.envelopes.count(add)
	s.changed(Change{Kind: ChangedEnvelope})
}

// nonEmptyPayload drops empty payloads: Node's client sends "{}" with every acknowledgement.
func nonEmptyPayload(payload json.RawMessage) json.RawMessage {
	switch string(bytes.TrimSpace(payload)) {
	case "", "null", "{}", `""`:
		return nil
	}
	return payload
}

func newEnvelopeID() string { return uuid.NewString() }
