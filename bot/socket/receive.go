package socket

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// A frame is a message of Slack's.
type frame struct {
	Type           string          `json:"type"`
	EnvelopeID     string          `json:"envelope_id"`
	Payload        json.RawMessage `json:"payload"`
	NumConnections int             `json:"num_connections"` // of hello
}

// receive handles what comes over a connection until it ends. Nothing in it waits, except for an
// ack to be written, bounded: if this loop stops, pings are not answered and Slack drops the
// connection.
func (s *socket) receive(conn *connection) error {
	for {
		_, data, err := conn.ReadMessage()
		if err != nil {
			return errClosed
		}
		s.all.gate.count(time.Now())
		if p := panicsafe.Try(func() { err = s.handleMessage(conn, data) }); p != nil {
			s.log.Error("panic in the socket reader", "panic", p, "stack", p.Stack)
		}
		if err != nil {
			return err
		}
	}
}

// handleMessage returns an error when the connection has ended.
func (s *socket) handleMessage(conn *connection, data []byte) error {
	var f frame
	err := json.Unmarshal(data, &f) // a field of an unexpected type stays empty
	switch {
	case f.EnvelopeID != "":
		s.handleEnvelope(conn, f, data)
	case err == nil && f.Type == socketmode.RequestTypeHello:
		s.onHello(f.NumConnections)
	case err == nil && f.Type == socketmode.RequestTypeDisconnect:
		return errClosed
	default:
		s.handleMalformed(data, errors.Join(errors.New("no envelope_id"), err))
	}
	return nil
}

// handleEnvelope acknowledges an envelope and hands it over. A repeated envelope, perhaps from
// another socket, is acknowledged in the same way and not handed over again.
func (s *socket) handleEnvelope(conn *connection, f frame, data []byte) {
	env, first := s.all.dedup.observe(f.EnvelopeID, s.newAck(conn, f.EnvelopeID))
	if !first {
		s.handler.Dropped("repeated")
		env.reack()
		return
	}
	if err := s.handOver(f, env); err != nil {
		env.answer(nil)
		s.handleMalformed(data, err)
	}
}

// handOver decodes an envelope and hands it over. A command is acknowledged before that.
func (s *socket) handOver(f frame, env *envelope) error {
	switch f.Type {
	case socketmode.RequestTypeSlashCommands:
		env.answer(nil)
		var command slack.SlashCommand
		if err := json.Unmarshal(f.Payload, &command); err != nil {
			return err
		}
		s.handler.Command(command)
	case socketmode.RequestTypeInteractive:
		var interaction slack.InteractionCallback
		if err := json.Unmarshal(f.Payload, &interaction); err != nil {
			return err
		}
		s.handler.Interaction(interaction, env.answer)
	case socketmode.RequestTypeEventsAPI:
		event, err := slackevents.ParseEvent(f.Payload, slackevents.OptionNoVerifyToken())
		if err != nil {
			return err
		}
		s.handler.Event(event)
		env.answer(nil)
	default:
		return fmt.Errorf("an envelope of the unknown type %q", f.Type)
	}
	return nil
}

func (s *socket) handleMalformed(data []byte, cause error) {
	s.handler.Dropped("malformed")
	s.handler.Malformed(data, cause)
}
