package fakeslack

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// A Notice is Slack's own error message to a user about a failure of the app.
type Notice struct {
	At       time.Time `json:"at"`
	User     string    `json:"user"`
	Channel  string    `json:"channel,omitempty"`
	Error    string    `json:"error"` // "operation_timeout", "dispatch_failed", "invalid_command"
	Text     string    `json:"text"`  // text for the user
	Envelope string    `json:"envelope_id,omitempty"`
}

// Errors that a user can see.
const (
	OperationTimeout = "operation_timeout" // not acknowledged in time
	DispatchFailed   = "dispatch_failed"   // no socket was open
	InvalidCommand   = "invalid_command"   // the app has no such command
)

// maxNotices is how many notices are kept.
const maxNotices = 5000

type noticeLog struct {
	mu  sync.Mutex
	all []Notice
}

// Notices returns Slack's notices to a user, oldest first.
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

// commandFailed tells a user, in the channel, that a command failed.
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

// clickFailed is the warning sign next to a button or a form.
func (s *Server) clickFailed(user, channel, code, envelope string) {
	s.notify(Notice{
		User: user, Channel: channel, Error: code, Text: "We had some trouble connecting. Try again?",
		Envelope: envelope,
	})
}
