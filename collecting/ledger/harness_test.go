package ledger_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/collecting/ledger"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

var (
	wib   = time.FixedZone("WIB", 7*60*60)
	noon  = time.Date(2026, 11, 25, 12, 0, 0, 0, wib) // a Wednesday
	budi  = collecting.Person{ID: "UBUDI"}
	siti  = collecting.Person{ID: "USITI"}
	admin = collecting.Person{ID: "UADMIN", Admin: true}
)

// A team is people with a ledger, in a database with the transactions of Mayar, and a clock that
// only the test moves.
type team struct {
	t  *testing.T
	db *store.DB
	*ledger.Ledger

	mu  sync.Mutex
	now time.Time
}

func newTeam(t *testing.T, db *store.DB) *team {
	w := &team{t: t, db: db, now: noon}
	w.Ledger = ledger.New(db, collecting.DefaultRules(wib), w.clock)
	return w
}

// each runs a test with a team on each engine.
func each(t *testing.T, test func(t *testing.T, w *team)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(t, newTeam(t, db)) })
}

func (w *team) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *team) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *team) exec(query string, args ...any) {
	w.t.Helper()
	if _, err := w.db.Writer().ExecContext(w.t.Context(), query, args...); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
}

func (w *team) count(query string, args ...any) (n int) {
	w.t.Helper()
	if err := w.db.Reader().QueryRowContext(w.t.Context(), query, args...).Scan(&n); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	return n
}

// bill adds an open bill to the mirror, three days old. The customer and the product name its case.
func (w *team) bill(id string, customer, product int) receivables.Case {
	w.t.Helper()
	key := fmt.Sprintf("id customer-%d", customer)
	c := receivables.Case{CustomerKey: key, Row: receivables.Row{
		ID: id, CaseID: receivables.CaseID(fmt.Sprintf("%s\n%d", key, product)), Type: "invoice", Status: "active",
		Customer: "Ani Wijaya", Email: fmt.Sprintf("Ani%d@Example.com", customer),
		Mobile: fmt.Sprintf("0812-0000-%04d", customer), URL: "https://toko.example.com/plt/" + id,
		LatestAmount: receivables.DeltaOf(1000), Count: 1,
		Oldest: w.clock().AddDate(0, 0, -3), Newest: w.clock().AddDate(0, 0, -3),
	}}
	w.exec(`INSERT INTO unpaid (id, created_ms, type, status, amount, customer_name, customer_email, customer_phone,
			product_name, url, customer_key, group_key, case_id, search_text, search_phone, first_seen_ms,
			last_seen_ms, seen_sweep, valid_from_ms, start_reason)
		VALUES ($1, $2, 'invoice', 'active', 1000, '', '', '', '', '', $3, '', $4, '', '', $5, $5, 1, $5, 'new')`,
		id, c.Newest.UnixMilli(), key, c.CaseID, w.clock().UnixMilli())
	return c
}

// pay closes a transaction, and reopen lists it again.
func (w *team) pay(id string) {
	w.t.Helper()
	w.exec(`UPDATE unpaid SET closed_ms = $2, outcome = 'paid' WHERE id = $1`, id, w.clock().UnixMilli())
}

func (w *team) reopen(id string) {
	w.t.Helper()
	w.exec(`UPDATE unpaid SET closed_ms = 0, outcome = '', valid_from_ms = $2 WHERE id = $1`, id, w.clock().UnixMilli())
}

func (w *team) state(c receivables.Case) collecting.State {
	w.t.Helper()
	s, err := w.State(w.t.Context(), c, budi.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// begin returns the card, or why there is none.
func (w *team) begin(c receivables.Case, p collecting.Person) (collecting.CardID, collecting.Refusal) {
	w.t.Helper()
	a, err := w.Begin(w.t.Context(), c, p, false)
	if err != nil {
		w.t.Fatal(err)
	}
	why, _ := a.Verdict.First()
	return a.Card, why
}

func (w *team) contacted(card collecting.CardID, p collecting.Person, cases ...receivables.Case) collecting.Contacted {
	w.t.Helper()
	done, err := w.Contacted(w.t.Context(), card, collecting.OpenedWhatsApp, p.ID, cases...)
	if err != nil {
		w.t.Fatal(err)
	}
	return done
}

func (w *team) undo(card collecting.CardID, p collecting.Person) bool {
	w.t.Helper()
	undone, err := w.Undo(w.t.Context(), card, p.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return undone
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
