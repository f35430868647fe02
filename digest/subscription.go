package digest

import (
	"crypto/rand"
	"encoding/base32"
	"time"
)

// A Subscription is one digest of one channel.
type Subscription struct {
	ID           string    // short, in lower-case base32: "k7fq"
	Channel      string    // Slack channel id
	Owner        string    // Slack user id
	Schedule     Schedule  // when it is due
	Zone         string    // IANA name: "Asia/Jakarta"
	Language     string    // "en" or "id"
	Filter       string    // what it is about, in the words of /unpaid; empty: everything
	OnlyWhenOpen bool      // while nothing is open say so once a week only
	Detailed     bool      // else compact
	Mention      string    // user or user group to mention; empty: nobody
	SkipLate     bool      // what was missed is skipped, however recently; else posted late, within [Grace]
	PausedUntil  time.Time // zero: not paused; see [Indefinitely]
	SharedBy     string    // the admin who has said that people of another company may read it where it goes; empty: nobody

	// The following are kept by the Service, and ignored by Create and Update, but for the Revision, which Update compares.
	Next      time.Time // when it is due next
	CreatedAt time.Time
	Revision  int64    // changes with each change
	Problem   string   // why it cannot be delivered, one of the Trouble constants; empty when all is well
	OwnerGone bool     // the owner's account is gone, as far as is known
	Last      Delivery // the last one that has ended or is under way; zero Slot: none yet
}

// Indefinitely is until when a subscription is paused that stays so until somebody resumes it.
var Forever = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Paused tells whether the subscription is paused at the given moment.
func (s Subscription) Paused(at time.Time) bool { return s.PausedUntil.After(at) }

// AfterADay is until when the subscription must be paused to skip its next digest, and with one that comes several times a day all of a day: it is due
// again at that moment.
func (s Subscription) AfterADay(now time.Time) (time.Time, error) {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return time.Time{}, err
	}
	next, err := s.Schedule.Next(now, zone)
	if err != nil {
		return time.Time{}, err
	}
	// A clock that was put forward has the next digest an hour late, and the one after it in time.
	return s.Schedule.Next(next.In(zone).AddDate(0, 0, 1).Add(-MinInterval-time.Millisecond), zone)
}

// Status is how far a delivery is.
type Status string

// The statuses of a delivery. The last three are final.
const (
	Pending Status = "pending" // to be posted; nothing of it is at Slack
	Sending Status = "sending" // Slack may or may not have it
	Posted  Status = "posted"  // Slack has it, once
	Skipped Status = "skipped" // it was not to be posted, Reason says why
	Failed  Status = "failed"  // it could not be posted, Reason says why: one of the Trouble constants
)

// Why a delivery was skipped.
const (
	ReasonMissed     = "missed"     // it was due while nothing ran, and its time has passed
	ReasonSuperseded = "superseded" // it could not be posted before the next one was due
	ReasonQuiet      = "quiet"      // nothing was open
	ReasonPaused     = "paused"     // paused before it could be posted
	ReasonDeleted    = "deleted"    // deleted before it could be posted
)

// A Delivery is what became of one slot of a subscription.
type Delivery struct {
	Subscription string
	Slot         time.Time
	Status       Status
	TS           string    // Slack's name of the message, once it is posted
	Reason       string    // of the status, or of the last attempt that did not succeed
	PostedAt     time.Time // zero: not posted
	Late         bool      // posted more than [LateAfter] after the slot
	Manual       bool      // somebody asked for it to be posted now
	Attempts     int       // posts that were tried, without those that Slack put off
}

// NewID draws an id for a subscription that is to be made: see Create.
func NewID() string { return newID(4) }

// newID returns so many letters and digits in lower case: base32, without what looks alike. A letter comes first, so that nobody's id is 200d, which to
// /digest pause is how long.
func newID(length int) string {
	for {
		var random [8]byte
		rand.Read(random[:])
		id := base32.NewEncoding("abcdefghjkmnpqrstuvwxyz023456789").EncodeToString(random[:])[:length]
		if id[0] > '9' {
			return id
		}
	}
}
