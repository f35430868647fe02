package message

import "time"

// DigestEntry is one digest as those see it who manage it.
type DigestEntry struct {
	ID          string
	Channel     string // id
	Owner       string // user id
	Schedule    Schedule
	Language    string // "en" or "id"
	Filter      string // words of /unpaid
	Quiet       bool   // nothing open: nothing posted, except once a week
	Full        bool
	SkipLate    bool      // what cannot be posted on time is left out
	Mention     string    // user or user group id
	PausedUntil time.Time // zero: not paused
	Forever     bool      // paused until somebody resumes it
	Next        time.Time // zero: none
	Last        DigestRun
	Trouble     Trouble
}

// A DigestRun is what became of one slot.
type DigestRun struct {
	Slot     time.Time // zero: there was none yet
	Outcome  Outcome
	PostedAt time.Time
	Trouble  Trouble // why it was skipped or failed
}

// An Outcome is what became of a digest that was due.
type Outcome string

// What can become of a digest.
const (
	OutcomePending Outcome = "pending" // due, and being sent
	OutcomePosted  Outcome = "posted"
	OutcomeLate    Outcome = "late" // posted, but late
	OutcomeSkipped Outcome = "skipped"
	OutcomeQuiet   Outcome = "quiet" // nothing was open, so nothing was posted
	OutcomeFailed  Outcome = "failed"
)

// Trouble is why a digest cannot be delivered.
type Trouble struct {
	Kind  TroubleKind
	Scope string // TroubleScope: the scope that is missing
}

// A TroubleKind is what keeps a digest from being delivered.
type TroubleKind string

// What can keep a digest from being delivered.
const (
	TroubleNone       TroubleKind = ""
	TroubleNotMember  TroubleKind = "not_in_channel"
	TroubleArchived   TroubleKind = "is_archived"
	TroubleNoChannel  TroubleKind = "channel_not_found"
	TroubleRestricted TroubleKind = "restricted_action" // only some may post in the channel
	TroubleScope      TroubleKind = "missing_scope"
	TroubleToken      TroubleKind = "token_revoked"
	TroubleSlack      TroubleKind = "slack_down"
	TroubleMayar      TroubleKind = "mayar_down"
	TroubleMayarKey   TroubleKind = "mayar_key" // Mayar does not accept the API key
	TroubleFilter     TroubleKind = "filter"    // its filter is not one any more
	TroublePaused     TroubleKind = "paused"    // only of a run: it was paused then
	TroubleTooLate    TroubleKind = "too_late"  // only of a run: the grace was over
	TroubleOther      TroubleKind = "other"
)

func (e DigestEntry) paused() bool {
	return e.Forever || !e.PausedUntil.IsZero()
}
