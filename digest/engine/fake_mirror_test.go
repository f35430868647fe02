package engine_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// fakeMirror has a list of events: how many were new and how many were paid, at 1,000 rupiah each.
type fakeMirror struct {
	clock *clock

	mu            sync.Mutex
	events        []event
	asOf          time.Time
	complete      bool
	down          error
	broken        error // the error of Compare
	sweeps        int
	reportedUntil time.Time // the latest end of reported changes
	long          bool      // the list is too long to be swept for a digest
	swept         time.Time // the last sweep of a long list
}

type event struct {
	at        time.Time
	new, paid int
}

// happens adds an event of a minute ago, but after every time that was reported until: the mirror
// does not change the past.
func (m *fakeMirror) happens(e event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e.at = m.clock.Now().Add(-time.Minute)
	if !e.at.After(m.reportedUntil) {
		e.at = m.reportedUntil.Add(time.Millisecond)
	}
	m.events = append(m.events, e)
}

func (m *fakeMirror) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.down = err
}

func (m *fakeMirror) Refresh(context.Context, func(receivables.Progress)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.long {
		panic("the list is short enough to be read as a whole")
	}
	m.asOf = m.clock.Now()
	return nil
}

func (m *fakeMirror) Sweep(context.Context, func(receivables.Progress)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweeps++
	if m.down == nil {
		m.asOf = m.clock.Now()
	}
	return m.down
}

func (m *fakeMirror) open(at time.Time) receivables.Delta {
	n := 0
	for _, e := range m.events {
		if !e.at.After(at) {
			n += e.new - e.paid
		}
	}
	return receivables.Delta{Count: n, Amount: int64(n) * 1000}
}

// noMatch is a word that matches nothing in the mirror.
const noMatch = "nobody"

func (m *fakeMirror) Compare(
	_ context.Context, q receivables.Query, _ int, from time.Time,
) (receivables.Page, receivables.Changes, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil {
		return receivables.Page{}, receivables.Changes{}, m.broken
	}
	m.reportedUntil = later(m.clock.Now(), m.reportedUntil.Add(time.Millisecond))
	open := m.open(m.reportedUntil)
	if slices.Contains(q.Words, noMatch) {
		return receivables.Page{Complete: m.complete, Synced: true, AsOf: m.asOf},
			receivables.Changes{Until: m.reportedUntil, BaselineKnown: true}, nil
	}
	v := receivables.Page{Totals: receivables.Totals{Count: open.Count, Groups: open.Count, Amount: open.Amount},
		Complete: m.complete, Synced: true, AsOf: m.asOf}
	for i := range min(receivables.PageSize, open.Count) {
		v.Rows = append(v.Rows, receivables.Row{ID: fmt.Sprint(i), Amount: 1000, Oldest: monday})
	}
	c := receivables.Changes{Until: m.reportedUntil, Before: m.open(from), After: open,
		BaselineKnown: from.After(monday.Add(-time.Hour))}
	for _, e := range m.events {
		if e.at.After(from) && !e.at.After(m.reportedUntil) {
			c.New.Count += e.new
			c.Paid.Count += e.paid
		}
	}
	return v, c, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (m *fakeMirror) State(context.Context) (receivables.State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := receivables.State{AsOf: m.asOf, LastSweep: m.asOf, Synced: !m.asOf.IsZero(), Complete: m.complete}
	if m.long {
		s.LastSweep, s.SweepPages, s.Synced = m.swept, 27, true
	}
	return s, nil
}
