package mirror_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/receivables/mirror"
	"github.com/mayarbot/mayarbot/store"
)

// TestIndexListsWhatTheDatabaseHas plays random histories, and compares random lists out of the
// index with plain searches of the database. One mirror follows every version; another one, as that
// of a second replica, looks only now and then.
func TestIndexListsWhatTheDatabaseHas(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, w *world) {
				h := &history{world: w, random: rand.New(rand.NewPCG(seed, 11))}
				h.mayar.pageSize = 7
				h.mayar.noLookup = seed%2 == 0
				replica := mirror.New(w.db, w.mayar, mirror.Config{Now: w.clock})
				for range 25 {
					h.changeMayar()
					h.changeTexts()
					h.sync()
					h.purgeSometimes()
					looks := []*mirror.Mirror{w.mirror}
					if h.random.IntN(3) == 0 {
						looks = append(looks, replica)
					}
					for range 8 {
						q, page := h.randomQuery(), 1+h.random.IntN(3)
						for _, m := range looks {
							h.compareList(m, q, page)
						}
					}
				}
			})
		})
	}
}

// Texts that are hard to search: folded, composed, wide, with wildcards, and each other's parts.
var (
	hardNames = []string{
		"Ani Wijaya", "ANI_W", "Budi 100%", "b%d_ 1!", "Élan", "E\u0301lan", "Straße", "İnci", "ＷＩＤＥ",
		"Sekar 🌸 Florist", "a", "", "a b", "A-B", "anita@example.com", "O'Ani", "Ani", "ani ani", `back\slash`, "日本 語",
		"x\ny", "ani.wijaya",
	}
	hardWords = []string{
		"a", "an", "ani", "ANI", "ni", "wijaya", "ani wijaya", `"ani wijaya"`, "%", "_", "100%", "b%d", "!", `\`,
		`"a b"`,
		"élan", "e\u0301", "strasse", "ß", "inci", "wide", "🌸", "sekar🌸", "日本", "@ani", "#ani", "www.example.com",
		"https://example.com/", "example", "0812", "081200000003", "+62 812-0000-0003", "0000", "kelas", "kelas 1", "'",
		"ani.wijaya", "a-b", "zzz", `"x y"`, "customer:ani", "ani,budi", "`ani`", "K",
	}
	someFilters = []string{
		"older:1d", "older:3d", "newer:2d", "newer:5d", "min:20000", "max:50000", "min:30rb max:60rb", "min:1", "max:1",
		"type:invoice", "type:EVENT", "type:tagihan", "type:straße",
		"status:expired", "status:all", "status:paid", "status:active",
		"sort:oldest", "sort:largest", "sort:customer",
	}
)

// changeTexts gives transactions other names, types and times.
func (h *history) changeTexts() {
	pick := func(texts []string) string { return texts[h.random.IntN(len(texts))] }
	for range h.random.IntN(4) {
		if len(h.mayar.listed) == 0 {
			return
		}
		h.edit(h.mayar.listed[h.random.IntN(len(h.mayar.listed))].ID, func(tx *mayar.Transaction) {
			tx.Customer.Name = pick(hardNames)
			tx.PaymentLink.Name = pick(hardNames)
			tx.Type = pick([]string{"invoice", "Event", "STRASSE", "payment_request", ""})
			tx.CreatedAt = tx.CreatedAt.Add(-time.Duration(h.random.IntN(50)) * time.Hour)
		})
	}
}

// purgeSometimes deletes closed transactions, some or all, which makes no new version.
func (h *history) purgeSometimes() {
	h.t.Helper()
	if h.random.IntN(4) == 0 {
		before := h.clock().Add(-time.Duration(h.random.IntN(6)) * time.Minute)
		if _, err := h.db.Purge(h.t.Context(), before); err != nil {
			h.t.Fatal(err)
		}
	}
}

func (h *history) randomQuery() receivables.Query {
	var words []string
	for range h.random.IntN(3) {
		words = append(words, hardWords[h.random.IntN(len(hardWords))])
	}
	for range h.random.IntN(4) {
		words = append(words, someFilters[h.random.IntN(len(someFilters))])
	}
	q, err := receivables.ParseQuery(strings.Join(words, " "), h.clock())
	if err != nil { // two filters that exclude each other
		return receivables.Query{Words: []string{hardNames[h.random.IntN(len(hardNames))]}}
	}
	if h.random.IntN(8) == 0 {
		q.Sort = receivables.SortPriority
	}
	return q
}

// notView leaves out the number that only a remembered page has.
var notView = cmpopts.IgnoreFields(receivables.Page{}, "View")

// compareList compares a list, what it compares with, and the transactions of its rows.
func (h *history) compareList(m *mirror.Mirror, q receivables.Query, page int) {
	h.t.Helper()
	want, err := m.ListPlainly(h.t.Context(), q, true, page)
	if err != nil {
		h.t.Fatalf("%+v plainly: %v", q, err)
	}
	got, err := m.ListFresh(h.t.Context(), q, page)
	if diff := cmp.Diff(want, got, notView); diff != "" || err != nil {
		h.t.Fatalf("%+v page %d (%v) (-want +got):\n%s", q, page, err, diff)
	}
	if len(got.Rows) > 0 {
		row := got.Rows[h.random.IntN(len(got.Rows))]
		want, err := m.ListGroupPlainly(h.t.Context(), q, row.ID, 1)
		if err != nil {
			h.t.Fatal(err)
		}
		got, err := m.ListGroup(h.t.Context(), q, row.ID, 1)
		if diff := cmp.Diff(want, got, notView); diff != "" || err != nil {
			h.t.Fatalf("%+v, the row of %s (%v) (-want +got):\n%s", q, row.ID, err, diff)
		}
	}
	if h.random.IntN(4) != 0 || q.Status == receivables.StatusPaid {
		return
	}
	got, _, err = m.Compare(h.t.Context(), q, page, time.Time{})
	if err != nil {
		h.t.Fatal(err)
	}
	if want, err = m.ListPlainly(h.t.Context(), q, false, page); err != nil {
		h.t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, notView); diff != "" {
		h.t.Fatalf("%+v page %d, compared (-want +got):\n%s", q, page, diff)
	}
}

// Rows with one value in the order of a list have the same order on every page.
func TestEqualRowsKeepTheirOrder(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for i := range 35 {
			tx := transaction(i)
			tx.CreatedAt, tx.Amount = noon, 1000
			w.mayar.add(tx)
		}
		w.sweep()
		for _, words := range []string{"kelas", "kelas sort:oldest", "kelas sort:largest", "kelas sort:customer"} {
			var seen []string
			for page := range 4 {
				seen = append(seen, ids(w.list(words, page+1))...)
			}
			slices.Sort(seen)
			if seen = slices.Compact(seen); len(seen) != 35 {
				t.Errorf("%q: %d different rows on the pages", words, len(seen))
			}
		}
	})
}

// After a failover to a server that lacks the last writes, the index forgets them too: it sees an
// earlier version, or a transaction that the database does not have.
func TestIndexFollowsTheDatabaseBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(3)...)
		w.sweep()
		if got := w.count("kelas"); got != 3 {
			t.Fatalf("%d transactions", got)
		}
		exec(t, w.db, `DELETE FROM unpaid WHERE id = 'tx-0001'`)
		if got := ids(w.list("kelas older:1min", 1)); !slices.Equal(got, []string{"tx-0000", "tx-0002"}) {
			t.Errorf("after a lost insert: %v", got)
		}
		exec(t, w.db, `DELETE FROM unpaid WHERE id = 'tx-0002'`)
		exec(t, w.db, `UPDATE mirror SET version_ms = version_ms - 1`)
		if got := ids(w.list("kelas older:1min", 1)); !slices.Equal(got, []string{"tx-0000"}) {
			t.Errorf("of an earlier version: %v", got)
		}
		exec(t, w.db, `UPDATE unpaid SET search_text = 'toko'`)
		w.advance(time.Hour)
		if got := w.count("kelas older:1min"); got != 0 {
			t.Errorf("%d transactions after an hour", got)
		}
	})
}

// Lists beside writes are whole: each has the rows of one version.
func TestIndexBesideWrites(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.pageSize = 10
		w.mayar.add(transactions(30)...)
		w.sweep()
		done := make(chan struct{})
		var readers sync.WaitGroup
		for i := range 4 {
			words := []string{"kelas", "older:1min", "status:all", "kelas sort:customer"}[i]
			q := w.query(words)
			readers.Go(func() {
				for {
					list, err := w.mirror.ListFresh(t.Context(), q, 1)
					if err != nil || list.Totals.Count%30 != 0 || len(list.Rows) != receivables.PageSize {
						t.Errorf("%s: %d rows of %d transactions, %v", words, len(list.Rows), list.Totals.Count, err)
					}
					select {
					case <-done:
						return
					default:
					}
				}
			})
		}
		for range 10 {
			w.mayar.set(func() {
				for i := range w.mayar.listed {
					w.mayar.listed[i].Customer.Name += "!"
				}
			})
			w.sweep()
		}
		close(done)
		readers.Wait()
	})
}

// A server that does not answer a list holds up neither the synchronisation nor other lists for
// long.
func TestIndexOfAServerThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		if w.db.Engine() == store.SQLite {
			return // reads wait for nobody
		}
		w.mayar.add(transactions(3)...)
		w.sweep()
		tx, err := w.db.Writer().BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		if _, err := tx.ExecContext(t.Context(), `LOCK TABLE unpaid`); err != nil {
			t.Fatal(err)
		}
		w.mirror.SetIndexTimeout(time.Hour)
		waiting, cancel := context.WithCancel(t.Context())
		first := make(chan error, 1)
		go func() {
			_, err := w.mirror.List(waiting, w.query("kelas"), 1)
			first <- err
		}()
		for held := 0; held == 0; {
			if err := w.db.Reader().QueryRowContext(t.Context(), `SELECT count(*) FROM pg_stat_activity
				WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&held); err != nil {
				t.Fatal(err)
			}
		}
		w.mirror.ForgetOldIndex()
		cancel()
		<-first
		w.mirror.SetIndexTimeout(time.Millisecond)
		_, err = w.mirror.List(t.Context(), w.query("kelas"), 1)
		if err == nil || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a list: %v", err)
		}
	})
}
