package socket

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mayarbot/mayarbot/bot/slackapi"
)

const (
	// maxEnvelope bounds the memory for one message from Slack.
	maxEnvelope = 4 << 20

	// maxAck is less than the 20 KB from which on Slack drops an ack.
	maxAck = 20480 - 1

	// ackTimeout bounds the writing of an ack. Slack waits three seconds for it.
	ackTimeout = 2 * time.Second
)

// A connection is one open WebSocket.
type connection struct {
	*websocket.Conn
	replace context.CancelCauseFunc // ends it
	writing sync.Mutex
}

// connect opens a connection, as soon as it may.
func (s *socket) connect(ctx context.Context, replace context.CancelCauseFunc) (*connection, error) {
	if err := slackapi.Sleep(ctx, s.backoff.next(s.liveness.connecting())); err != nil {
		return nil, err
	}
	if err := s.all.limiter.wait(ctx); err != nil {
		return nil, err
	}
	s.liveness.countConnect()
	s.all.metrics.connects.Inc()
	_, url, err := s.api.StartSocketModeContext(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.all.awaitRun(ctx); err != nil {
		return nil, err
	}
	conn, resp, err := newDialer(s.liveness.seen, &s.all.gate).DialContext(ctx, url, nil)
	if err != nil {
		return nil, err
	}
	resp.Body.Close()
	conn.SetReadLimit(maxEnvelope)
	s.liveness.connected()
	return &connection{Conn: conn, replace: replace}, nil
}

// encodeAck returns the ack of an envelope. It fails when the payload is too large for Slack.
func encodeAck(envelope string, payload any) ([]byte, error) {
	data, err := json.Marshal(struct {
		EnvelopeID string `json:"envelope_id"`
		Payload    any    `json:"payload,omitempty"`
	}{envelope, payload})
	if err == nil && len(data) > maxAck {
		err = fmt.Errorf("an ack of %d bytes, Slack takes %d", len(data), maxAck)
	}
	return data, err
}

// newAck returns the ack of one envelope. A payload that is too large for Slack is dropped, not the
// ack.
func (s *socket) newAck(conn *connection, envelope string) Ack {
	began := time.Now()
	return func(payload any) {
		data, err := encodeAck(envelope, payload)
		if err != nil {
			s.log.Error("ack payload dropped", "error", err)
			data, _ = encodeAck(envelope, nil)
		}
		err = s.all.write(conn, data)
		s.all.metrics.ackDuration.Observe(time.Since(began).Seconds())
		if err != nil {
			s.handler.Dropped("ack")
			s.log.Error("ack failed", "error", err)
		}
	}
}

// write writes an ack over the connection that its envelope came over or, when that is gone, over
// another one. A connection that cannot write is replaced.
func (c *Connections) write(own *connection, data []byte) error {
	err := own.write(data)
	for _, s := range c.sockets {
		if other := s.open.Load(); err != nil && other != nil && other != own {
			err = other.write(data)
		}
	}
	return err
}

// write writes a message.
func (c *connection) write(data []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	err := c.SetWriteDeadline(time.Now().Add(ackTimeout))
	if err == nil {
		err = c.WriteMessage(websocket.TextMessage, data)
	}
	if err != nil {
		c.replace(errAckStuck)
	}
	return err
}
