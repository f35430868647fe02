package mirror_test

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/receivables/mirror"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// fakeMayar is a Source in memory. It lists the newest first and counts requests.
type fakeMayar struct {
	mu           sync.Mutex
	listed       []mayar.Transaction
	payments     []mayar.Payment
	details      map[string]string // status by id
	pageSize     int
	noLookup     bool     // V1: no GetTransaction
	cursors      bool     // V2: no total, and expired ones can be listed
	totalsChange bool     // V1: the total changes between any two pages
	withoutID    []string // ids of listed rows that Mayar lists without their id
	expired      []mayar.Transaction

	onPage    func(number int) error // called without the lock before each page of the list
	listPages int                    // pages of the list read
	paidPages int                    // pages of payments read
	lookups   []string               // ids that were looked up
}

func (f *fakeMayar) UnpaidPages(ctx context.Context, opts *mayar.UnpaidOptions) iter.Seq2[mayar.UnpaidPage, error] {
	return func(yield func(mayar.UnpaidPage, error) bool) {
		if opts != nil && opts.Status == "expired" {
			yield(f.expiredPage(), nil)
			return
		}
		for number := 1; ; number++ {
			if f.onPage != nil {
				if err := f.onPage(number); err != nil {
					yield(mayar.UnpaidPage{}, err)
					return
				}
			}
			if err := ctx.Err(); err != nil {
				yield(mayar.UnpaidPage{}, err)
				return
			}
			page := f.page(number)
			last := !page.HasMore || opts != nil && number == opts.MaxPages
			if !yield(page, nil) || last {
				return
			}
		}
	}
}

// page cuts a page out of the list as V1 does: numbered from the top, as the list is by now.
func (f *fakeMayar) page(number int) mayar.UnpaidPage {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.listPages++
	size := cmp.Or(f.pageSize, 50)
	first := min((number-1)*size, len(f.listed))
	end := min(first+size, len(f.listed))
	page := mayar.UnpaidPage{
		Items:  slices.Clone(f.listed[first:end]),
		Number: number,
		Response: mayar.Response{
			PagesTotal: (len(f.listed) + size - 1) / size, Total: len(f.listed), HasMore: end < len(f.listed),
		},
	}
	page.Items = slices.DeleteFunc(page.Items,
		func(tx mayar.Transaction) bool { return slices.Contains(f.withoutID, tx.ID) })
	page.Skipped = end - first - len(page.Items)
	if f.cursors {
		page.PagesTotal, page.Total = 0, -1
	}
	if f.totalsChange {
		page.Total += number
	}
	return page
}

func (f *fakeMayar) expiredPage() mayar.UnpaidPage {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.listPages++
	items := slices.Clone(f.expired[:min(len(f.expired), 50)])
	return mayar.UnpaidPage{Items: items, Number: 1, Response: mayar.Response{Total: -1}}
}

func (f *fakeMayar) PaidPages(context.Context, *mayar.PaidOptions) iter.Seq2[mayar.PaidPage, error] {
	return func(yield func(mayar.PaidPage, error) bool) {
		f.mu.Lock()
		f.paidPages++
		page := mayar.PaidPage{Items: slices.Clone(f.payments), Number: 1}
		f.mu.Unlock()
		yield(page, nil)
	}
}

func (f *fakeMayar) GetTransaction(_ context.Context, id string) (*mayar.TransactionDetail, *mayar.Response, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.noLookup {
		return nil, nil, mayar.ErrUnsupported
	}
	f.lookups = append(f.lookups, id)
	status, ok := f.details[id]
	if !ok {
		return nil, nil, &mayar.Error{Op: "read a transaction", Status: 404, Reason: mayar.ReasonNotFound}
	}
	return &mayar.TransactionDetail{ID: id, Status: status}, nil, nil
}

// set changes the transactions of Mayar, and keeps the order of the list.
func (f *fakeMayar) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
	slices.SortStableFunc(f.listed, func(a, b mayar.Transaction) int { return b.CreatedAt.Compare(a.CreatedAt) })
}

func (f *fakeMayar) add(txs ...mayar.Transaction) {
	f.set(func() { f.listed = append(f.listed, txs...) })
}

// unlist removes transactions from the list of unpaid ones.
func (f *fakeMayar) unlist(ids ...string) {
	f.set(func() {
		f.listed = slices.DeleteFunc(f.listed, func(tx mayar.Transaction) bool { return slices.Contains(ids, tx.ID) })
	})
}

// pay moves transactions from the list to the history of payments.
func (f *fakeMayar) pay(at time.Time, ids ...string) {
	f.unlist(ids...)
	f.set(func() {
		for _, id := range ids {
			f.payments = slices.Insert(f.payments, 0,
				mayar.Payment{ID: "h-" + id, TransactionID: id, Status: "paid", CreatedAt: at})
		}
	})
}

func (f *fakeMayar) requests() (lists, paid, details int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.listPages, f.paidPages, len(f.lookups)
}

