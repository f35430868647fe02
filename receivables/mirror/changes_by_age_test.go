package mirror_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/receivables"
)

// A filter by age reports every change of a transaction that it matched at an earlier time, however
// old the transaction is by then, and Aged counts those that came of age meanwhile. It reports
// nothing about transactions that it never matched.
func TestChangesWithAgeFilter(t *testing.T) {
	t.Parallel()
	one := receivables.Delta{Count: 1, Amount: 1000}
	none := receivables.Delta{}
	for _, test := range []struct {
		words               string
		first, paid, second int // hours after it was made
		want                receivables.Changes
	}{
		{"newer:1d", 21, 45, 45, receivables.Changes{Before: one, Paid: one}},
		{"newer:1d", 21, 22, 45, receivables.Changes{Before: one, Paid: one}},
		{"newer:1d", 21, 0, 45, receivables.Changes{Before: one, Aged: receivables.Delta{Count: -1, Amount: -1000}}},
		{"newer:1d", 25, 26, 45, receivables.Changes{}},
		{"older:1d", 20, 22, 45, receivables.Changes{}},
		{"older:1d", 20, 26, 45, receivables.Changes{Aged: one, Paid: one}},
		{"older:1d", 20, 0, 45, receivables.Changes{Aged: one, After: one}},
		{"older:1d newer:2d", 20, 22, 30, receivables.Changes{}},
		{"older:1d newer:2d", 30, 50, 60, receivables.Changes{Before: one, Paid: one}},
		{"older:1d newer:2d", 20, 50, 60, receivables.Changes{Aged: one, Paid: one}},
		{"older:1d newer:2d", 20, 0, 60, receivables.Changes{}},
		{"newer:1d", -1, 30, 45, receivables.Changes{New: one, Paid: one}},
		{"newer:1d", -1, 0, 45, receivables.Changes{New: one, Aged: receivables.Delta{Count: -1, Amount: -1000}}},
		{"older:1d", -1, 30, 45, receivables.Changes{Aged: one, Paid: one}},
		{"", -1, 30, 45, receivables.Changes{New: one, Paid: one, Aged: none}},
	} {
		t.Run(fmt.Sprintf("%s listed after %d hours, paid after %d", test.words, test.first, test.paid),
			func(t *testing.T) {
				t.Parallel()
				each(t, func(t *testing.T, w *world) {
					made := w.clock().Add(2 * time.Hour)
					until := func(hours int) { w.advance(made.Add(time.Duration(hours) * time.Hour).Sub(w.clock())) }
					fresh := transaction(0)
					fresh.CreatedAt = made
					w.sweep()
					if test.first < 0 {
						until(test.first)
					}
					from := w.clock()
					until(0)
					w.mayar.add(fresh)
					w.sweep()
					if test.first > 0 {
						until(test.first)
						from = w.clock()
					}
					if test.paid > 0 {
						until(test.paid)
						w.mayar.pay(w.clock(), fresh.ID)
						w.sweep()
					}
					if test.second != test.paid {
						until(test.second)
					}
					c := w.changes(from, w.clock(), test.words)
					want := test.want
					want.Until, want.BaselineKnown = c.Until, c.BaselineKnown
					if diff := cmp.Diff(want, c); diff != "" {
						t.Error(diff)
					}
				})
			})
	}
}
