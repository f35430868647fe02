package digest_test

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// pretendMirror knows when how many were new, and when how many were paid, at 1,000 rupiah each.
type pretendMirror struct {
	clock *clock

	mu        sync.Mutex
	events    []event
	asOf      time.Time
	complete  bool
	down      error
	refreshes int
	told      time.Time // the last moment up to which somebody was told what changed
}

type event struct {
	at        time.Time
	new, paid int
}

// happens is learned a minute ago, but never before a moment that somebody has been told of: the mirror does not change the past.
func (m *pretendMirror) happens(e event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e.at = m.clock.Now().Add(-time.Minute)
	if !e.at.After(m.told) {
		e.at = m.told.Add(time.Millisecond)
	}
	m.events = append(m.events, e)
}

func (m *pretendMirror) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.down = err
}

func (m *pretendMirror) Refresh(context.Context, func(receivables.Progress)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refreshes++
	if m.down == nil {
		m.asOf = m.clock.Now()
	}
	return m.down
}

func (m *pretendMirror) open(at time.Time) receivables.Delta {
	n := 0
	for _, e := range m.events {
		if !e.at.After(at) {
			n += e.new - e.paid
		}
	}
	return receivables.Delta{Count: n, Amount: int64(n) * 1000}
}

func (m *pretendMirror) Look(_ context.Context, q receivables.Query, page int) (receivables.View, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	open := m.open(m.clock.Now())
	v := receivables.View{Total: receivables.Total{Count: open.Count, Groups: open.Count, Amount: open.Amount}, Complete: m.complete, Ever: true, AsOf: m.asOf}
	v.Pages = (open.Count + receivables.PageSize - 1) / receivables.PageSize
	for i := (page - 1) * receivables.PageSize; i < min(page*receivables.PageSize, open.Count); i++ {
		row := receivables.Row{ID: fmt.Sprint(i), Amount: 1000, Oldest: monday}
		if q.Sort == receivables.SortLargest {
			row.ID = fmt.Sprint(open.Count - 1 - i)
		}
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

func (m *pretendMirror) Changes(_ context.Context, from, to time.Time, _ receivables.Query) (receivables.Changes, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if to.After(m.told) {
		m.told = to
	}
	c := receivables.Changes{Before: m.open(from), After: m.open(to), Known: from.After(monday.Add(-time.Hour))}
	for _, e := range m.events {
		if e.at.After(from) && !e.at.After(to) {
			c.New.Count += e.new
			c.Paid.Count += e.paid
		}
	}
	return c, nil
}

func (m *pretendMirror) State(context.Context) (receivables.State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return receivables.State{AsOf: m.asOf, Ever: !m.asOf.IsZero(), Complete: m.complete}, nil
}
