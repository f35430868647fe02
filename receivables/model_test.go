package receivables_test

import (
	"maps"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/mayarbot/mayarbot/receivables"
)

// A moment is what the mirror knew of each transaction after something was learned.
type moment struct {
	learned time.Time
	upto    time.Time // what a comparison from here on, or up to here, is given
	rows    map[string]state
}

type state struct {
	created time.Time
	status  string
	amount  int64
	gone    int64
	outcome string
}

// A filter is the independent idea of what some words are about.
type filter struct {
	words        string
	status       string // empty: all
	older, newer time.Duration
	min, max     int64
}

// unreadable stands in the table for an amount that cannot be read.
const unreadable = -1

var filters = []filter{
	{words: "", status: "active"},
	{words: "status:all"},
	{words: "status:expired", status: "expired"},
	{words: "max:60000", status: "active", max: 60_000},
	{words: "min:20000 max:60000", status: "active", min: 20_000, max: 60_000},
	{words: "older:5d", status: "active", older: 5 * day},
	{words: "newer:3d", status: "active", newer: 3 * day},
	{words: "newer:1d status:all", newer: day},
	{words: "older:1d newer:6d min:20000", status: "active", older: day, newer: 6 * day, min: 20_000},
}

func (f filter) is(s state) bool {
	inBounds := f.min == 0 && f.max == 0 || s.amount != unreadable && s.amount >= f.min && (f.max == 0 || s.amount <= f.max)
	return s.gone == 0 && (f.status == "" && s.status != "negative" || s.status == f.status) && inBounds
}

func (f filter) ofAge(created, at time.Time) bool {
	return (f.older == 0 || at.Sub(created) > f.older) && (f.newer == 0 || at.Sub(created) < f.newer)
}

// remember keeps what the mirror knows now, which it learned a second ago.
func (h *history) remember() {
	h.t.Helper()
	now := h.clock()
	m := moment{now.Add(-time.Second), now, map[string]state{}}
	rows, err := h.db.Reader().QueryContext(h.t.Context(), `SELECT id, created_ms, status, amount, gone_ms, outcome FROM unpaid`)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var s state
		var created int64
		if err := rows.Scan(&id, &created, &s.status, &s.amount, &s.gone, &s.outcome); err != nil {
			h.t.Fatal(err)
		}
		s.created = time.UnixMilli(created)
		m.rows[id] = s
	}
	if err := rows.Err(); err != nil {
		h.t.Fatal(err)
	}
	h.moments = append(h.moments, m)
}

// compareWithModel goes from moment to moment, and counts by hand what happened to whatever the filter had been about at any of them.
func (h *history) compareWithModel(from, to int, f filter) {
	h.t.Helper()
	want := receivables.Changes{Before: h.found(from, f), After: h.found(to, f)}
	ofAge := map[string]bool{}
	for id, s := range h.moments[from].rows {
		ofAge[id] = f.ofAge(s.created, h.moments[from].upto)
	}
	for k := from + 1; k <= to; k++ {
		before, now := h.moments[k-1].rows, h.moments[k]
		for id, s := range now.rows {
			old, known := before[id]
			opens := !known || old.gone != 0
			ofAge[id] = ofAge[id] && !opens || f.ofAge(s.created, now.learned)
			if ofAge[id] {
				h.happened(&want, k, id, old, known, f)
			}
		}
	}
	got := h.changes(h.moments[from].upto, h.moments[to].upto, f.words)
	ignored := cmpopts.IgnoreFields(receivables.Changes{}, "Until", "BaselineKnown", "Aged", "LatePaid", "LateExpired")
	if diff := cmp.Diff(want, got, ignored); diff != "" {
		h.t.Fatalf("%q from %s to %s (-want +got):\n%s", f.words, h.moments[from].upto, h.moments[to].upto, diff)
	}
}

// found is what a filter finds at a moment.
func (h *history) found(k int, f filter) (d receivables.Delta) {
	for s := range maps.Values(h.moments[k].rows) {
		if f.is(s) && f.ofAge(s.created, h.moments[k].upto) {
			count(&d, 1, s.amount)
		}
	}
	return d
}

// happened counts what became of a transaction between one moment and the next, which is the k-th.
func (h *history) happened(c *receivables.Changes, k int, id string, old state, known bool, f filter) {
	s := h.moments[k].rows[id]
	was, is := known && f.is(old), f.is(s)
	switch {
	case is && !known:
		count(&c.New, 1, s.amount)
	case is && (old.gone != 0 || !was && old.status != s.status):
		count(&c.Reappeared, 1, s.amount)
	case is && was:
		count(&c.Edited, 1, s.amount)
		count(&c.Edited, -1, old.amount)
	case is:
		count(&c.Edited, 1, s.amount)
	case was && s.gone != 0:
		count(h.went(c, k, id), 1, old.amount)
	case was && old.status != s.status && s.status == "expired":
		count(&c.Expired, 1, old.amount)
	case was:
		count(&c.Edited, -1, old.amount)
	}
}

// went is what a transaction that went at the k-th moment counts as, which may be known only later.
func (h *history) went(c *receivables.Changes, k int, id string) *receivables.Delta {
	for k+1 < len(h.moments) && h.moments[k+1].rows[id].gone == h.moments[k].rows[id].gone {
		k++
	}
	switch h.moments[k].rows[id].outcome {
	case "paid":
		return &c.Paid
	case "expired":
		return &c.Expired
	case "closed":
		return &c.Closed
	}
	return &c.Unknown
}

func count(d *receivables.Delta, n int, amount int64) {
	d.Count += n
	if amount == unreadable {
		d.NoAmount += n
		return
	}
	d.Amount += int64(n) * amount
}
