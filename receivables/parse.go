package receivables

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Reason is why a filter is wrong.
type Reason string

// Why a filter is wrong.
const (
	ReasonUnknownFilter Reason = "unknown_filter" // there is no filter of that name
	ReasonDuration      Reason = "duration"       // not a number and a unit of time
	ReasonAmount        Reason = "amount"         // not an amount in rupiah
	ReasonType          Reason = "type"           // no type is called so; Form is an example
	ReasonStatus        Reason = "status"         // none of the statuses
	ReasonSort          Reason = "sort"           // none of the orders
	ReasonDuplicate     Reason = "duplicate"      // the same filter was given before
	ReasonContradiction Reason = "contradiction"  // together with another filter it leaves nothing: min above max, older above newer
)

// A QueryError is a filter that is wrong.
type QueryError struct {
	Word    string // as it was typed
	Reason  Reason
	Example string // how it would be right, made from the word: "older:7d"; of an unknown filter, all that there are; with " · " between several
}

// Error names the word and the right form, in English.
func (e *QueryError) Error() string {
	return fmt.Sprintf("%q is not understood (%s), the right form is %s", e.Word, strings.ReplaceAll(string(e.Reason), "_", " "), e.Example)
}

// ParseQuery understands what a person typed: words, phrases in straight or curly quotes, and filters, in English or Indonesian. Durations are counted back
// from now: minutes, hours, days, weeks, months and years as 90min, 12h, 7d, 2w, 1mo, "7 hari", 1minggu, sebulan; a number alone is days. Amounts may be written
// 100000, 100.000, Rp100.000, 100k, 100rb or 1,5jt. Types go by Mayar's names and by the words that rows show. Filters may be written in any case, and anything
// in quotes is words; of other words, what stands around them is left out, as the comma behind one. An address or a time of day, "https://…" or "10:30", is a word too. A phone number may be written with spaces. Its only error is
// *QueryError.
func ParseQuery(words string, now time.Time) (Query, error) {
	q := Query{Status: StatusActive, Sort: SortNewest}
	var given []string
	var typed []token
	for t := range tokens(words) {
		if !t.filter {
			typed = append(typed, t)
			continue
		}
		name := filterNames[t.name]
		reason := q.set(name, strings.ToLower(t.value), now)
		if name != "" && slices.Contains(given, name) {
			reason = ReasonDuplicate
		}
		if reason != "" {
			return Query{}, &QueryError{Word: t.text, Reason: reason, Example: rightForm(t.name, bareValue(strings.ToLower(t.value)))}
		}
		given = append(given, name)
	}
	q.Words = joinPhones(wordsOf(typed))
	return q, nil
}

// ParseOpenQuery is ParseQuery for a Query that is compared, as a digest's is: what is paid is not open at any moment, so it can only be looked for.
func ParseOpenQuery(words string, now time.Time) (Query, error) {
	q, err := ParseQuery(words, now)
	if err == nil && q.Status == StatusPaid {
		form := strings.Replace(rightForm("status", ""), "status:"+string(StatusPaid)+betweenForms, "", 1)
		return Query{}, &QueryError{Word: "status:" + string(StatusPaid), Reason: ReasonStatus, Example: form}
	}
	return q, err
}

// set applies one filter with a value in lower case, or says why it cannot.
func (q *Query) set(name, value string, now time.Time) Reason {
	value = bareValue(value)
	switch name {
	case "older":
		return q.setOlder(value, now)
	case "newer":
		return q.setNewer(value, now)
	case "min":
		return setAmount(&q.Min, &q.least, value, func() bool { return q.Max == 0 || q.Min <= q.Max })
	case "max":
		return setAmount(&q.Max, &q.most, value, func() bool { return q.Min <= q.Max })
	case "type":
		if q.Type = typeOf(value); q.Type == "" {
			return ReasonType
		}
	case "status":
		q.Status = Status(chosen(statuses, value))
		if q.Status == "" {
			return ReasonStatus
		}
	case "sort":
		q.Sort = Sort(chosen(sorts, value))
		if q.Sort == "" {
			return ReasonSort
		}
	default:
		return ReasonUnknownFilter
	}
	return ""
}

func (q *Query) setOlder(value string, now time.Time) Reason {
	age, ok := parseAge(value)
	if !ok {
		return ReasonDuration
	}
	q.Before, q.older, q.olderBy = now.Add(-age), ageText(age), age
	return q.checkAges()
}

func (q *Query) setNewer(value string, now time.Time) Reason {
	age, ok := parseAge(value)
	if !ok {
		return ReasonDuration
	}
	q.After, q.newer, q.newerBy = now.Add(-age), ageText(age), age
	return q.checkAges()
}

func (q *Query) checkAges() Reason {
	if !q.Before.IsZero() && !q.After.IsZero() && !q.Before.After(q.After) {
		return ReasonContradiction
	}
	return ""
}

func setAmount(bound *int64, typed *string, value string, consistent func() bool) Reason {
	amount, ok := parseAmount(value)
	if !ok {
		return ReasonAmount
	}
	*bound, *typed = amount, value
	if !consistent() {
		return ReasonContradiction
	}
	return ""
}
