package receivables

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Sort is the order of the rows of a Page.
type Sort string

// The orders.
const (
	SortNewest  Sort = "newest"  // by the newest transaction of a row; the default
	SortOldest  Sort = "oldest"  // by the oldest transaction of a row
	SortLargest Sort = "largest" // by the sum of a row

	// SortCustomer makes a row of all that one customer owes, the largest sum first.
	SortCustomer Sort = "customer"

	// SortPriority is by the sum of a row times the age of its oldest transaction in days plus one:
	// who most needs a call comes first. No filter has this value.
	SortPriority Sort = "priority"
)

// Status is the status of the transactions that a Query matches. List also matches closed ones that
// have expired.
type Status string

// The statuses of a Query.
const (
	StatusActive  Status = "active"  // can still be paid; the default
	StatusExpired Status = "expired" // the time to pay has passed
	StatusPaid    Status = "paid"    // was closed by a payment; ages count from then
	StatusAll     Status = "all"     // active, expired, and any undocumented status
)

// A Query selects mirrored transactions. The zero Query selects every active one, newest first.
// ParseQuery makes one from what a person typed.
type Query struct {
	// Each of the Words must be in the name, e-mail or phone number of the customer, or in the name
	// of the product.
	Words []string

	Before time.Time // created before then; zero: no bound
	After  time.Time // created after then; zero: no bound
	Min    int64     // lowest amount of a transaction in rupiah; 0: no bound
	Max    int64     // highest amount of a transaction in rupiah; 0: no bound
	Status Status    // empty: StatusActive
	Sort   Sort      // empty: SortNewest

	// Type is a type of Mayar's in any case, such as "invoice" or "payment_request", or a word for
	// one or several of them, such as "acara". Empty: all types.
	Type string

	// The values that Min and Max were parsed from, for String.
	minText, maxText string

	// The ages that Before and After count back from now, if they were parsed.
	olderAge, newerAge time.Duration
}

// WithAgesAt returns the query with its ages counted back from t.
func (q Query) WithAgesAt(t time.Time) Query {
	if q.olderAge > 0 {
		q.Before = t.Add(-q.olderAge)
	}
	if q.newerAge > 0 {
		q.After = t.Add(-q.newerAge)
	}
	return q
}

// WithoutAges returns the query without its bounds of age.
func (q Query) WithoutAges() Query {
	q.Before, q.After = time.Time{}, time.Time{}
	return q
}

// String formats the query for ParseQuery. It leaves out bounds that were set and not parsed.
func (q Query) String() string {
	var parts []string
	for _, word := range q.Words {
		if needsQuotes(word) {
			word = `"` + word + `"`
		}
		parts = append(parts, word)
	}
	filter := func(name, value string) {
		if value != "" {
			parts = append(parts, name+":"+value)
		}
	}
	filter("older", formatAge(q.olderAge))
	filter("newer", formatAge(q.newerAge))
	filter("min", q.minText)
	filter("max", q.maxText)
	filter("type", q.Type)
	if q.Status != StatusActive {
		filter("status", string(q.Status))
	}
	if q.Sort != SortNewest {
		filter("sort", string(q.Sort))
	}
	return strings.Join(parts, " ")
}

// needsQuotes reports whether ParseQuery would read a word differently without quotes.
func needsQuotes(word string) bool {
	_, _, filter := splitFilter(word)
	splits := func(r rune) bool { return unicode.IsSpace(r) || isComma(r) }
	return filter || strings.ContainsFunc(word, splits) ||
		!slices.Equal(splitEmoji(trimPunctuation(word)), []string{word})
}

// Types returns the types that Type stands for, in lower case.
func (q Query) Types() []string {
	if types := typesNamed(q.Type); len(types) > 0 {
		return types
	}
	return []string{strings.ToLower(q.Type)}
}

// IsUnfiltered reports whether the query matches every active transaction, in any order.
func (q Query) IsUnfiltered() bool {
	return len(q.Words) == 0 && q.Before.IsZero() && q.After.IsZero() && q.Min == 0 && q.Max == 0 &&
		q.Type == "" && (q.Status == StatusActive || q.Status == "")
}
