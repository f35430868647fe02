package mirror_test

import (
	"testing"
	"time"
)

// A forgotten customer is in no closed transaction, which stay in all sums. The index in memory
// notices.
func TestForget(t *testing.T) {
	t.Parallel()
	for name, who := range map[string]string{
		"id": "customer-1", "e-mail": "Pelanggan1@Example.com", "phone": "+62 81200000001",
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				again := transaction(1)
				again.ID = "open-still"
				again.PaymentLink.ID = "another"
				w.mayar.add(transactions(12)...)
				w.mayar.add(again)
				w.sweep()
				w.mayar.pay(noon, "tx-0001", "tx-0010")
				w.sweep()
				if n := w.count("status:paid pelanggan 1"); n != 2 {
					t.Fatalf("%d were paid, want 2", n)
				}
				before := w.list("status:paid", 1).Totals
				forgotten, open, err := w.mirror.Forget(t.Context(), who)
				if err != nil || forgotten != 1 || open != 1 {
					t.Errorf("%d forgotten, %d open, %v", forgotten, open, err)
				}
				page := w.list("status:paid", 1)
				if page.Totals != before || len(page.Rows) != 2 {
					t.Errorf("%+v, want %+v", page.Totals, before)
				}
				for _, row := range page.Rows {
					blank := row.Customer+row.Email+row.Mobile+row.URL+row.CaseID == ""
					if blank != (row.ID == "tx-0001") || row.Product == "" {
						t.Errorf("%+v", row)
					}
				}
				for words, want := range map[string]int{
					"status:paid pelanggan1@example.com": 0, "status:paid pelanggan10@example.com": 1,
					"pelanggan1@example.com": 1,
				} {
					if n := w.count(words); n != want {
						t.Errorf("%q finds %d, want %d", words, n, want)
					}
				}
				w.advance(time.Hour) // longer than the list may lag behind a payment
				w.mayar.add(transaction(1))
				w.sweep()
				if n := w.count("pelanggan1@example.com"); n != 2 {
					t.Errorf("%d are there after Mayar lists one again, want 2", n)
				}
			})
		})
	}
}
