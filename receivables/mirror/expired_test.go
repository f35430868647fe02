package mirror_test

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/receivables/mirror"
)

// expire removes transactions from Mayar's list because they have expired.
func (w *world) expire(ids ...string) {
	for _, id := range ids {
		w.mayar.details[id] = "expired"
	}
	w.mayar.unlist(ids...)
}

func TestClosedExpiredAreListedAsExpired(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(9)...)
		w.mayar.set(func() { w.mayar.listed[5].Status = "expired" })
		w.sweep()
		w.expire("tx-0001", "tx-0003")
		w.mayar.pay(w.clock(), "tx-0006")
		w.mayar.details["tx-0007"] = "closed"
		w.mayar.unlist("tx-0007")
		w.sweep()
		for words, want := range map[string][]string{
			"status:expired":              {"tx-0001", "tx-0003", "tx-0005"},
			"status:expired sort:oldest":  {"tx-0005", "tx-0003", "tx-0001"},
			"status:expired sort:largest": {"tx-0005", "tx-0003", "tx-0001"},
			"status:expired min:4000":     {"tx-0003", "tx-0005"},
			"status:expired max:4000":     {"tx-0001", "tx-0003"},
			"status:expired pelanggan1":   {"tx-0001"},
			"status:expired older:200m":   {"tx-0005"},
			"status:all": {"tx-0000", "tx-0001", "tx-0002", "tx-0003", "tx-0004", "tx-0005",
				"tx-0008"},
			"status:active": {"tx-0000", "tx-0002", "tx-0004", "tx-0008"},
			"":              {"tx-0000", "tx-0002", "tx-0004", "tx-0008"},
			"pelanggan1":    nil,
		} {
			if diff := cmp.Diff(want, ids(w.list(words, 1))); diff != "" {
				t.Errorf("%q: %s", words, diff)
			}
		}
		list := w.list("status:expired", 1)
		if list.Totals != (receivables.Totals{Count: 3, Groups: 3, Amount: 2000 + 4000 + 6000}) ||
			list.Aging[0] != (receivables.Bucket{Count: 3, Amount: 12000}) {
			t.Errorf("total %+v, aging %+v", list.Totals, list.Aging)
		}
		for _, row := range list.Rows {
			if row.Status != "expired" {
				t.Errorf("%s is shown as %s", row.ID, row.Status)
			}
		}
	})
}

func TestClosedExpiredAreKeptForTheRetention(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(3)...)
		w.sweep()
		w.expire("tx-0001")
		w.sweep()
		if _, err := w.db.Purge(t.Context(), w.clock()); err != nil {
			t.Fatal(err)
		}
		if expired, all := w.count("status:expired"), w.count("status:all"); expired != 0 || all != 2 {
			t.Errorf("%d expired, %d in all, want 0 and 2", expired, all)
		}
	})
}

func TestClosedSince(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		expect := func(words string, want time.Time) {
			t.Helper()
			if got := w.list(words, 1).ClosedSince; !got.Equal(want) {
				t.Errorf("%q: since %s, want %s", words, got, want)
			}
		}
		expect("status:expired", time.Time{})
		w.mayar.add(transactions(3)...)
		if err := w.mirror.Sweep(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		w.advance(day)
		expect("status:expired", noon)
		expect("status:all kopi", noon)
		expect("", time.Time{})
		w.advance(90 * day)
		expect("status:expired", noon.Add(day)) // what was gone before is deleted
	})
}

func TestRelistedIsNotExpired(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(3)...)
		w.sweep()
		w.expire("tx-0001")
		w.sweep()
		w.mayar.add(transaction(1))
		w.sweep()
		if expired, active, all := w.count("status:expired"), w.count(""), w.count("status:all"); expired != 0 ||
			active != 3 || all != 3 {
			t.Errorf("%d expired, %d active, %d in all, want 0, 3, 3", expired, active, all)
		}
	})
}

// A digest adds up what Mayar lists. A transaction that expired and vanished was closed, and is
// reported as expired.
func TestClosedExpiredAreNotOpenInAComparison(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(6)...)
		w.mayar.set(func() { w.mayar.listed[5].Status = "expired" })
		w.sweep()
		from := w.clock()
		w.expire("tx-0001", "tx-0003")
		w.sweep()
		for words, want := range map[string]receivables.Delta{
			"":               {Count: 3, Amount: 9000},
			"status:expired": {Count: 1, Amount: 6000},
			"status:all":     {Count: 4, Amount: 15000},
		} {
			list, c, err := w.mirror.Compare(t.Context(), w.query(words), 1, from)
			if err != nil {
				t.Fatal(err)
			}
			if got := (receivables.Delta{Count: list.Totals.Count, Amount: list.Totals.Amount}); got != want ||
				c.After != want {
				t.Errorf("%q: %+v in the list, %+v by the changes, want %+v", words, got, c.After, want)
			}
			if c.Before.Count-c.Expired.Count != c.After.Count {
				t.Errorf("%q: does not add up: %+v", words, c)
			}
		}
	})
}