// transaction is the i-th test transaction: created i hours before noon, with its own customer and
// product.
func transaction(i int) mayar.Transaction {
	return mayar.Transaction{
		ID:         fmt.Sprintf("tx-%04d", i),
		CreatedAt:  noon.Add(-time.Duration(i) * time.Hour),
		Type:       "invoice",
		Amount:     int64(1000 * (i + 1)),
		Status:     "active",
		Customer:   customer(i),
		PaymentURL: fmt.Sprintf("https://toko.example.com/plt/tx-%04d", i),
		PaymentLink: mayar.PaymentLink{
			ID:   fmt.Sprintf("link-%d", i),
			Name: fmt.Sprintf("Kelas %d", i),
		},
	}
}

func customer(i int) mayar.Customer {
	return mayar.Customer{
		ID:     fmt.Sprintf("customer-%d", i),
		Name:   fmt.Sprintf("Pelanggan %d", i),
		Email:  fmt.Sprintf("pelanggan%d@example.com", i),
		Mobile: fmt.Sprintf("0812-0000-%04d", i),
	}
}

func transactions(n int) []mayar.Transaction {
	var txs []mayar.Transaction
	for i := range n {
		txs = append(txs, transaction(i))
	}
	return txs
}

// A world is a mirror with a fake Mayar and a clock that only the test moves.
type world struct {
	t      testing.TB
	db     *store.DB
	mayar  *fakeMayar
	mirror *mirror.Mirror

	mu  sync.Mutex
	now time.Time
}

func newWorld(t testing.TB, db *store.DB) *world {
	w := &world{t: t, db: db, mayar: &fakeMayar{details: map[string]string{}}, now: noon}
	w.mirror = mirror.New(db, w.mayar, mirror.Config{Now: w.clock, PollInterval: time.Millisecond})
	return w
}

// each runs a test in a world on each database engine.
func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(t, newWorld(t, db)) })
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// advance moves the clock.
func (w *world) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// sweep sweeps, a minute after the last step.
func (w *world) sweep() {
	w.t.Helper()
	w.advance(time.Minute)
	if err := w.mirror.Sweep(w.t.Context(), nil); err != nil {
		w.t.Fatalf("sweep: %v", err)
	}
	w.advance(time.Second) // what is written next has a later version
}

// refresh refreshes, so soon after the last sweep that it does not sweep.
func (w *world) refresh() {
	w.t.Helper()
	w.advance(time.Second)
	if err := w.mirror.Refresh(w.t.Context(), nil); err != nil {
		w.t.Fatalf("refresh: %v", err)
	}
}

func (w *world) query(words string) receivables.Query {
	w.t.Helper()
	q, err := receivables.ParseQuery(words, w.clock())
	if err != nil {
		w.t.Fatalf("parse %q: %v", words, err)
	}
	return q
}

func (w *world) list(words string, page int) receivables.Page {
	w.t.Helper()
	list, err := w.mirror.List(w.t.Context(), w.query(words), page)
	if err != nil {
		w.t.Fatalf("look for %q: %v", words, err)
	}
	return list
}

// count is the number of transactions that match words.
func (w *world) count(words string) int {
	w.t.Helper()
	return w.list(words, 1).Totals.Count
}

func (w *world) changes(from, to time.Time, words string) receivables.Changes {
	w.t.Helper()
	c, err := w.mirror.Changes(w.t.Context(), from, to, w.query(words))
	if err != nil {
		w.t.Fatalf("changes: %v", err)
	}
	return c
}

// outcome is the outcome in the table of a transaction: "" while it is open.
func (w *world) outcome(id string) string {
	w.t.Helper()
	var outcome string
	if err := w.db.Reader().QueryRowContext(w.t.Context(), `SELECT outcome FROM unpaid WHERE id = $1`,
		id).Scan(&outcome); err != nil {
		w.t.Fatalf("outcome of %s: %v", id, err)
	}
	return outcome
}

// cappedSource is a source whose list ends early.
type cappedSource struct {
	*fakeMayar
	pages int
}

func (c cappedSource) UnpaidPages(ctx context.Context, _ *mayar.UnpaidOptions) iter.Seq2[mayar.UnpaidPage, error] {
	return c.fakeMayar.UnpaidPages(ctx, &mayar.UnpaidOptions{MaxPages: c.pages})
}

// slowSource is a source that takes an hour to report the end of the list.
type slowSource struct {
	*fakeMayar
	w *world
}

func (d slowSource) UnpaidPages(ctx context.Context, opts *mayar.UnpaidOptions) iter.Seq2[mayar.UnpaidPage, error] {
	return func(yield func(mayar.UnpaidPage, error) bool) {
		for page, err := range d.fakeMayar.UnpaidPages(ctx, opts) {
			if !yield(page, err) {
				return
			}
		}
		d.w.advance(time.Hour)
	}
}
