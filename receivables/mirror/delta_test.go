package mirror_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

const trillion = 1_000_000_000_000

// addAmounts lists one transaction for each amount, each with its own customer and product.
func (w *world) addAmounts(amounts ...int64) {
	for i, amount := range amounts {
		tx := transaction(i)
		tx.Amount = amount
		w.mayar.add(tx)
	}
}

// Totals add up only amounts that somebody can owe, and count the transactions without one.
func TestAmountsInTotals(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		amounts []int64
		want    receivables.Totals
	}{
		"usual":      {[]int64{1000, 2000}, receivables.Totals{Count: 2, Groups: 2, Amount: 3000}},
		"free":       {[]int64{0, 2000}, receivables.Totals{Count: 2, Groups: 2, Amount: 2000}},
		"a trillion": {[]int64{trillion, trillion}, receivables.Totals{Count: 2, Groups: 2, Amount: 2 * trillion}},
		"above it":   {[]int64{trillion + 1, 5}, receivables.Totals{Count: 2, Groups: 2, Amount: 5, NoAmount: 1}},
		"64 bits": {[]int64{math.MaxInt64, math.MaxInt64, 5},
			receivables.Totals{Count: 3, Groups: 3, Amount: 5, NoAmount: 2}},
		"negative": {[]int64{-1, 5}, receivables.Totals{Count: 1, Groups: 1, Amount: 5}},
		"all the way": {[]int64{math.MinInt64, -trillion - 1, 5},
			receivables.Totals{Count: 1, Groups: 1, Amount: 5}},
		"nothing at all":  {[]int64{-5}, receivables.Totals{}},
		"none with a sum": {[]int64{2 * trillion}, receivables.Totals{Count: 1, Groups: 1, NoAmount: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, w *world) {
				w.addAmounts(tt.amounts...)
				w.sweep()
				// from the totals of the tables, and counted
				for _, words := range []string{"", "status:all"} {
					list := w.list(words, 1)
					if list.Totals != tt.want {
						t.Errorf("%q: total %+v, want %+v", words, list.Totals, tt.want)
					}
					var ages receivables.Bucket
					for _, bucket := range list.Aging {
						ages.Count, ages.Amount, ages.NoAmount = ages.Count+bucket.Count, ages.Amount+bucket.Amount,
							ages.NoAmount+bucket.NoAmount
					}
					if want := (receivables.Bucket{Count: tt.want.Count, Amount: tt.want.Amount,
						NoAmount: tt.want.NoAmount}); ages != want {
						t.Errorf("%q: the ages have %+v together, want %+v", words, ages, want)
					}
				}
			})
		})
	}
}

// A transaction without an amount is a row, sorts below all others, and matches no filter by
// amount.
func TestRowsWithoutAnAmount(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.addAmounts(3000, 0, 1000)
		w.mayar.set(func() { w.mayar.listed[1].AmountUnknown = true })
		w.sweep()
		list := w.list("sort:largest", 1)
		if diff := cmp.Diff([]string{"tx-0000", "tx-0002", "tx-0001"}, ids(list)); diff != "" {
			t.Errorf("by size: %s", diff)
		}
		if last := list.Rows[2]; last.NoAmount != 1 || last.Count != 1 || last.Amount != 0 ||
			last.LatestAmount != (receivables.Delta{Count: 1, NoAmount: 1}) {
			t.Errorf("the row without an amount is %+v", last)
		}
		for _, words := range []string{"min:1", "max:5000", "max:2000", "min:1 max:1jt"} {
			for _, row := range w.list(words, 1).Rows {
				if row.ID == "tx-0001" {
					t.Errorf("%q finds what has no amount", words)
				}
			}
		}
	})
}

// Changes count transactions with and without amounts. One whose amount becomes negative is no
// longer open.
func TestChangesOfUnreadableAmounts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.addAmounts(1000, 2000, 3000, 4000)
		w.sweep()
		from := w.clock()
		w.mayar.set(func() {
			w.mayar.listed[0].Amount, w.mayar.listed[0].AmountUnknown = 0, true
			w.mayar.listed[1].Amount = -2000
			w.mayar.listed[2].Amount = 9e18
		})
		fresh := transaction(9)
		fresh.AmountUnknown = true
		w.mayar.add(fresh)
		w.sweep()
		list, c, err := w.mirror.Compare(t.Context(), w.query(""), 1, from)
		if err != nil {
			t.Fatal(err)
		}
		want := receivables.Changes{
			Before: receivables.Delta{Count: 4, Amount: 10_000},
			New:    receivables.Delta{Count: 1, NoAmount: 1},
			Edited: receivables.Delta{Count: -1, Amount: -6000, NoAmount: 2},
			After:  receivables.Delta{Count: 4, Amount: 4000, NoAmount: 3},
			Until:  c.Until, BaselineKnown: true,
		}
		if diff := cmp.Diff(want, c); diff != "" {
			t.Errorf("changes: %s", diff)
		}
		if list.Totals != (receivables.Totals{Count: 4, Groups: 4, Amount: 4000, NoAmount: 3}) {
			t.Errorf("total %+v", list.Totals)
		}
	})
}

