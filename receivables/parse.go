package receivables

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Reason is why a filter is not understood.
type Reason string

// The reasons.
const (
	ReasonUnknownFilter Reason = "unknown_filter" // no filter has that name
	ReasonDuration      Reason = "duration"       // not a number and a unit of time
	ReasonAmount        Reason = "amount"         // not an amount in rupiah
	ReasonType          Reason = "type"           // no type has that name
	ReasonStatus        Reason = "status"         // none of the statuses
	ReasonSort          Reason = "sort"           // none of the orders
	ReasonDuplicate     Reason = "duplicate"      // the same filter came before
	ReasonContradiction Reason = "contradiction"  // min above max, or older above newer
)

// A QueryError is a filter that is not understood.
type QueryError struct {
	Word   string // as it was typed
	Reason Reason

	// Example is a correct filter made from the word, such as "older:7d". For an unknown filter it
	// is an example of every filter. " · " separates several.
	Example string
}

// Error names the word and a correct filter, in English.
func (e *QueryError) Error() string {
	reason := strings.ReplaceAll(string(e.Reason), "_", " ")
	return fmt.Sprintf("%q is not understood (%s), the right form is %s", e.Word, reason, e.Example)
}

// ParseQuery parses what a person typed: words, phrases in straight or curly quotes, and filters,
// in English or Indonesian, in upper or lower case.
//
// Durations count back from now: minutes, hours, days, weeks, months and years as 90min, 12h, 7d,
// 2w, 1mo, "7 hari", 1minggu, sebulan. A number alone is days. Amounts are 100000, 100.000,
// Rp100.000, 100k, 100rb or 1,5jt. Types are Mayar's names or the names that rows show.
//
// Quoted text is always words. Other words lose the punctuation around them, such as a comma at
// their end. An address or a time of day, "https://…" or "10:30", is a word. A phone number may
// contain spaces. The only error is *QueryError.
func ParseQuery(text string, now time.Time) (Query, error) {
	q := Query{Status: StatusActive, Sort: SortNewest}
	var seen []string
	var wordTokens []token
	for t := range lex(text) {
		if !t.filter {
			wordTokens = append(wordTokens, t)
			continue
		}
		name := filterNames[t.name]
		reason := q.applyFilter(name, strings.ToLower(t.value), now)
		if name != "" && slices.Contains(seen, name) {
			reason = ReasonDuplicate
		}
		if reason != "" {
			example := exampleFor(t.name, trimValue(strings.ToLower(t.value)))
			return Query{}, &QueryError{Word: t.text, Reason: reason, Example: example}
		}
		seen = append(seen, name)
	}
	q.Words = joinPhones(searchWords(wordTokens))
	return q, nil
}

// ParseOpenQuery is ParseQuery for queries that are compared, such as those of digests. It rejects
// status:paid, because a paid transaction is not open in any version.
func ParseOpenQuery(text string, now time.Time) (Query, error) {
	q, err := ParseQuery(text, now)
	if err == nil && q.Status == StatusPaid {
		example := strings.Replace(exampleFor("status", ""), "status:"+string(StatusPaid)+exampleSeparator, "", 1)
		return Query{}, &QueryError{Word: "status:" + string(StatusPaid), Reason: ReasonStatus, Example: example}
	}
	return q, err
}

// applyFilter applies one filter with a value in lower case. It returns the reason if it cannot.
func (q *Query) applyFilter(name, value string, now time.Time) Reason {
	value = trimValue(value)
	switch name {
	case "older":
		return q.setAge(&q.Before, &q.olderAge, value, now)
	case "newer":
		return q.setAge(&q.After, &q.newerAge, value, now)
	case "min":
		return setAmount(&q.Min, &q.minText, value, func() bool { return q.Max == 0 || q.Min <= q.Max })
	case "max":
		return setAmount(&q.Max, &q.maxText, value, func() bool { return q.Min <= q.Max })
	case "type":
		if q.Type = parseType(value); q.Type == "" {
			return ReasonType
		}
	case "status":
		q.Status = Status(parseChoice(statuses, value))
		if q.Status == "" {
			return ReasonStatus
		}
	case "sort":
		q.Sort = Sort(parseChoice(sorts, value))
		if q.Sort == "" {
			return ReasonSort
		}
	default:
		return ReasonUnknownFilter
	}
	return ""
}

func (q *Query) setAge(bound *time.Time, age *time.Duration, value string, now time.Time) Reason {
	parsed, ok := parseAge(value)
	if !ok {
		return ReasonDuration
	}
	*bound, *age = now.Add(-parsed), parsed
	if !q.Before.IsZero() && !q.After.IsZero() && !q.Before.After(q.After) {
		return ReasonContradiction
	}
	return ""
}

func setAmount(bound *int64, text *string, value string, consistent func() bool) Reason {
	amount, ok := parseAmount(value)
	if !ok {
		return ReasonAmount
	}
	// Written without spaces: String must give back one word, and spaces may have been in quotes.
	*bound, *text = amount, strings.ReplaceAll(value, " ", "")
	if !consistent() {
		return ReasonContradiction
	}
	return ""
}
