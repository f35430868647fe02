package digest

import (
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// A Report is the content of one digest. All of it is as of one time.
type Report struct {
	Subscription Subscription
	Slot         time.Time // when it was due
	At           time.Time // now
	Late         bool      // At is more than [LateAfter] after Slot
	DelayReason  Problem   // why it is late; may be a Reason constant; empty: nothing ran
	Manual       bool      // posted on request
	Heartbeat    bool      // nothing is open; weekly post of a subscription with OnlyWhenOpen

	// Since is the slot of this subscription's last digest. Zero: there is nothing to compare with,
	// and the changes below are empty.
	Since time.Time

	// Page holds the sums of all open transactions, and the ten rows that most deserve a call:
	// those that are both old and large first, unless the filter asks for another order.
	Page receivables.Page

	// All is everything that is open, if the filter finds none of it. Otherwise it is zero.
	All         receivables.Totals
	AllComplete bool // every page of the list is known

	// The changes since the last digest: After = Before + Aged + New + Reappeared + Edited − Paid −
	// Expired − Closed − Unknown, where After is Page.Totals, and Aged is what entered a filter by
	// age as time went by.
	Before, Aged, New, Reappeared, Edited, Paid, Expired, Closed, Unknown receivables.Delta

	// LatePaid and LateExpired are outcomes that Mayar has told since, of transactions that an
	// earlier digest called Unknown. They are no part of the sum.
	LatePaid, LateExpired receivables.Delta

	// From and Until are the times of the mirror that are compared; payments between them can be
	// listed. Zero: nothing is compared.
	From, Until time.Time

	NoBaseline bool // there was an earlier digest, but its open transactions are unknown

	MayarDown    bool        // Mayar could not be asked, so this is as of AsOf
	Stale        bool        // the data is older than [LateAfter]
	AsOf         time.Time   // when the mirror was last refreshed; zero: never
	LastFullSync time.Time   // last full sync, if more than [LateAfter] before AsOf: expired ones may count as open
	Skipped      []time.Time // slots since the last digest that were skipped or failed, oldest first
	Holidays     int         // holidays since the last digest on which one was due and not posted
}
