package receivables

import "time"

// PageSize is the number of rows on a page of a View.
const PageSize = 10

// A View is one page of what a Query found, and the sums of all of it, as of one moment.
type Page struct {
	Totals Totals
	Aging  [4]Bucket // by whole days since the transaction was made: 0–1, 2–7, 8–30, over 30
	Rows   []Row
	Number int // from 1; a page beyond the last is the last one
	Pages  int // 0 when nothing was found

	AsOf     time.Time // when the mirror was last brought up to date; zero: never
	Complete bool      // the last whole sweep saw all rows of the list, so that sums are exact; else they are "at least"
	Synced   bool      // there has been a whole sweep

	ClosedSince time.Time // of what is no longer open, as far back as the mirror knows it: what went before then may be missing; zero: nothing is known of any
}

// A Total is how much was found.
type Totals struct {
	Count  int   // transactions
	Groups int   // rows, over all pages
	Amount int64 // rupiah

	NoAmount int // of the transactions, those without an amount that can be believed: they are not in Amount
}

// A Bucket is the part of a Total that is of one age.
type Bucket Delta

// A Row is the transactions of one customer for one product, mostly just one. Its texts are as buyers and Mayar gave them: escape them.
type Row struct {
	ID           string // of the newest transaction, and so are the following
	Customer     string
	Email        string
	Mobile       string
	Product      string
	Type         string // as Mayar names it: "invoice", "payment_request", …
	Status       string // "active", "expired" or what else Mayar says, in lower case
	URL          string // where it is paid
	LatestAmount Delta  // the newest transaction alone

	Amount   int64     // rupiah of all of them
	Count    int       // how many they are: 1 or more
	NoAmount int       // of them, those without an amount that can be believed: they are not in Amount
	Products int       // for how many products, mostly one
	Oldest   time.Time // when the first was made, or of what is paid when that was paid
	Newest   time.Time // when the newest was made
}

// State is how the mirror is.
type State struct {
	AsOf      time.Time // when it was last brought up to date; zero: never
	LastSweep time.Time // when the last whole sweep began; zero: never
	Synced    bool      // there has been a whole sweep
	Complete  bool      // the last one saw all rows of the list
	Stale     bool      // it is more than a minute old

	Count int // open, active transactions

	SweepPages   int       // how many pages the last whole sweep took
	FailingSince time.Time // since when bringing it up to date fails; zero: the last time worked
}

// Progress is how far a sync has come.
type Progress struct {
	Pages      int // read
	PagesTotal int // of about as many; 0: not known
	Rows       int // read
}
