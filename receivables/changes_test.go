package receivables_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/receivables"
)

func TestChangesBetweenTwoMoments(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		start := w.clock()
		w.mayar.add(transactions(10)...)
		w.sweep()
		first := w.clock()
		if c := w.changes(start, first, ""); c.Known || c.New.Count != 10 {
			t.Errorf("across the first sweep: %+v, want 10 new that are known to be no news", c)
		}
		if c := w.changes(first, first, ""); c != (receivables.Changes{Known: true, Before: c.After, After: c.After}) || c.After.Count != 10 {
			t.Errorf("between a moment and itself: %+v", c)
		}

		fresh := transaction(20)
		fresh.CreatedAt = w.clock()
		w.mayar.add(fresh)
		w.mayar.pay(w.clock(), "tx-0001", "tx-0002")
		w.mayar.details["tx-0003"] = "expired"
		w.mayar.unlist("tx-0003", "tx-0004")
		w.sweep()
		second := w.clock()
		want := receivables.Changes{
			Known:   true,
			Before:  receivables.Delta{Count: 10, Amount: 55_000},
			After:   receivables.Delta{Count: 7, Amount: 62_000},
			New:     receivables.Delta{Count: 1, Amount: 21_000},
			Paid:    receivables.Delta{Count: 2, Amount: 5_000},
			Expired: receivables.Delta{Count: 1, Amount: 4_000},
			Closed:  receivables.Delta{Count: 1, Amount: 5_000},
		}
		if diff := cmp.Diff(want, w.changes(first, second, "")); diff != "" {
			t.Error(diff)
		}
		if c := w.changes(first, second, "min:5000"); c.Paid.Count != 0 || c.Closed.Count != 1 || c.New.Count != 1 || c.Expired.Count != 0 {
			t.Errorf("of 5000 and more: %+v", c)
		}
		if c := w.changes(first, second, "pelanggan 2"); c.Paid.Count != 1 || c.New.Count != 1 {
			t.Errorf("of some customers: %+v", c)
		}

		// What was told of the past stays true.
		w.mayar.pay(w.clock(), "tx-0005")
		w.sweep()
		if diff := cmp.Diff(want, w.changes(first, second, "")); diff != "" {
			t.Errorf("later: %s", diff)
		}
		if c := w.changes(second, w.clock(), ""); c.Paid.Count != 1 || c.Before != want.After {
			t.Errorf("since: %+v", c)
		}
	})
}

func TestSomethingNewAndPaidInBetweenCountsAsBoth(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transaction(1))
		w.sweep()
		from := w.clock()
		fresh := transaction(2)
		fresh.CreatedAt = w.clock()
		w.mayar.add(fresh)
		w.sweep()
		w.mayar.pay(w.clock().Add(time.Second), fresh.ID)
		w.sweep()
		c := w.changes(from, w.clock(), "")
		if c.New.Count != 1 || c.Paid.Count != 1 || c.Before != c.After {
			t.Errorf("%+v", c)
		}
	})
}

// The whole list is known from its last page on, even if much time passes until the first sweep has ended: a digest is made of what was known then.
func TestChangesAreKnownFromTheLastPageOfTheFirstSweep(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(10)...)
		w.mirror = receivables.New(w.db, dawdling{w.mayar, w}, receivables.Config{Now: w.clock})
		w.sweep()
		page := w.clock().Add(-time.Hour)
		if c := w.changes(page, page, ""); !c.Known || c.Before.Count != 10 {
			t.Errorf("at the last page: %+v", c)
		}
		if c := w.changes(page.Add(-time.Millisecond), page, ""); c.Known {
			t.Errorf("before the last page: %+v", c)
		}
	})
}
