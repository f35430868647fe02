package mirror

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/mayarbot/mayarbot/receivables"
)

// A matcher tells which transactions of the index a query matches.
type matcher struct {
	status        receivables.Status
	includeClosed bool // also transactions that are closed because they expired
	before, after int64
	min, max      int64
	anyAmount     bool
	types         []string // empty: all
	words         []searchWord
	spaced        []byte // buffer of rank
}

// A searchWord is a word of a query.
type searchWord struct {
	text   string   // in the search text
	phones []string // or one of these in the phone number
	spaced []byte   // " word " for the rank; empty: it has none
}

func newMatcher(q receivables.Query, includeClosed bool) matcher {
	m := matcher{
		status: statusOf(q), includeClosed: includeClosed,
		before: math.MaxInt64, after: math.MinInt64,
		min: q.Min, max: cmp.Or(q.Max, receivables.MaxAmount), anyAmount: q.Min <= 0 && q.Max <= 0,
	}
	if !q.Before.IsZero() {
		m.before = q.Before.UnixMilli()
	}
	if !q.After.IsZero() {
		m.after = q.After.UnixMilli()
	}
	if q.Type != "" {
		m.types = q.Types()
	}
	for _, word := range q.Words {
		m.words = append(m.words, newSearchWord(word))
	}
	return m
}

func newSearchWord(word string) searchWord {
	w := searchWord{text: searchedText(word), phones: receivables.PhoneVariants(word)}
	spaced := spaceSeparators(trimWebPrefix(receivables.Normalize(word)))
	if spaced != "" && w.phones == nil {
		w.spaced = []byte(" " + spaced + " ")
	}
	return w
}

func (m *matcher) matches(ix *index, r *indexRow) bool {
	age := m.age(r)
	if !m.matchesStatus(ix.statuses.texts[r.status], r.closed > 0) || age >= m.before || age <= m.after ||
		!m.anyAmount && (r.amount < m.min || r.amount > m.max) ||
		len(m.types) > 0 && !slices.Contains(m.types, ix.kinds.texts[r.kind]) {
		return false
	}
	for i := range m.words {
		if !m.words[i].isIn(r) {
			return false
		}
	}
	return true
}

// age is when the age of a transaction counts from.
func (m *matcher) age(r *indexRow) int64 {
	if m.status == receivables.StatusPaid {
		return r.closed
	}
	return r.created
}

func (m *matcher) matchesStatus(status string, closed bool) bool {
	switch m.status {
	case receivables.StatusActive:
		return !closed && status == statusActive
	case receivables.StatusPaid:
		return closed && status == string(outcomePaid)
	}
	if closed {
		return m.includeClosed && status == string(outcomeExpired)
	}
	return status == string(m.status) || m.status == receivables.StatusAll && status != statusNegative
}

func (w *searchWord) isIn(r *indexRow) bool {
	return strings.Contains(r.searchText(), w.text) ||
		slices.ContainsFunc(w.phones, func(form string) bool { return strings.Contains(r.searchPhone(), form) })
}

// rank tells how well a transaction matches the words: 2 for each that it has as a whole word, 1
// for each that one of its words begins with, 0 for each that is inside of a word. Phone numbers
// have no rank.
func (m *matcher) rank(r *indexRow) (rank int) {
	m.spaced = m.spaced[:0]
	for _, w := range m.words {
		if len(w.spaced) == 0 {
			continue
		}
		if len(m.spaced) == 0 {
			m.spaced = appendSpaced(m.spaced, r.searchText())
		}
		switch {
		case bytes.Contains(m.spaced, w.spaced):
			rank += 2
		case bytes.Contains(m.spaced, w.spaced[:len(w.spaced)-1]):
			rank++
		}
	}
	return rank
}
