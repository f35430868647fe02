package receivables

import "time"

// Changes is what changed between two versions of the mirror among the transactions of a query. It
// adds up, in number and in amount:
// After = Before + Aged + New + Reappeared + Edited − Paid − Expired − Closed − Unknown.
//
// A filter by age matches other transactions as time passes. A change is counted if the filter
// matched the transaction at any time between the first version and the change. So what it matched
// at the first version counts as paid and not as aged out, however old it was when it was paid.
type Changes struct {
	Until time.Time // the second version

	Before Delta // open at the first version
	After  Delta // open at the second
	Aged   Delta // matched by a filter by age only as time passed, less those no longer matched

	New        Delta // seen for the first time
	Reappeared Delta // listed again, or active again
	Edited     Delta // difference that new amounts of open ones make; may be negative

	Paid    Delta
	Expired Delta
	Closed  Delta // can no longer be paid, for another reason than time
	Unknown Delta // closed with an outcome that is not known so far

	// Closed as unknown by the first version, and known since. They are no part of the sum.
	LatePaid    Delta
	LateExpired Delta

	// BaselineKnown reports whether the mirror had seen the whole list by the first version, and
	// still knows it. If not, New includes transactions that are not new, or closed ones are
	// missing.
	BaselineKnown bool
}
