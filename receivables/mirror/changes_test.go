package mirror_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/receivables/mirror"
)

func TestChangesBetweenTwoVersions(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		start := w.clock()
		w.mayar.add(transactions(10)...)
		w.sweep()
		first := w.clock()
		if c := w.changes(start, first, ""); c.BaselineKnown || c.New.Count != 10 {
			t.Errorf("across the first sweep: %+v, want 10 new that are known to be no news", c)
		}
		if c := w.changes(first, first,
			""); c != (receivables.Changes{Until: first, BaselineKnown: true, Before: c.After, After: c.After}) ||
			c.After.Count != 10 {
			t.Errorf("between a version and itself: %+v", c)
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
			Until:         second,
			BaselineKnown: true,
			Before:        receivables.Delta{Count: 10, Amount: 55_000},
			After:         receivables.Delta{Count: 7, Amount: 62_000},
			New:           receivables.Delta{Count: 1, Amount: 21_000},
			Paid:          receivables.Delta{Count: 2, Amount: 5_000},
			Expired:       receivables.Delta{Count: 1, Amount: 4_000},
			Closed:        receivables.Delta{Count: 1, Amount: 5_000},
		}
		if diff := cmp.Diff(want, w.changes(first, second, "")); diff != "" {
			t.Error(diff)
		}
		if c := w.changes(first, second, "min:5000"); c.Paid.Count != 0 || c.Closed.Count != 1 || c.New.Count != 1 ||
			c.Expired.Count != 0 {
			t.Errorf("of 5000 and more: %+v", c)
		}
		if c := w.changes(first, second, "pelanggan 2"); c.Paid.Count != 1 || c.New.Count != 1 {
			t.Errorf("of some customers: %+v", c)
		}

		// The past does not change.
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

func TestNewAndPaidInBetweenCountsAsBoth(t *testing.T) {
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

// The whole list is known from its last page on, even if the first sweep ends much later. A digest
// compares with what was known then.
func TestBaselineIsKnownFromLastPageOfFirstSweep(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(10)...)
		w.mirror = mirror.New(w.db, slowSource{w.mayar, w}, mirror.Config{Now: w.clock})
		w.sweep()
		page := w.clock().Add(-time.Hour - time.Second)
		if c := w.changes(page, page, ""); !c.BaselineKnown || c.Before.Count != 10 {
			t.Errorf("at the last page: %+v", c)
		}
		if c := w.changes(page.Add(-time.Millisecond), page, ""); c.BaselineKnown {
			t.Errorf("before the last page: %+v", c)
		}
	})
}

// As time passes, a filter by age adds transactions that become old enough and removes those that
// become too old. From each comparison to the next the numbers add up.
func TestCompareWithAgeFilterAddsUp(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"older:2d", "newer:3d", "older:1d newer:4d min:3000", ""} {
		each(t, func(t *testing.T, w *world) {
			w.mayar.add(transactions(100)...)
			w.sweep()
			var upto time.Time
			var last receivables.Delta
			for day := range 4 {
				list, c, err := w.mirror.Compare(t.Context(), w.query(words), 1, upto)
				if err != nil {
					t.Fatal(err)
				}
				if total := (receivables.Delta{Count: list.Totals.Count,
					Amount: list.Totals.Amount}); c.After != total {
					t.Errorf("%q on day %d: %+v, and the list has %+v", words, day, c, total)
				}
				adds := c.Before.Count + c.Aged.Count + c.New.Count - c.Paid.Count
				if day > 0 && (c.Before != last || adds != c.After.Count || (c.Aged.Count != 0) != (words != "")) {
					t.Errorf("%q on day %d: %+v, and the day before had %+v", words, day, c, last)
				}
				upto, last = c.Until, c.After
				w.advance(24 * time.Hour)
				fresh := transaction(200 + day)
				fresh.CreatedAt = w.clock()
				w.mayar.add(fresh)
				w.mayar.pay(w.clock(), transaction(10+day).ID, transaction(60+day).ID)
				w.sweep()
			}
		})
	}
}

