package mirror_test

import (
	"maps"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/mayarbot/mayarbot/receivables"
)

// A version is what the mirror knew of each transaction after a write.
type version struct {
	writtenAt time.Time
	until     time.Time // what a comparison from here on, or up to here, is given
	rows      map[string]state
}

type state struct {
	created time.Time
	status  string
	amount  int64
	closed  int64
	outcome string
}

// A filter is an independent model of the filters in some words.
type filter struct {
	words        string
	status       string // empty: all
	older, newer time.Duration
	min, max     int64
}

// noAmount stands in the table for an amount that cannot be read.
const noAmount = -1

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

func (f filter) matches(s state) bool {
	inBounds := f.min == 0 && f.max == 0 || s.amount != noAmount && s.amount >= f.min &&
		(f.max == 0 || s.amount <= f.max)
	return s.closed == 0 && (f.status == "" && s.status != "negative" || s.status == f.status) && inBounds
}

func (f filter) matchesAge(created, at time.Time) bool {
	return (f.older == 0 || at.Sub(created) > f.older) && (f.newer == 0 || at.Sub(created) < f.newer)
}

// remember keeps what the mirror knows now, which it wrote a second ago.
func (h *history) remember() {
	h.t.Helper()
	now := h.clock()
	m := version{now.Add(-time.Second), now, map[string]state{}}
	rows, err := h.db.Reader().QueryContext(h.t.Context(),
		`SELECT id, created_ms, status, amount, closed_ms, outcome FROM unpaid`)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var s state
		var created int64
		if err := rows.Scan(&id, &created, &s.status, &s.amount, &s.closed, &s.outcome); err != nil {
			h.t.Fatal(err)
		}
		s.created = time.UnixMilli(created)
		m.rows[id] = s
	}
	if err := rows.Err(); err != nil {
		h.t.Fatal(err)
	}
	h.versions = append(h.versions, m)
}

// compareWithModel goes from version to version, and counts each change of a transaction that the
// filter had matched at any of them.
func (h *history) compareWithModel(from, to int, f filter) {
	h.t.Helper()
	want := receivables.Changes{Before: h.openTotal(from, f), After: h.openTotal(to, f)}
	ofAge := map[string]bool{}
	for id, s := range h.versions[from].rows {
		ofAge[id] = f.matchesAge(s.created, h.versions[from].until)
	}
	for k := from + 1; k <= to; k++ {
		before, now := h.versions[k-1].rows, h.versions[k]
		for id, s := range now.rows {
			old, known := before[id]
			opens := !known || old.closed != 0
			ofAge[id] = ofAge[id] && !opens || f.matchesAge(s.created, now.writtenAt)
			if ofAge[id] {
				h.countChange(&want, k, id, old, known, f)
			}
		}
	}
	got := h.changes(h.versions[from].until, h.versions[to].until, f.words)
	ignored := cmpopts.IgnoreFields(receivables.Changes{}, "Until", "BaselineKnown", "Aged", "LatePaid", "LateExpired")
	if diff := cmp.Diff(want, got, ignored); diff != "" {
		h.t.Fatalf("%q from %s to %s (-want +got):\n%s", f.words, h.versions[from].until, h.versions[to].until, diff)
	}
}

// openTotal sums up what a filter matches at a version.
func (h *history) openTotal(k int, f filter) (d receivables.Delta) {
	for s := range maps.Values(h.versions[k].rows) {
		if f.matches(s) && f.matchesAge(s.created, h.versions[k].until) {
			count(&d, 1, s.amount)
		}
	}
	return d
}

// countChange counts the change of a transaction between a version and the k-th, which is the next.
func (h *history) countChange(c *receivables.Changes, k int, id string, old state, known bool, f filter) {
	s := h.versions[k].rows[id]
	was, is := known && f.matches(old), f.matches(s)
	switch {
	case is && !known:
		count(&c.New, 1, s.amount)
	case is && (old.closed != 0 || !was && old.status != s.status):
		count(&c.Reappeared, 1, s.amount)
	case is && was:
		count(&c.Edited, 1, s.amount)
		count(&c.Edited, -1, old.amount)
	case is:
		count(&c.Edited, 1, s.amount)
	case was && s.closed != 0:
		count(h.closedDelta(c, k, id), 1, old.amount)
	case was && old.status != s.status && s.status == "expired":
		count(&c.Expired, 1, old.amount)
	case was:
		count(&c.Edited, -1, old.amount)
	}
}

// closedDelta returns where a transaction counts that was closed at the k-th version. Its outcome
// may become known later.
func (h *history) closedDelta(c *receivables.Changes, k int, id string) *receivables.Delta {
	for k+1 < len(h.versions) && h.versions[k+1].rows[id].closed == h.versions[k].rows[id].closed {
		k++
	}
	switch h.versions[k].rows[id].outcome {
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
	if amount == noAmount {
		d.NoAmount += n
		return
	}
	d.Amount += int64(n) * amount
}
