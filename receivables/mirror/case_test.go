package mirror_test

import (
	"errors"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
)

// sameProduct is a transaction of the same customer for the same product as transaction i.
func sameProduct(i int, id string, age time.Duration) mayar.Transaction {
	tx := transaction(i)
	tx.ID, tx.CreatedAt = id, noon.Add(-age)
	return tx
}

func (w *world) caseOf(id string) receivables.Case {
	w.t.Helper()
	c, err := w.mirror.Case(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func TestCase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(4)...)
		w.mayar.add(sameProduct(2, "again", 30*time.Hour))
		w.sweep()
		var id string
		for _, row := range w.list("", 1).Rows {
			if row.CaseID == "" || row.CaseID == id {
				t.Errorf("the case of %s is %q", row.ID, row.CaseID)
			}
			if id = row.CaseID; row.ID == "tx-0002" {
				break
			}
		}
		c := w.caseOf(id)
		if c.CustomerKey != "id customer-2" || c.Count != 2 || c.Amount != 6000 || c.LatestAmount.Amount != 3000 ||
			!c.IsOpen(noon) || c.Mobile != "0812-0000-0002" || !c.PaidElsewhere.IsZero() || c.AsOf.IsZero() {
			t.Errorf("%+v", c)
		}
		if all, err := w.mirror.OpenCases(t.Context(), c.CustomerKey, 3); err != nil || len(all) != 1 || all[0] != c {
			t.Errorf("%+v, %v", all, err)
		}

		w.mayar.pay(noon.Add(time.Minute), "again")
		w.sweep()
		if c = w.caseOf(id); c.Count != 1 || c.PaidElsewhere.IsZero() || !c.IsOpen(noon) {
			t.Errorf("after a payment with another checkout: %+v", c)
		}
		w.mayar.pay(noon.Add(2*time.Minute), "tx-0002")
		w.sweep()
		if c = w.caseOf(id); c.Closed.IsZero() || c.Status != "paid" || c.IsOpen(noon) {
			t.Errorf("after it was paid: %+v", c)
		}
		if all, err := w.mirror.OpenCases(t.Context(), c.CustomerKey, 3); err != nil || len(all) != 0 {
			t.Errorf("%+v, %v", all, err)
		}
		for _, unknown := range []string{"", "abcdefghijklmnop"} {
			if _, err := w.mirror.Case(t.Context(), unknown); !errors.Is(err, receivables.ErrNoCase) {
				t.Errorf("%q: %v", unknown, err)
			}
		}
	})
}

// A payment of another amount may be for something else, and bills of a membership are for
// different terms.
func TestPaidElsewhereNeedsTheSameAmount(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(paid *mayar.Transaction)
		want   bool
	}{
		"a little more":      {func(p *mayar.Transaction) { p.Amount = 12_000 }, true},
		"much more":          {func(p *mayar.Transaction) { p.Amount = 12_001 }, false},
		"of no known amount": {func(p *mayar.Transaction) { p.AmountUnknown = true }, true},
		"a membership":       {func(p *mayar.Transaction) { p.Type = "membership_payment" }, false},
		"another product":    {func(p *mayar.Transaction) { p.PaymentLink.ID = "other" }, false},
		"another customer":   {func(p *mayar.Transaction) { p.Customer.ID = "other" }, false},
		"paid a day before":  {func(p *mayar.Transaction) { p.CreatedAt = noon.Add(-100 * time.Hour) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				open, paid := transaction(9), sameProduct(9, "paid", time.Hour)
				tt.change(&paid)
				open.Type, open.AmountUnknown = paid.Type, paid.AmountUnknown
				w.mayar.add(open, paid)
				w.sweep()
				w.mayar.pay(noon, "paid")
				w.sweep()
				c := w.caseOf(receivables.CaseID("id customer-9\nlink-9"))
				if got := !c.PaidElsewhere.IsZero(); got != tt.want || c.ID != open.ID {
					t.Errorf("paid elsewhere %v, want %v: %+v", got, tt.want, c)
				}
			})
		})
	}
}
