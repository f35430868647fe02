package mirror_test

import (
	"errors"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/receivables/mirror"
	"github.com/mayarbot/mayarbot/store/storetest"
)

func TestSweepReconcilesVanished(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(10)...)
		w.sweep()
		w.mayar.pay(w.clock(), "tx-0001")
		w.mayar.unlist("tx-0002", "tx-0003", "tx-0004", "tx-0005")
		w.mayar.details["tx-0002"] = "paid"
		w.mayar.details["tx-0003"] = "expired"
		w.mayar.details["tx-0005"] = "unpaid"
		w.sweep()
		for id, want := range map[string]string{
			"tx-0001": "paid",    // in the history of payments
			"tx-0002": "paid",    // not there yet, but Mayar says so
			"tx-0003": "expired", //
			"tx-0004": "closed",  // Mayar does not know it any more
			"tx-0005": "",        // still unpaid, as Mayar says
			"tx-0006": "",        // listed
		} {
			if got := w.outcome(id); got != want {
				t.Errorf("%s: outcome %q, want %q", id, got, want)
			}
		}
		if got := w.count(""); got != 6 {
			t.Errorf("%d open, want 6", got)
		}
		for range 4 {
			w.sweep()
		}
		if got := w.outcome("tx-0005"); got != "closed" {
			t.Errorf("outcome %q after five sweeps, want closed: unpaid, but never listed", got)
		}
	})
}

func TestUncertainMissClosesAfterTwoSweeps(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.noLookup, w.mayar.totalsChange = true, true
		w.mayar.add(transactions(10)...)
		w.sweep()
		w.mayar.unlist("tx-0001")
		w.sweep()
		if got := w.outcome("tx-0001"); got != "" {
			t.Errorf("outcome %q after one sweep, want it open", got)
		}
		w.sweep()
		if got := w.outcome("tx-0001"); got != "unknown" {
			t.Errorf("outcome %q after two sweeps, want unknown", got)
		}
		gone := w.clock()
		w.mayar.pay(w.clock(), "tx-0001")
		w.sweep()
		if got := w.outcome("tx-0001"); got != "paid" {
			t.Errorf("outcome %q once its payment shows, want paid", got)
		}
		if c := w.changes(gone, w.clock(), ""); c.Paid.Count != 0 || c.Before.Count != 9 {
			t.Errorf("%+v: it went when it was closed, not when its outcome was found", c)
		}
	})
}

func TestRowBetweenTwoPagesStaysOpen(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.noLookup = true
		w.mayar.pageSize = 5
		w.mayar.add(transactions(20)...)
		w.sweep()
		// Before the sweep reads the second page, a payment on the first page moves the first row
		// of the second to the first.
		w.mayar.onPage = func(number int) error {
			if number == 2 {
				w.mayar.pay(w.clock(), "tx-0002")
			}
			return nil
		}
		w.sweep()
		w.mayar.onPage = nil
		if got := w.outcome("tx-0005"); got != "" {
			t.Errorf("outcome %q of the one that slipped, want it open", got)
		}
		if got := w.count(""); got != 20 {
			t.Errorf("%d open, want 20: the paid one was seen before it was paid", got)
		}
		w.sweep()
		if got := w.count(""); got != 19 {
			t.Errorf("%d open after the next sweep, want 19", got)
		}
	})
}

func TestRowOnTwoPagesCountsOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.pageSize = 5
		w.mayar.add(transactions(20)...)
		w.mayar.onPage = func(number int) error {
			fresh := transaction(1000 + number)
			fresh.CreatedAt = w.clock().Add(time.Duration(number) * time.Second)
			w.mayar.add(fresh)
			return nil
		}
		w.sweep()
		w.mayar.onPage = nil
		w.refresh()
		list := w.list("", 1)
		if list.Totals.Count != len(w.mayar.listed) || list.Totals.Groups != list.Totals.Count {
			t.Errorf("total %+v, want the %d that Mayar lists", list.Totals, len(w.mayar.listed))
		}
	})
}

func TestFailedSweepClosesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.pageSize = 5
		w.mayar.add(transactions(20)...)
		w.sweep()
		swept := w.state().LastSweep
		w.mayar.onPage = func(number int) error {
			if number == 3 {
				return errors.New("down")
			}
			return nil
		}
		for range 3 {
			if err := w.mirror.Sweep(t.Context(), nil); err == nil {
				t.Fatal("the sweep did not fail")
			}
		}
		if got := w.count(""); got != 20 {
			t.Errorf("%d open, want 20", got)
		}
		if state := w.state(); !state.LastSweep.Equal(swept) || !state.Complete {
			t.Errorf("a failed sweep counts: %+v", state)
		}
		w.mayar.onPage = nil
		w.sweep()
		if got := w.count(""); got != 20 {
			t.Errorf("%d open after a sweep that worked, want 20", got)
		}
	})
}