// The next comparison reports each change that the last one did not, whatever the clocks of the
// replicas show and however long a commit takes.
func TestCompareSeesWritesOfReplicaWithSlowClock(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		slow := func() time.Time { return w.clock().Add(-time.Minute) }
		w.mayar.add(transactions(10)...)
		w.sweep()
		_, first, err := w.mirror.Compare(t.Context(), w.query(""), 1, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		fresh := transaction(20)
		fresh.CreatedAt = w.clock()
		w.mayar.add(fresh)
		w.mayar.pay(w.clock(), "tx-0001")
		behind := mirror.New(w.db, w.mayar, mirror.Config{Now: slow})
		if err := behind.Sweep(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		_, c, err := w.mirror.Compare(t.Context(), w.query(""), 1, first.Until)
		if err != nil {
			t.Fatal(err)
		}
		if c.Before != first.After || c.New.Count != 1 || c.Paid.Count != 1 || c.After.Count != 10 {
			t.Errorf("%+v after %+v", c, first)
		}
	})
}

// Comparisons with a version from before the retention are incomplete, because the purge has
// deleted rows.
func TestBaselineIsUnknownBeyondRetention(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mirror = mirror.New(w.db, w.mayar, mirror.Config{Now: w.clock, Retention: 7 * 24 * time.Hour})
		w.mayar.add(transactions(10)...)
		w.sweep()
		from := w.clock()
		w.advance(6 * 24 * time.Hour)
		if c := w.changes(from, w.clock(), ""); !c.BaselineKnown {
			t.Errorf("within it: %+v", c)
		}
		w.advance(2 * 24 * time.Hour)
		if c := w.changes(from, w.clock(), ""); c.BaselineKnown {
			t.Errorf("beyond it: %+v", c)
		}
	})
}

// A sweep can look up four of eight transactions that vanish at once. The other outcomes are
// reported once, when they are known; in the sum they were closed before.
func TestLateOutcomesAreReportedOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(10)...)
		w.sweep()
		for i := range 8 {
			w.mayar.details[transaction(i).ID] = "expired"
			w.mayar.unlist(transaction(i).ID)
		}
		var upto time.Time
		compare := func(words string) (c receivables.Changes) {
			t.Helper()
			_, c, err := w.mirror.Compare(t.Context(), w.query(words), 1, upto)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		upto = compare("").Until
		w.sweep()
		gone := compare("")
		if gone.Expired.Count != 4 || gone.Unknown.Count != 4 || gone.LateExpired.Count != 0 {
			t.Fatalf("at first: %+v", gone)
		}
		// In a comparison with a version before they vanished, they have just expired.
		w.advance(24 * time.Hour)
		w.mayar.pay(w.clock(), transaction(7).ID)
		w.sweep()
		if c := compare(""); c.Expired.Count != 7 || c.Paid.Count != 1 || c.Unknown.Count != 0 ||
			c.LateExpired.Count != 0 || c.LatePaid.Count != 0 {
			t.Errorf("since before they went: %+v", c)
		}
		upto = gone.Until
		later := compare("")
		if later.LateExpired.Count != 3 || later.LatePaid.Count != 1 ||
			later.LatePaid.Amount+later.LateExpired.Amount != gone.Unknown.Amount {
			t.Errorf("later: %+v, want what was unknown of %+v", later, gone)
		}
		if later.Before != gone.After || later.After != gone.After || later.Expired.Count != 0 ||
			later.Paid.Count != 0 {
			t.Errorf("later: %+v does not follow on %+v", later, gone)
		}
		if c := compare("newer:1d"); c.LateExpired != later.LateExpired || c.LatePaid != later.LatePaid {
			t.Errorf("of those that were of age when they went: %+v", c)
		}
		if c := compare("older:1d"); c.LateExpired.Count != 0 || c.LatePaid.Count != 0 {
			t.Errorf("of those that were not of age yet: %+v", c)
		}
		if c := compare("min:1000000"); c.LateExpired.Count != 0 || c.LatePaid.Count != 0 {
			t.Errorf("of others: %+v", c)
		}
		upto = later.Until
		w.sweep()
		if c := compare(""); c.LateExpired.Count != 0 || c.LatePaid.Count != 0 {
			t.Errorf("once more: %+v", c)
		}
	})
}
