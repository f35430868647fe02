package fakeslack

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// A Notice is what Slack itself told a person because the app did not do its part.
type Notice struct {
	At       time.Time `json:"at"`
	User     string    `json:"user"`
	Channel  string    `json:"channel,omitempty"`
	Error    string    `json:"error"` // "operation_timeout", "dispatch_failed", "invalid_command"
	Text     string    `json:"text"`  // what the person reads
	Envelope string    `json:"envelope_id,omitempty"`
}

// What a person may be told about an envelope.
const (
	OperationTimeout = "operation_timeout" // not acknowledged in time
	DispatchFailed   = "dispatch_failed"   // there was no connection to send it on
	InvalidCommand   = "invalid_command"   // the app has no such command
)

// maxNotices are kept.
const maxNotices = 5000

type noticeBook struct {
	mu  sync.Mutex
	all []Notice
}

// Notices returns what Slack told a person, oldest first.
func (s *Server) Notices(user string) []Notice {
	s.notices.mu.Lock()
	defer s.notices.mu.Unlock()
	var out []Notice
	for _, notice := range s.notices.all {
		if notice.User == user {
			out = append(out, notice)
		}
	}
	return out
}

func (s *Server) notify(n Notice) {
	n.At = s.opts.Now()
	s.notices.mu.Lock()
	s.notices.all = append(s.notices.all, n)
	if len(s.notices.all) > 2*maxNotices {
		s.notices.all = slices.Clone(s.notices.all[maxNotices:])
	}
	s.notices.mu.Unlock()
	s.changed(Change{Kind: ChangedNotices, User: n.User, Channel: n.Channel})
}

// commandFailed tells a person, in the channel, that their command came to nothing.
func (s *Server) commandFailed(user, channel, command, code, envelope string) {
	text := fmt.Sprintf("%s failed with the error %q", command, code)
	if code == InvalidCommand {
		text = "`" + command + "` is not a valid command. " +
			"In Slack, all messages that start with the \"/\" character are interpreted as commands. " +
			"If you are trying to send a message and not run a command, try preceding the \"/\" with an empty space."
	}
	s.notify(Notice{User: user, Channel: channel, Error: code, Text: text, Envelope: envelope})
	s.post(Message{Channel: channel, User: slackbot, Ephemeral: true, To: user, Text: text})
}

// clickFailed is the warning triangle beside a button or a form.
func (s *Server) clickFailed(user, channel, code, envelope string) {
	s.notify(Notice{
		User: user, Channel: channel, Error: code, Text: "We had some trouble connecting. Try again?",
		Envelope: envelope,
	})
}
