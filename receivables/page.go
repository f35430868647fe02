package receivables

import "time"

// PageSize is the number of rows on a Page.
const PageSize = 10

// A Page is one page of the rows that a Query matches, with the totals of all pages, as of one
// version of the mirror.
type Page struct {
	Totals Totals
	Aging  [4]Bucket // by whole days since creation: 0–1, 2–7, 8–30, over 30
	Rows   []Row
	Number int // from 1; a page beyond the last is the last one
	Pages  int // 0 when no transaction matches

	AsOf     time.Time // last time the mirror was brought up to date; zero: never
	Complete bool      // the last sweep saw the whole list, so totals are exact; else "at least"
	Synced   bool      // there has been a whole sweep

	// View numbers what is the same each time that it is read: equal numbers are equal totals,
	// aging, rows and pages of the same query. 0: it is not known.
	View uint64

	// ClosedSince is how far back the mirror knows closed ones; earlier ones may be missing.
	// It is zero when the query lists open ones only, or when none are known.
	ClosedSince time.Time
}

// Totals are how much a Query matches.
type Totals struct {
	Count    int   // transactions
	Groups   int   // rows, over all pages
	Amount   int64 // rupiah
	NoAmount int   // transactions without an amount that can be right: not in Amount
}

// A Bucket is the part of the Totals of one range of ages.
type Bucket Delta

// A Row is the transactions of one customer for one product, mostly just one. Its texts are as
// buyers and Mayar wrote them: escape them.
type Row struct {
	// Of the newest transaction.
	ID           string
	CaseID       string // names the row for ever, whatever its transactions are; empty: not known yet
	Customer     string
	Email        string
	Mobile       string
	Product      string
	Type         string // as Mayar names it: "invoice", "payment_request", …
	Status       string // "active", "expired" or another status of Mayar's, in lower case
	URL          string // where it is paid
	LatestAmount Delta

	// Of all transactions of the row.
	Amount   int64     // rupiah
	Count    int       // transactions: 1 or more
	NoAmount int       // transactions without an amount that can be right: not in Amount
	Products int       // different products, mostly 1
	Oldest   time.Time // creation of the oldest; of paid ones, the first payment
	Newest   time.Time // creation of the newest; of paid ones, the last payment
}

// State is the state of the mirror.
type State struct {
	AsOf      time.Time // last time it was brought up to date; zero: never
	LastSweep time.Time // start of the last whole sweep; zero: never
	Synced    bool      // there has been a whole sweep
	Complete  bool      // the last sweep saw the whole list
	Stale     bool      // more than a minute old

	Count int // open, active transactions

	SweepPages   int       // pages of the last whole sweep
	FailingSince time.Time // since when syncs fail; zero: the last one succeeded
}

// Progress is the progress of a sync.
type Progress struct {
	Pages      int // read so far
	PagesTotal int // estimated; 0: unknown
	Rows       int // read so far
}
