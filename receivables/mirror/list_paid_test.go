package mirror_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/receivables"
)

// Ages of paid transactions count from the payment.
func TestListWithStatusPaid(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(6)...)
		w.sweep()
		if list := w.list("status:paid", 1); list.Totals.Count != 0 || list.ClosedSince.IsZero() {
			t.Errorf("before anybody paid: %+v, known since %s", list.Totals, list.ClosedSince)
		}
		w.mayar.pay(w.clock(), "tx-0001")
		w.sweep()
		w.advance(3 * day)
		w.mayar.pay(w.clock(), "tx-0003")
		w.sweep()
		w.mayar.pay(w.clock(), "tx-0004")
		w.sweep()
		for words, want := range map[string][]string{
			"status:paid":               {"tx-0004", "tx-0003", "tx-0001"},
			"status:paid newer:1d":      {"tx-0004", "tx-0003"},
			"status:paid older:1d":      {"tx-0001"},
			"status:paid sort:largest":  {"tx-0004", "tx-0003", "tx-0001"},
			"status:paid sort:oldest":   {"tx-0001", "tx-0003", "tx-0004"},
			"status:paid sort:customer": {"tx-0004", "tx-0003", "tx-0001"},
			`status:paid "pelanggan 3"`: {"tx-0003"},
			"status:paid min:4500":      {"tx-0004"},
		} {
			list := w.list(words, 1)
			if diff := cmp.Diff(want, ids(list)); diff != "" {
				t.Errorf("%q: %s", words, diff)
			}
			for _, row := range list.Rows {
				if ago := w.clock().Sub(row.Newest); row.Status != "paid" ||
					(ago < 5*time.Minute) != (row.ID != "tx-0001") {
					t.Errorf("%q: %s is %s, paid %s ago", words, row.ID, row.Status, ago)
				}
			}
		}
		if total := w.list("status:paid",
			1).Totals; total != (receivables.Totals{Count: 3, Groups: 3, Amount: 2000 + 4000 + 5000}) {
			t.Errorf("total %+v", total)
		}
		if open := w.count("") + w.count("status:all"); open != 6 {
			t.Errorf("%d are open", open)
		}
	})
}

// ListPaid lists exactly the payments that the changes count.
func TestListPaidAgreesWithChanges(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(40)...)
		w.sweep()
		from := w.clock()
		w.mayar.pay(w.clock(), "tx-0002")
		w.sweep()
		middle := w.clock()
		var many []string
		for i := 5; i < 30; i++ {
			many = append(many, fmt.Sprintf("tx-%04d", i))
		}
		w.mayar.pay(w.clock(), many...)
		w.sweep()
		to := w.clock()
		for _, words := range []string{"", "min:10000", "older:12h", "status:expired", "max:20000 newer:20h"} {
			for _, begin := range []time.Time{from, middle} {
				c := w.changes(begin, to, words)
				listed := map[string]bool{}
				var sum receivables.Delta
				for page := 1; page <= 3; page++ {
					list, err := w.mirror.ListPaid(t.Context(), w.query(words), begin, to, page)
					if err != nil {
						t.Fatal(err)
					}
					if total := (receivables.Delta{Count: list.Totals.Count,
						Amount: list.Totals.Amount}); total != c.Paid {
						t.Errorf("%q: %+v were paid, %+v are counted", words, total, c.Paid)
					}
					for _, row := range list.Rows {
						if !listed[row.ID] {
							sum.Count, sum.Amount = sum.Count+1, sum.Amount+row.Amount
						}
						listed[row.ID] = true
					}
				}
				if sum != c.Paid {
					t.Errorf("%q: the pages have %+v, %+v are counted", words, sum, c.Paid)
				}
			}
		}
	})
}

// A transaction that is paid, listed again and paid again was paid twice, at two times.
func TestListPaidTwice(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transaction(1))
		w.sweep()
		from := w.clock()
		w.mayar.pay(w.clock(), "tx-0001")
		w.sweep()
		w.advance(day)
		w.mayar.set(func() { w.mayar.payments = nil })
		w.mayar.add(transaction(1))
		w.sweep()
		w.mayar.pay(w.clock(), "tx-0001")
		w.sweep()
		list, err := w.mirror.ListPaid(t.Context(), receivables.Query{}, from, w.clock(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(list.Rows) != 2 || list.Totals.Count != 2 || list.Rows[0].Newest.Sub(list.Rows[1].Newest) < day {
			t.Errorf("%+v", list.Rows)
		}
	})
}
