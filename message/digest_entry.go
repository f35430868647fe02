package message

import "time"

// DigestEntry is one digest as those see it who manage it.
type DigestEntry struct {
	ID          string
	Channel     string // id
	Owner       string // user id
	OwnerGone   bool   // whose account is gone
	Schedule    Schedule
	Language    string // "en" or "id"
	Filter      string // words of /unpaid
	Quiet       bool   // nothing open: nothing posted, except once a week
	Full        bool
	SkipLate    bool      // what cannot be posted on time is left out
	Mention     string    // user or user group id
	PausedUntil time.Time // zero or past: not paused
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
	Trouble  Trouble // why it is waiting, was skipped or failed
}

// An Outcome is what became of a digest that was due.
type Outcome string

// What can become of a digest.
const (
	OutcomePending Outcome = "pending" // due, and being sent
	OutcomeWaiting Outcome = "waiting" // due, and could not be sent so far
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
	TroubleMayarKey   TroubleKind = "mayar_key"      // Mayar does not accept the API key
	TroubleFilter     TroubleKind = "broken_filter"  // its filter is not one any more
	TroubleUnsure     TroubleKind = "unknown_post"   // nobody could find out whether Slack took it
	TroubleSlackBusy  TroubleKind = "slack_busy"     // Slack asked to be left alone
	TroubleDirect     TroubleKind = "direct_message" // it is a direct message where nobody can invite the bot
	TroubleOther      TroubleKind = "internal"       // and any that is not known here

	// These have paused a digest.
	TroubleNotAllowed TroubleKind = "channel_not_allowed" // the bot may not be used in its channel any more
	TroubleStrangers  TroubleKind = "channel_shared"      // people of another company read its channel by now
	TroubleOwner      TroubleKind = "owner_not_allowed"   // its owner may not use the bot any more

	// This one is for admins: it is posted all the same.
	TroubleOwnerGone TroubleKind = "owner_gone"

	// These are only of a run.
	TroublePaused     TroubleKind = "paused"
	TroubleMissed     TroubleKind = "missed"     // nothing ran when it was due, and its time has passed
	TroubleSuperseded TroubleKind = "superseded" // the next one was due before it could be posted
)

func (e DigestEntry) paused(now time.Time) bool {
	return e.Forever || e.PausedUntil.After(now)
}
