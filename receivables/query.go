package receivables

import (
	"cmp"
	"strings"
	"time"
	"unicode"
)

// Sort is the order of the rows of a View.
type Sort string

// The orders.
const (
	SortNewest  Sort = "newest"  // by the newest transaction of a row; the default
	SortOldest  Sort = "oldest"  // by the oldest transaction of a row
	SortLargest Sort = "largest" // by the sum of a row

	// SortCustomer makes a row of all that one customer owes, the largest sum first.
	SortCustomer Sort = "customer"

	// SortPressing is by the sum of a row times the days since its oldest transaction, and a day: who most deserves a call. Nobody can type it.
	SortPriority Sort = "priority"
)

// Status is which transactions a Query is about: of those that Mayar lists and, for Look, those that have gone because they expired.
type Status string

// The statuses that can be asked for.
const (
	StatusActive  Status = "active"  // can still be paid; the default
	StatusExpired Status = "expired" // the time to pay has passed
	StatusPaid    Status = "paid"    // has gone because it was paid; ages count from then
	StatusAll     Status = "all"     // active and expired, and what Mayar lists with a status that nobody has documented
)

// A Query chooses among the mirrored transactions. The zero Query is every active one, newest first. ParseQuery makes one from what a person typed.
type Query struct {
	Words  []string  // each must be found in the customer's name, e-mail or phone number, or in the product's name
	Before time.Time // created before then; zero: no bound
	After  time.Time // created after then; zero: no bound
	Min    int64     // rupiah of a single transaction, at least; 0: no bound
	Max    int64     // rupiah of a single transaction, at most; 0: no bound
	Type   string    // "invoice", "payment_request", …, in any case, or a word for one or several of them, such as "acara"; empty: all
	Status Status    // empty: StatusActive
	Sort   Sort      // empty: SortNewest

	// What Before, After, Min and Max were made from, for String.
	older, newer, least, most string

	// What Before and After count back from now, where they do.
	olderBy, newerBy time.Duration

	// Whether expired are, beside what Mayar lists as such, those that have gone from its list for that reason.
	includeClosed bool
}

// at returns the query with its ages counted back from t.
func (q Query) withAgesAt(t time.Time) Query {
	if q.olderBy > 0 {
		q.Before = t.Add(-q.olderBy)
	}
	if q.newerBy > 0 {
		q.After = t.Add(-q.newerBy)
	}
	return q
}

// ofAnyAge returns the query without its bounds of age.
func (q Query) withoutAges() Query {
	q.Before, q.After = time.Time{}, time.Time{}
	return q
}

// oldAt tells whether what was created at a moment was old enough at another one, and youngAt whether it was young enough, all in unix milliseconds.
func (q Query) oldEnough(created, at int64) bool {
	before := q.withAgesAt(fromMillis(at)).Before
	return before.IsZero() || created < before.UnixMilli()
}

func (q Query) youngEnough(created, at int64) bool {
	after := q.withAgesAt(fromMillis(at)).After
	return after.IsZero() || created > after.UnixMilli()
}

// String gives the words and filters back as ParseQuery understands them. Bounds that were not parsed but set are left out.
func (q Query) String() string {
	var words []string
	for _, word := range q.Words {
		if needsQuotes(word) {
			word = `"` + word + `"`
		}
		words = append(words, word)
	}
	filter := func(name, value string) {
		if value != "" {
			words = append(words, name+":"+value)
		}
	}
	filter("older", q.older)
	filter("newer", q.newer)
	filter("min", q.least)
	filter("max", q.most)
	filter("type", q.Type)
	if q.Status != StatusActive {
		filter("status", string(q.Status))
	}
	if q.Sort != SortNewest {
		filter("sort", string(q.Sort))
	}
	return strings.Join(words, " ")
}

// needsQuotes tells whether a word would be read as something else without quotes.
func needsQuotes(word string) bool {
	_, _, filter := splitFilter(word)
	return filter || bareWord(word) != word || strings.ContainsFunc(word, func(r rune) bool { return unicode.IsSpace(r) || isComma(r) })
}

// types are the types that Type stands for, in lower case.
func (q Query) types() []string {
	if types := typesOf(q.Type); len(types) > 0 {
		return types
	}
	return []string{strings.ToLower(q.Type)}
}

// everything tells whether the query is the one that the kept sums answer: every active transaction, in whichever order.
func (q Query) isUnfiltered() bool {
	return len(q.Words) == 0 && q.Before.IsZero() && q.After.IsZero() && q.Min == 0 && q.Max == 0 && q.Type == "" && q.status() == StatusActive
}

// when is the moment of a transaction that ages count from, as SQL.
func (q Query) ageColumn() string {
	if q.status() == StatusPaid {
		return "u.gone_ms"
	}
	return "u.created_ms"
}

func (q Query) status() Status {
	if q.Status == "" {
		return StatusActive
	}
	return q.Status
}

// admits tells whether a transaction of the given status and amount, which are what changes over its life, is one that the query is about.
func (q Query) matches(status string, amount int64) bool {
	return (status == string(q.status()) || q.status() == StatusAll && status != statusNegative) &&
		(q.Min == 0 && q.Max == 0 || q.Min <= amount && amount <= cmp.Or(q.Max, maxAmount) && amount >= 0)
}
