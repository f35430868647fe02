package message

import "time"

// Unpaid is one page of the unpaid list as the mirror has it.
type Unpaid struct {
	State UnpaidState
	Total Total
	Aging [4]Bucket // 0-1 days, 2-7 days, 8-30 days, over 30 days
	Rows  []UnpaidRow

	Page, Pages int // from 1; Pages is 0 when nothing matches

	AsOf       time.Time // when the mirror was last brought up to date
	Now        time.Time
	Refreshing bool  // the mirror is being brought up to date behind this answer
	Down       *Down // Mayar does not answer: what is shown is the mirror
}

// A Total is how much is unpaid.
type Total struct {
	Count   int   // transactions
	Groups  int   // rows of the list: repeats of one customer and product are one
	Amount  int64 // rupiah
	AtLeast bool  // no complete sweep yet: there may be more
}

// A Bucket is the part of the total that is of one age.
type Bucket struct {
	Count  int
	Amount int64 // rupiah
}

// An UnpaidRow is one transaction, or several of one customer for one product. All its texts come from outside.
type UnpaidRow struct {
	Customer, Email, Mobile string
	Product                 string
	Type                    string // as Mayar names it: "invoice", "payment_request"…
	Status                  string // "active" or "expired"
	URL                     string // the payment page of the newest
	Amount                  int64  // rupiah, of all repeats together
	Repeats                 int    // 1 for a single transaction
	CreatedAt               time.Time
	Oldest                  time.Time // of the repeats
}

// Down says since when Mayar does not answer.
type Down struct {
	Since time.Time
	Ref   string
}

// Progress is how far the first sweep has come.
type Progress struct {
	Pages      int
	PagesTotal int // 0 when Mayar does not say
	Rows       int
}