func TestSweepWithoutEndIsIncomplete(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.noLookup = true
		w.mayar.pageSize = 5
		w.mayar.add(transactions(20)...)
		w.sweep()
		w.mirror = mirror.New(w.db, cappedSource{w.mayar, 2}, mirror.Config{Now: w.clock})
		w.mayar.unlist("tx-0003")
		w.sweep()
		w.sweep()
		if list := w.list("", 1); list.Complete || list.Totals.Count != 19 {
			t.Errorf("complete %v with %d open, want an incomplete 19: what is beyond the cap is not missed",
				list.Complete, list.Totals.Count)
		}
	})
}

func TestListWithSkippedRowsIsIncomplete(t *testing.T) {
	t.Parallel()
	for _, cursors := range []bool{false, true} {
		each(t, func(t *testing.T, w *world) {
			w.mayar.noLookup, w.mayar.cursors = true, cursors
			w.mayar.pageSize = 5
			w.mayar.add(transactions(20)...)
			w.sweep()
			w.mayar.withoutID = []string{"tx-0002"}
			w.sweep()
			if list := w.list("", 1); list.Complete || list.Totals.Count != 20 {
				t.Errorf("complete %v with %d open, want an incomplete 20: the one without its id may be any",
					list.Complete, list.Totals.Count)
			}
			w.mayar.withoutID = nil
			w.sweep()
			if list := w.list("", 1); !list.Complete || list.Totals.Count != 20 {
				t.Errorf("complete %v with %d open, want 20 again", list.Complete, list.Totals.Count)
			}
		})
	}
}

func TestUnreadableListIsNoEmptyList(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.cursors = true
		w.mayar.add(transactions(1)...)
		w.mayar.withoutID = []string{"tx-0000"}
		if err := w.mirror.Sweep(t.Context(), nil); err == nil {
			t.Error("the sweep did not fail")
		}
		if err := w.mirror.Refresh(t.Context(), nil); err == nil {
			t.Error("the refresh did not fail")
		}
		if list := w.list("", 1); list.Synced {
			t.Error("the mirror says that nothing is unpaid")
		}
	})
}

func TestRelistedIsOpenAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(5)...)
		w.sweep()
		start := w.clock()
		w.mayar.details["tx-0002"] = "expired"
		w.mayar.unlist("tx-0002")
		w.sweep()
		between := w.clock()
		w.mayar.add(transaction(2))
		w.sweep()
		if got := w.outcome("tx-0002"); got != "" {
			t.Errorf("outcome %q, want it open", got)
		}
		if c := w.changes(start, between, ""); c.Expired.Count != 1 || c.After.Count != 4 {
			t.Errorf("when it had gone: %+v", c)
		}
		if c := w.changes(between, w.clock(), ""); c.Reappeared.Count != 1 || c.New.Count != 0 || c.After.Count != 5 {
			t.Errorf("when it came back: %+v", c)
		}
	})
}

func TestSweepBoundsLookups(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	w.mayar.add(transactions(100)...)
	w.sweep()
	for i := range 60 {
		w.mayar.details[transaction(i).ID] = "expired"
		w.mayar.unlist(transaction(i).ID)
	}
	w.sweep()
	if _, _, asked := w.mayar.requests(); asked != 4 {
		t.Errorf("asked for %d, want the 4 that a page of payments leaves", asked)
	}
	if got := w.count(""); got != 40 {
		t.Errorf("%d open, want 40", got)
	}
	for range 15 {
		w.sweep()
	}
	if got := w.outcome("tx-0055"); got != "expired" {
		t.Errorf("outcome %q after more sweeps, want expired", got)
	}
}

func TestLookupsEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	w.mayar.add(transactions(3)...)
	w.sweep()
	w.mayar.unlist("tx-0001")
	w.mayar.details["tx-0001"] = "a status that nobody has seen"
	for range 5 {
		w.sweep()
	}
	// Closed for good, since Mayar still answers for it without calling it paid or expired.
	_, paid, asked := w.mayar.requests()
	for range 3 {
		w.sweep()
	}
	if _, paidNow, askedNow := w.mayar.requests(); paidNow != paid || askedNow != asked {
		t.Errorf("asked for %d payments and %d transactions more", paidNow-paid, askedNow-asked)
	}
}

func TestChangedStatusAndAmount(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(5)...)
		w.sweep()
		start := w.clock()
		w.mayar.set(func() {
			w.mayar.listed[1].Status = "expired"
			w.mayar.listed[2].Amount += 500
			w.mayar.listed[3].Customer.Name = "Nama Baru"
		})
		w.sweep()
		c := w.changes(start, w.clock(), "")
		if c.Expired != (receivables.Delta{Count: 1, Amount: 2000}) || c.Edited != (receivables.Delta{Amount: 500}) ||
			c.New.Count != 0 {
			t.Errorf("%+v", c)
		}
		if active, expired, all := w.count(""), w.count("status:expired"), w.count("status:all"); active != 4 ||
			expired != 1 || all != 5 {
			t.Errorf("%d active, %d expired, %d in all, want 4, 1, 5", active, expired, all)
		}
		if got := w.count("baru"); got != 1 {
			t.Errorf("%d with the new name, want 1", got)
		}
	})
}

func TestMalformedTransactionsAreKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(
			mayar.Transaction{ID: "bare"},
			mayar.Transaction{ID: "odd\x00\xff", Status: "ACTIVE", CreatedAt: time.Unix(-1, 0),
				Customer: mayar.Customer{Name: "a\x00b\xff"}},
			mayar.Transaction{ID: "bare"},
		)
		w.sweep()
		w.sweep()
		if list := w.list("", 1); list.Totals.Count != 2 || list.Totals.Groups != 2 || len(list.Rows) != 2 {
			t.Errorf("%+v", list)
		}
		if c := w.changes(noon, w.clock(), ""); c.New.Count != 2 || c.Edited.Count != 0 {
			t.Errorf("%+v", c)
		}
	})
}

// If the list did not change while it was read, a missing transaction is closed at once.
func TestCertainMissClosesAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.noLookup = true
		w.mayar.pageSize = 4
		w.mayar.add(transactions(10)...)
		w.sweep()
		w.mayar.unlist("tx-0001")
		w.sweep()
		if got := w.outcome("tx-0001"); got != "unknown" || w.count("") != 9 {
			t.Errorf("outcome %q with %d open, want unknown with 9", got, w.count(""))
		}
	})
}

// A cursor is a time of creation, so a sweep can miss only transactions that were created in the
// same millisecond as the last of a page.
func TestMissAtPageEdgeIsUncertainWithCursors(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.cursors, w.mayar.noLookup = true, true
		w.mayar.pageSize = 5
		twin := transaction(20)
		twin.CreatedAt = transaction(4).CreatedAt
		w.mayar.add(append(transactions(10), twin)...)
		w.sweep()
		w.mayar.unlist("tx-0020", "tx-0007")
		w.sweep()
		if edge, inside := w.outcome("tx-0020"), w.outcome("tx-0007"); edge != "" || inside != "unknown" {
			t.Errorf("outcome %q at the edge and %q inside a page, want it open, and unknown", edge, inside)
		}
		w.sweep()
		if edge := w.outcome("tx-0020"); edge != "unknown" {
			t.Errorf("outcome %q after two sweeps", edge)
		}
	})
}

// Transactions that expire together cost one page of expired ones, and one sweep makes five
// requests about vanished ones in all.
func TestExpiredTogetherCostOneRequest(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.cursors = true
		w.mayar.add(transactions(100)...)
		w.sweep()
		from := w.clock()
		w.mayar.pay(from, "tx-0001", "tx-0002")
		for i := 10; i < 50; i++ {
			w.mayar.expired = append(w.mayar.expired, transaction(i))
			w.mayar.unlist(transaction(i).ID)
		}
		for i := 60; i < 66; i++ {
			w.mayar.unlist(transaction(i).ID)
			w.mayar.details[transaction(i).ID] = "paid"
		}
		lists, paid, asked := w.mayar.requests()
		w.sweep()
		listsNow, paidNow, askedNow := w.mayar.requests()
		if got := listsNow - lists + paidNow - paid + askedNow - asked; got != 2+5 {
			t.Errorf("%d requests, want two pages of the list and five", got)
		}
		c := w.changes(from, w.clock(), "")
		if c.Expired.Count != 40 || c.Paid.Count != 2+3 || c.Unknown.Count != 3 || c.After.Count != 52 {
			t.Errorf("%+v", c)
		}
		w.sweep()
		if c := w.changes(from, w.clock(), ""); c.Paid.Count != 2+6 || c.Unknown.Count != 0 {
			t.Errorf("after another sweep: %+v", c)
		}
	})
}

// A transaction that Mayar still lists for a while after its payment is paid once.
func TestListedAfterPaymentIsPaidOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(5)...)
		w.sweep()
		from := w.clock()
		w.advance(time.Second)
		w.mayar.pay(w.clock(), "tx-0003")
		w.refresh()
		w.mayar.add(transaction(3))
		for range 3 {
			w.sweep()
			w.refresh()
		}
		if c := w.changes(from, w.clock(), ""); c.Paid != (receivables.Delta{Count: 1, Amount: 4000}) ||
			c.Reappeared.Count != 0 || c.After.Count != 4 {
			t.Errorf("while it is listed: %+v", c)
		}
		w.advance(10 * time.Minute)
		w.sweep()
		w.refresh()
		if c := w.changes(from, w.clock(), ""); c.Paid.Count != 1 || c.Reappeared.Count != 1 || c.After.Count != 5 {
			t.Errorf("when it is still listed long after: %+v", c)
		}
	})
}

func TestOnlyConsecutiveMissesClose(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.noLookup, w.mayar.totalsChange = true, true
		w.mayar.add(transactions(5)...)
		w.sweep()
		for range 3 {
			w.mayar.unlist("tx-0001")
			w.sweep()
			w.mayar.add(transaction(1))
			w.sweep()
		}
		w.mayar.unlist("tx-0001")
		w.sweep()
		if c := w.changes(noon, w.clock(), ""); c.Unknown.Count != 0 || c.After.Count != 5 {
			t.Errorf("%+v, want it open throughout", c)
		}
	})
}