// An earlier version accepted every amount. The sum of 10,000 rows of 1e15 rupiah does not fit into
// 64 bits, so that version failed to show the list.
func TestTotalsOfEarlierDatabaseVersion(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, databaseURL string) {
		writeEarlierDatabase(t, databaseURL)
		w := newWorld(t, open(t, databaseURL))
		want := receivables.Totals{Count: 10_001, Groups: 2, Amount: 7000, NoAmount: 10_000}
		check := func(when string) {
			t.Helper()
			for _, words := range []string{"", "status:all", "newer:30d"} {
				if total := w.list(words, 1).Totals; total != want {
					t.Errorf("%s, %q: total %+v, want %+v", when, words, total, want)
				}
			}
			if state, err := w.mirror.State(t.Context()); err != nil || state.Count != want.Count {
				t.Errorf("%s: the state has %d, want %d (%v)", when, state.Count, want.Count, err)
			}
		}
		check("before anything was written")
		if _, _, err := w.mirror.Compare(t.Context(), w.query(""), 1, w.clock()); err != nil {
			t.Fatal(err)
		}
		check("with rebuilt totals")
		w.addAmounts(500)
		w.refresh()
		want = receivables.Totals{Count: 10_002, Groups: 3, Amount: 7500, NoAmount: 10_000}
		check("with what is new")
	})
}

// writeEarlierDatabase writes a database as the version before migration 20 left it.
func writeEarlierDatabase(t *testing.T, databaseURL string) {
	t.Helper()
	db := storetest.Earlier(t, databaseURL, 19)
	const columns = `id, created_ms, type, status, amount, customer_name, customer_email, customer_phone, product_name,
		url, group_key, search_text, search_phone, since_ms, began, first_seen_ms, last_seen_ms, seen_sweep`
	created := noon.Add(-day).UnixMilli()
	insert := func(numbers, id string, amount int64, group string) string {
		return fmt.Sprintf(`WITH RECURSIVE n(i) AS (%s) INSERT INTO unpaid (%s)
			SELECT %s, %d, 'invoice', 'active', %d, '', '', '', '', '', '%s', '', '', 1, 'new', 1, 1, 1 FROM n`,
			numbers, columns, id, created, amount, group)
	}
	const oneRow = `SELECT 1`
	statements := []string{
		insert(oneRow+` UNION ALL SELECT i + 1 FROM n WHERE i < 10000`, `'absurd ' || i`, 1_000_000_000_000_000,
			"absurd"),
		insert(oneRow, `'usual'`, 7000, "usual"),
		insert(oneRow, `'negative'`, -1000, "negative"),
		`INSERT INTO unpaid_group (group_key, newest_id, newest_ms, oldest_ms, count, amount)
			VALUES ('usual', 'usual', 1, 1, 1, 7000)`,
		`UPDATE mirror SET count = 10002, group_count = 3, first_sweep_ms = 1, last_sweep_ms = 1, sweep_pages = 200,
			complete = 1`,
	}
	if strings.HasPrefix(databaseURL, "sqlite:") {
		statements = append(statements,
			`UPDATE mirror SET amount = 9000000000000000000`,
			`UPDATE mirror SET amount = amount + 1000000000000000000`)
	}
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// Totals that cannot be right are not shown, and the next write rebuilds them.
func TestImplausibleTotalsAreRebuilt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.addAmounts(1000, 2000)
		w.sweep()
		for _, broken := range []string{"amount = -5", "amount = 9223372036854775807", "count = -1", "no_amount = 7",
			"totals_valid = 0"} {
			exec(t, w.db, `UPDATE mirror SET `+broken)
			want := receivables.Totals{Count: 2, Groups: 2, Amount: 3000}
			if total := w.list("", 1).Totals; total != want {
				t.Errorf("%s: total %+v, want %+v", broken, total, want)
			}
			w.mayar.add(mayar.Transaction{ID: "fresh", CreatedAt: noon, Amount: 500, Status: "active"})
			w.sweep()
			if total := w.list("", 1).Totals; total != (receivables.Totals{Count: 3, Groups: 3, Amount: 3500}) {
				t.Errorf("%s: total %+v after a write", broken, total)
			}
			w.mayar.unlist("fresh")
			w.sweep()
		}
	})
}

func open(t *testing.T, databaseURL string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func exec(t *testing.T, db *store.DB, statement string) {
	t.Helper()
	if _, err := db.Writer().ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
