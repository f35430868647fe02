// Package audit holds what the transport records and the database keeps of each request.
package audit

import "time"

// A Record describes one action of a user. It holds no customer's data: Detail is redacted.
type Record struct {
	At      time.Time
	Ref     string // short reference that joins what the user saw and what the log says
	Team    string
	Channel string // empty for forms
	User    string // Slack user id
	Kind    string // command, click, form or menu
	Command string
	ID      string // action_id or callback_id
	Detail  string // redacted
	Outcome string // "ok", "refused: guest", "busy", "failed: …"
	Took    time.Duration
	Replica string // which process it was, where there are several
}
