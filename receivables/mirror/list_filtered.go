package mirror

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// A filteredList lists what a query matches, out of the index.
type filteredList struct {
	tx    snapshot
	index *index
	now   time.Time
	q     receivables.Query
	matcher
	only *rowName // the only row to read; nil: all

	found []*foundRow // after totals
	free  []foundRow  // made, but not used yet
}

func (m *Mirror) filteredList(tx snapshot, q receivables.Query, includeClosed bool) *filteredList {
	return &filteredList{tx: tx, index: &m.index, now: m.cfg.Now(), q: q, matcher: newMatcher(q, includeClosed)}
}

// A rowKey is what the transactions of one row share: the customer, mostly the product and, among
// all statuses, the status. Expired ones must not add to what can be paid.
type rowKey struct {
	number int32 // of the group or the customer
	status int32 // or 0
}

func (l *filteredList) rowKey(r *indexRow) (key rowKey) {
	key.number = r.group
	if l.q.Sort == receivables.SortCustomer {
		key.number = l.index.customer[r.group]
	}
	if l.status == receivables.StatusAll {
		key.status = r.status
	}
	return key
}

// A rowName is a rowKey in texts, which stay the same when the index is read anew.
type rowName struct{ group, status string }

func (l *filteredList) rowName(key rowKey) (name rowName) {
	name.group = l.index.groups.texts[key.number]
	if l.q.Sort == receivables.SortCustomer {
		name.group = l.index.customers.texts[key.number]
	}
	if l.status == receivables.StatusAll {
		name.status = l.index.statuses.texts[key.status]
	}
	return name
}

// A foundRow is a row before its texts are read.
type foundRow struct {
	rowName
	receivables.Delta
	oldest, newest int64
	newestID       string
	rank           int
	products       int
}

// addRow adds a row to what was found.
func (l *filteredList) addRow(key rowKey) {
	if len(l.free) == 0 {
		l.free = make([]foundRow, min(10+len(l.found), 1000))
	}
	row := &l.free[0]
	l.found, l.free = append(l.found, row), l.free[1:]
	row.rowName = l.rowName(key)
}

// positions are the positions of rows by their keys, from 1; 0: none. Most keys have status 0.
type positions struct {
	numbers []int32
	others  map[rowKey]int32
}

func (l *filteredList) newPositions() positions {
	return positions{make([]int32, len(l.index.groups.texts)), map[rowKey]int32{}}
}

func (p *positions) of(key rowKey) int32 {
	if key.status == 0 {
		return p.numbers[key.number]
	}
	return p.others[key]
}

func (p *positions) set(key rowKey, position int) {
	if key.status == 0 {
		p.numbers[key.number] = int32(position)
	} else {
		p.others[key] = int32(position)
	}
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
	var at, products positions
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
		if at.numbers == nil {
			at, products = l.newPositions(), l.newPositions()
		}
		position := int(at.of(key))
		if position == 0 {
			l.addRow(key)
			position = len(l.found)
			at.set(key, position)
		}
		row := l.found[position-1]
		row.add(r.id(), age, r.amount)
		if l.q.Sort != receivables.SortPriority {
			row.rank = max(row.rank, l.rank(r))
		}
		if product := (rowKey{r.group, key.status}); products.of(product) == 0 {
			products.set(product, position)
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
		if l.matches(l.index, r) && (l.only == nil || l.rowName(l.rowKey(r)) == *l.only) {
			do(r)
		}
	})
}

func (l *filteredList) rows(ctx context.Context, offset int) ([]receivables.Row, error) {
	end := min(offset+receivables.PageSize, len(l.found))
	sortPart(l.found, offset, end, l.compare)
	return l.readRows(ctx, l.found[offset:end])
}

// sortPart moves rows so that those from one position to another are as if all were sorted. No two
// rows are equal.
func sortPart(rows []*foundRow, from, to int, compare func(a, b *foundRow) int) {
	last := len(rows) - 1
	if last < receivables.PageSize {
		slices.SortFunc(rows, compare)
		return
	}
	rows[last/2], rows[last] = rows[last], rows[last/2]
	less := 0
	for i, row := range rows[:last] {
		if compare(row, rows[last]) < 0 {
			rows[i], rows[less] = rows[less], row
			less++
		}
	}
	rows[less], rows[last] = rows[last], rows[less]
	if from < less {
		sortPart(rows[:less], from, min(to, less), compare)
	}
	if to > less+1 {
		sortPart(rows[less+1:], max(from-less-1, 0), to-less-1, compare)
	}
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
		row.Oldest, row.Newest = store.FromMillis(f.oldest), store.FromMillis(f.newest)
		rows = append(rows, row)
	}
	return rows, nil
}
