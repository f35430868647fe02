package digest

import "time"

const (
	// MaxLateness is how long after its slot a digest is still posted. After that the slot has
	// failed, or is skipped if nothing ever ran.
	MaxLateness = 12 * time.Hour

	// LateAfter is how long after its slot a digest counts as late, and says so.
	LateAfter = 5 * time.Minute
)

// Status is the state of a delivery.
type Status string

// The statuses of a delivery. The last three are final.
const (
	Pending Status = "pending" // to be posted; Slack does not have it
	Sending Status = "sending" // Slack may or may not have it
	Posted  Status = "posted"  // Slack has it, once
	Skipped Status = "skipped" // not posted on purpose, Reason says why
	Failed  Status = "failed"  // could not be posted, Reason is the problem
)

// A Delivery is one slot of a subscription and its outcome.
type Delivery struct {
	Subscription string
	Slot         time.Time
	Status       Status
	TS           string    // Slack's timestamp of the message, once posted
	Reason       Problem   // of the status, or of the last failed attempt; may be a Reason constant
	PostedAt     time.Time // zero: not posted
	Late         bool      // posted more than [LateAfter] after the slot
	Manual       bool      // posted on request
	Attempts     int       // posts tried, without those that got a 429
}

// A MessageKey identifies the message of one slot of a subscription. Its slot is exact to the
// millisecond.
type MessageKey struct {
	Subscription string
	Slot         time.Time
}
