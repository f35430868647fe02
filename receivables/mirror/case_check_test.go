package mirror_test

import (
	"slices"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

func (w *world) check(id string) receivables.Case {
	w.t.Helper()
	return w.checkWithin(id, time.Minute)
}

func (w *world) checkWithin(id string, maxAge time.Duration) receivables.Case {
	w.t.Helper()
	c, err := w.mirror.CheckCase(w.t.Context(), id, maxAge)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// The case of each row is checked with Mayar, and closed in the mirror if it has been paid or has
// expired. One answer is used again.
func TestCheckCase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(4)...)
		w.sweep()
		cases := map[string]string{}
		for _, row := range w.list("", 1).Rows {
			cases[row.ID] = row.CaseID
		}
		w.mayar.set(func() {
			w.mayar.details = map[string]string{"tx-0001": "unpaid", "tx-0002": "paid", "tx-0003": "expired"}
		})
		for range 2 {
			if c := w.check(cases["tx-0001"]); !c.IsOpen(noon) || c.CheckedAt.IsZero() {
				t.Errorf("unpaid: %+v", c)
			}
		}
		if c := w.check(cases["tx-0002"]); c.Closed.IsZero() || c.Status != "paid" {
			t.Errorf("paid: %+v", c)
		}
		if c := w.check(cases["tx-0003"]); c.Closed.IsZero() || c.Status != "expired" {
			t.Errorf("expired: %+v", c)
		}
		if c := w.check(cases["tx-0000"]); c.Closed.IsZero() {
			t.Errorf("unknown to Mayar: %+v", c)
		}
		if total := w.list("", 1).Totals.Count; total != 1 {
			t.Errorf("%d are open, want one", total)
		}
		want := []string{"tx-0001", "tx-0002", "tx-0003", "tx-0000"}
		w.mayar.set(func() {
			if !slices.Equal(w.mayar.lookups, want) {
				t.Errorf("looked up %v, want %v", w.mayar.lookups, want)
			}
		})
	})
}

// Who needs a new answer gets one, and the last one while Mayar does not answer.
func TestCheckCaseAnew(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(1)...)
		w.sweep()
		id := w.list("", 1).Rows[0].CaseID
		w.mayar.set(func() { w.mayar.details = map[string]string{"tx-0000": "unpaid"} })
		asked := w.check(id).CheckedAt
		w.advance(time.Second)
		w.mayar.set(func() { w.mayar.noLookup = true })
		if c := w.checkWithin(id, 0); !c.IsOpen(w.clock()) || !c.CheckedAt.Equal(asked) {
			t.Errorf("while Mayar does not answer: %+v", c)
		}
		w.mayar.set(func() { w.mayar.noLookup, w.mayar.details["tx-0000"] = false, "paid" })
		if c := w.checkWithin(id, 0); c.Closed.IsZero() {
			t.Errorf("paid within a minute: %+v", c)
		}
	})
}

// If the newest transaction of a case was paid, the one before it is asked about.
func TestCheckCaseOfSeveral(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(1)...)
		w.mayar.add(sameProduct(0, "newer", -time.Minute))
		w.sweep()
		id := w.list("", 1).Rows[0].CaseID
		w.mayar.set(func() { w.mayar.details = map[string]string{"newer": "paid", "tx-0000": "unpaid"} })
		if c := w.check(id); c.ID != "tx-0000" || c.CheckedAt.IsZero() || c.PaidElsewhere.IsZero() {
			t.Errorf("%+v", c)
		}
	})
}

// V1 has no such call, and Mayar may not answer: then the case is as the mirror knows it.
func TestCheckCaseWithoutMayar(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(1)...)
		w.mayar.noLookup = true
		w.sweep()
		if c := w.check(w.list("", 1).Rows[0].CaseID); !c.IsOpen(noon) || !c.CheckedAt.IsZero() || c.AsOf.IsZero() {
			t.Errorf("%+v", c)
		}
	})
}
