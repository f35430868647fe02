package digest

import (
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// A Report is what one digest has to say. All of it is as of one moment.
type Report struct {
	Subscription Subscription
	Slot         time.Time // when it was due
	At           time.Time // now
	Late         bool      // At is more than [LateAfter] after Slot
	DelayReason  string    // of a late one, what kept it: a reason or one of the Trouble constants; empty: nothing ran
	Manual       bool      // somebody asked for it
	Heartbeat    bool      // nothing is open, and this is the weekly word of a quiet subscription

	// Since is the slot of this subscription's last digest. Zero: there is nothing to compare with, and the changes below are empty.
	Since time.Time

	// View holds the sums of what is open, and of its rows the ten that most deserve a call: those that are both old and large first, unless the
	// filter asks for another order.
	Page receivables.Page

	// All is what is open in all, where the filter finds none of it. Else it is zero.
	All         receivables.Totals
	AllComplete bool // every page of the list is known

	// What changed since the last digest: After = Before + Aged + New + Reappeared + Edited − Paid − Lapsed − Closed − Unknown, where After is
	// View.Total, and Aged is what a filter by age took in as time went by.
	Before, Aged, New, Reappeared, Edited, Paid, Expired, Closed, Unknown receivables.Delta

	// What had become of some that a digest before called Unknown, and that Mayar has told since. They are no part of the sum.
	LatePaid, LateExpired receivables.Delta

	// The moments of the mirror between which that changed: who paid in between can be asked for. Zero: nothing is compared.
	From, Until time.Time

	NoBaseline bool // there was a digest before, but what was open then is no longer known

	MayarDown    bool        // Mayar could not be asked, so that this is as of AsOf
	Stale        bool        // what is said is older than a digest should be
	AsOf         time.Time   // when the mirror was last brought up to date; zero: never
	LastFullSync time.Time   // when the whole list was last read, where that was more than [LateAfter] before AsOf: what lapsed since may count as open
	Skipped      []time.Time // slots since the last digest that were skipped or failed, oldest first
}
