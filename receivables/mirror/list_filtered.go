package mirror

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// A filteredList lists what a query matches, out of the index.
type filteredList struct {
	tx    snapshot
	index *index
	now   time.Time
	q     receivables.Query
	matcher
	only *rowKey // the only row to read; nil: all

	found []foundRow // after totals
}

func (m *Mirror) filteredList(tx snapshot, q receivables.Query, includeClosed bool) *filteredList {
	return &filteredList{tx: tx, index: &m.index, now: m.cfg.Now(), q: q, matcher: newMatcher(q, includeClosed)}
}

// A rowKey is what the transactions of one row share: the customer, mostly the product and, among
// all statuses, the status. Expired ones must not add to what can be paid.
type rowKey struct{ group, status string }

func (l *filteredList) rowKey(r *indexRow) rowKey {
	key := rowKey{group: r.group}
	if l.q.Sort == receivables.SortCustomer {
		key.group, _, _ = strings.Cut(r.group, "\n")
	}
	if l.status == receivables.StatusAll {
		key.status = r.status
	}
	return key
}

// A foundRow is a row before its texts are read.
type foundRow struct {
	rowKey
	receivables.Delta
	oldest, newest int64
	newestID       string
	rank           int
	products       int
}

// add adds a transaction.
func (f *foundRow) add(id string, age, amount int64) {
	if f.Count == 0 {
		f.oldest = age
	}
	if f.Count == 0 || age > f.newest || age == f.newest && id > f.newestID {
		f.newest, f.newestID = age, id
	}
	f.oldest = min(f.oldest, age)
	f.Delta.Add(receivables.DeltaOf(amount))
}

func (l *filteredList) totals(ctx context.Context, p *receivables.Page) (rows int, until time.Time, err error) {
	bounds := agingBounds(l.now)
	var sum receivables.Delta
	var after [3]receivables.Delta
	var oldest [3]int64
	positions := map[rowKey]int{}
	products := map[rowKey]bool{}
	l.found = nil
	err = l.eachMatch(ctx, func(r *indexRow) {
		key, age, delta := l.rowKey(r), l.age(r), receivables.DeltaOf(r.amount)
		sum.Add(delta)
		for i, bound := range bounds {
			if age > bound {
				after[i].Add(delta)
				if oldest[i] == 0 || age < oldest[i] {
					oldest[i] = age
				}
			}
		}
		at, ok := positions[key]
		if !ok {
			at = len(l.found)
			positions[key] = at
			l.found = append(l.found, foundRow{rowKey: key})
		}
		row := &l.found[at]
		row.add(r.id, age, r.amount)
		if l.q.Sort != receivables.SortPriority {
			row.rank = max(row.rank, l.rank(r))
		}
		if product := (rowKey{r.group, key.status}); !products[product] {
			products[product] = true
			row.products++
		}
	})
	if err != nil {
		return 0, until, err
	}
	p.Totals = receivables.Totals{Count: sum.Count, Groups: len(l.found), Amount: sum.Amount, NoAmount: sum.NoAmount}
	setAging(p, after)
	var next nextAged
	for i, created := range oldest {
		next.add(i, created)
	}
	return p.Totals.Groups, next.at(), nil
}

// eachMatch calls do for each transaction that the list has.
func (l *filteredList) eachMatch(ctx context.Context, do func(*indexRow)) error {
	return l.index.each(ctx, l.tx, l.now, func(r *indexRow) {
		if l.matches(r) && (l.only == nil || l.rowKey(r) == *l.only) {
			do(r)
		}
	})
}

func (l *filteredList) rows(ctx context.Context, offset int) ([]receivables.Row, error) {
	order := make([]*foundRow, len(l.found))
	for i := range l.found {
		order[i] = &l.found[i]
	}
	slices.SortFunc(order, l.compare)
	return l.readRows(ctx, order[offset:min(offset+receivables.PageSize, len(order))])
}

// compare orders rows. Those that contain the search words as whole words come first. The key makes
// the order the same every time.
func (l *filteredList) compare(a, b *foundRow) int {
	if c := cmp.Compare(b.rank, a.rank); c != 0 {
		return c
	}
	switch l.q.Sort {
	case receivables.SortPriority:
		return cmp.Or(cmp.Compare(b.priority(l.now), a.priority(l.now)), a.compareKey(b))
	case receivables.SortOldest:
		return cmp.Or(cmp.Compare(a.oldest, b.oldest), a.compareKey(b))
	case receivables.SortLargest, receivables.SortCustomer:
		return cmp.Or(cmp.Compare(b.Amount, a.Amount), b.compareKey(a))
	}
	return cmp.Or(cmp.Compare(b.newest, a.newest), b.compareKey(a))
}

func (f *foundRow) compareKey(other *foundRow) int {
	return cmp.Or(strings.Compare(f.group, other.group), strings.Compare(f.status, other.status))
}

// priority is the sum times the age, as orderBy has it.
func (f *foundRow) priority(now time.Time) float64 {
	return float64(f.Amount) * float64(now.Add(24*time.Hour).UnixMilli()-f.oldest)
}

// readRows completes rows with the texts of their newest transactions.
func (l *filteredList) readRows(ctx context.Context, found []*foundRow) ([]receivables.Row, error) {
	ids := make([]string, len(found))
	for i, f := range found {
		ids[i] = f.newestID
	}
	texts, err := rowsByID(ctx, l.tx, ids, ageColumn(l.q))
	if err != nil {
		return nil, err
	}
	var rows []receivables.Row
	for _, f := range found {
		row, ok := texts[f.newestID]
		if !ok {
			return nil, errOldSnapshot
		}
		row.Count, row.Amount, row.NoAmount, row.Products = f.Count, f.Amount, f.NoAmount, f.products
		row.Oldest, row.Newest = fromMillis(f.oldest), fromMillis(f.newest)
		rows = append(rows, row)
	}
	return rows, nil
}