// A customer who tried again owes only the active transaction. The expired one is a row of its own.
func TestExpiredAndActiveAreSeparateRows(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		again := transaction(1)
		again.ID, again.CreatedAt = "again", noon
		w.mayar.add(transaction(1), transaction(2), again)
		w.sweep()
		w.expire("tx-0001")
		w.sweep()
		list := w.list("status:all", 1)
		if list.Totals != (receivables.Totals{Count: 3, Groups: 3, Amount: 2000 + 2000 + 3000}) {
			t.Errorf("total %+v", list.Totals)
		}
		want := map[string]string{"again": "active", "tx-0001": "expired", "tx-0002": "active"}
		for _, row := range list.Rows {
			if want[row.ID] != row.Status || row.Count != 1 || row.Amount != row.LatestAmount.Amount {
				t.Errorf("%+v", row)
			}
			delete(want, row.ID)
		}
		if len(want) > 0 {
			t.Errorf("not shown: %v", want)
		}
		if row := w.list("status:expired", 1).Rows[0]; !row.Newest.Equal(noon.Add(-time.Hour)) {
			t.Errorf("%+v", row)
		}
	})
}

// addWithExpired makes a Mayar that lists five transactions and has three unlisted, expired ones.
func (w *world) addWithExpired() {
	w.mayar.add(transactions(5)...)
	for i := range 3 {
		tx := transaction(10 + i)
		tx.Status = "expired"
		w.mayar.expired = append(w.mayar.expired, tx)
	}
}

func TestFirstSweepBackfillsExpired(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.cursors = true
		w.addWithExpired()
		// twice, listed, and not expired
		w.mayar.expired = append(w.mayar.expired, w.mayar.expired[0], transaction(0), transaction(20))
		before := w.clock()
		w.sweep()
		from := w.clock()
		w.sweep()
		if lists, paid, asked := w.mayar.requests(); lists != 3 || paid != 0 || asked != 0 {
			t.Errorf("%d pages of the list, %d of payments, %d lookups, want two lists and one page of expired ones",
				lists, paid, asked)
		}
		if expired, active, all := w.count("status:expired"), w.count(""), w.count("status:all"); expired != 3 ||
			active != 5 || all != 8 {
			t.Errorf("%d expired, %d active, %d in all, want 3, 5, 8", expired, active, all)
		}
		for _, words := range []string{"", "status:expired", "status:all"} {
			c := w.changes(from, w.clock(), words)
			if !c.BaselineKnown || c.Before != c.After || c.New.Count != 0 || c.Expired.Count != 0 {
				t.Errorf("%q: it is told as a change: %+v", words, c)
			}
		}
		if c := w.changes(before, from, "status:all"); c.BaselineKnown {
			t.Errorf("it is told as a change to what was not known: %+v", c)
		}
		w.mayar.add(transaction(11))
		w.sweep()
		if c := w.changes(from, w.clock(), ""); c.Reappeared.Count != 1 || c.After.Count != 6 {
			t.Errorf("when one can be paid again: %+v", c)
		}
	})
}

// V1 has no list of expired transactions.
func TestV1IsNotAskedForExpired(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.addWithExpired()
		w.sweep()
		if lists, _, _ := w.mayar.requests(); lists != 1 {
			t.Errorf("%d pages read, want 1", lists)
		}
	})
}

func TestSweepSurvivesFailedBackfill(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.cursors = true
		w.addWithExpired()
		w.mirror = mirror.New(w.db, noExpiredSource{w.mayar}, mirror.Config{Now: w.clock})
		w.sweep()
		if list := w.list("", 1); !list.Complete || list.Totals.Count != 5 {
			t.Errorf("%+v", list)
		}
	})
}

// noExpiredSource is a source that fails when it is asked for expired transactions.
type noExpiredSource struct{ *fakeMayar }

func (s noExpiredSource) UnpaidPages(ctx context.Context, opts *mayar.UnpaidOptions) iter.Seq2[mayar.UnpaidPage,
	error] {
	if opts == nil || opts.Status == "" {
		return s.fakeMayar.UnpaidPages(ctx, opts)
	}
	return func(yield func(mayar.UnpaidPage, error) bool) { yield(mayar.UnpaidPage{}, errors.New("down")) }
}
