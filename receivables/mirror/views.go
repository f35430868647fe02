package mirror

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/mayarbot/mayarbot/internal/lru"
	"github.com/mayarbot/mayarbot/receivables"
)

const (
	// maxViewBytes bounds the memory of all remembered pages.
	maxViewBytes = 4 << 20

	// maxViewAge is how long a page is remembered at most. After a failover to a server without the
	// last writes, their versions may be given again.
	maxViewAge = time.Minute
)

// views remember pages of active transactions, as they were read at a version. The version is read
// from the database for each look, so a write by any process is seen by the next one.
type views struct {
	pages *lru.Cache[viewKey, view]
	last  atomic.Uint64
}

func newViews() *views { return &views{pages: lru.New[viewKey, view](maxViewBytes)} }

// A viewKey is all that a view depends on beside the time. The totals choose how a page is read.
type viewKey struct {
	version     int64
	totals      receivables.Totals
	totalsValid bool

	query    string // String, which leaves out amounts that nobody typed
	min, max int64
	page     int
}

// A view is a page without its state. It stays the same from a time until another, when a
// transaction is old enough for the next bucket of the aging.
type view struct {
	page        receivables.Page
	from, until time.Time
}

// canRemember reports whether the pages of a query change with the version and the aging alone.
// Those with closed transactions say since when these are known.
func canRemember(q receivables.Query) bool {
	return statusOf(q) == receivables.StatusActive && q.Before.IsZero() && q.After.IsZero() &&
		q.Sort != receivables.SortPriority
}

func (s state) viewKey(q receivables.Query, page int) viewKey {
	return viewKey{s.version, s.totals, s.totalsValid, q.String(), q.Min, q.Max, page}
}

// remembered returns a page if it is remembered. It reads nothing but the state. Where that fails,
// reading the whole page fails too, and says why.
func (m *Mirror) remembered(ctx context.Context, q receivables.Query, page int) (p receivables.Page, ok bool) {
	if !canRemember(q) {
		return p, false
	}
	s, err := m.currentState(ctx)
	if err != nil {
		return p, false
	}
	v, ok := m.views.pages.Get(s.viewKey(q, page))
	if now := m.cfg.Now(); !ok || now.Before(v.from) || !now.Before(v.until) {
		return p, false
	}
	p = v.page
	p.AsOf, p.Synced, p.Complete = s.AsOf, s.Synced, s.Complete
	return p, true
}

// remember keeps a page that was read at a time, and gives it its number.
func (v *views) remember(key viewKey, page *receivables.Page, from, until time.Time) {
	page.View = v.last.Add(1)
	if latest := from.Add(maxViewAge); until.IsZero() || until.After(latest) {
		until = latest
	}
	v.pages.Put(key, view{*page, from, until}, sizeOf(key, page))
}

// sizeOf estimates the bytes of a remembered page.
func sizeOf(key viewKey, page *receivables.Page) int {
	const fixed, row = 1024, 256 // the entry with its key, and a row without its texts
	bytes := fixed + len(key.query)
	for _, r := range page.Rows {
		bytes += row + len(r.ID) + len(r.Customer) + len(r.Email) + len(r.Mobile) + len(r.Product) +
			len(r.Type) + len(r.Status) + len(r.URL)
	}
	return bytes
}
