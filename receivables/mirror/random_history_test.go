package mirror_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
)

// TestTotalsNeverDrift plays random histories. It compares the totals of the tables with a count
// from scratch, and the changes with what is open.
func TestTotalsNeverDrift(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, w *world) {
				h := &history{world: w, random: rand.New(rand.NewPCG(seed, 7))}
				w.mayar.pageSize = 7
				w.mayar.noLookup = seed%2 == 0
				h.remember()
				for range 25 {
					h.changeMayar()
					h.sync()
					h.compareSums()
					h.remember()
				}
				for range 40 {
					i := h.random.IntN(len(h.versions) - 1)
					j := i + 1 + h.random.IntN(len(h.versions)-i-1)
					h.compareChanges(h.versions[i].until, h.versions[j].until)
					for _, f := range filters {
						h.compareWithModel(i, j, f)
					}
				}
			})
		})
	}
}

type history struct {
	*world
	random   *rand.Rand
	last     int
	versions []version
}

// changeMayar changes up to ten transactions at Mayar.
func (h *history) changeMayar() {
	for range h.random.IntN(10) {
		if h.random.IntN(3) == 0 || len(h.mayar.listed) == 0 {
			h.add(h.newTransaction())
			continue
		}
		h.changeTransaction(h.mayar.listed[h.random.IntN(len(h.mayar.listed))])
	}
}

func (h *history) add(tx mayar.Transaction) { h.mayar.add(tx) }

// newTransaction makes a transaction of one of few customers, for one of few products.
func (h *history) newTransaction() mayar.Transaction {
	h.last++
	tx := transaction(h.last)
	days := []int{1, 40}[h.random.IntN(2)]
	tx.CreatedAt = h.clock().Add(-time.Duration(h.random.IntN(days*24*60)) * time.Minute)
	tx.Customer = customer(h.random.IntN(5))
	tx.PaymentLink.ID = fmt.Sprint(h.random.IntN(3))
	if h.random.IntN(5) == 0 {
		tx.Customer = mayar.Customer{}
	}
	if h.random.IntN(5) == 0 {
		tx.Status = "expired"
	}
	return tx
}

// changeTransaction makes one of many things happen to a transaction.
func (h *history) changeTransaction(tx mayar.Transaction) {
	switch h.random.IntN(7) {
	case 0:
		h.mayar.pay(h.clock(), tx.ID)
	case 1:
		h.mayar.details[tx.ID] = []string{"paid", "expired", "unpaid"}[h.random.IntN(3)]
		h.mayar.unlist(tx.ID)
	case 2: // unlisted, and listed again after some syncs
		h.mayar.unlist(tx.ID)
		h.mayar.onPage = func(int) error {
			if h.random.IntN(4) == 0 && !slices.ContainsFunc(h.mayar.listed,
				func(other mayar.Transaction) bool { return other.ID == tx.ID }) {
				h.add(tx)
			}
			return nil
		}
	case 3:
		h.edit(tx.ID, func(tx *mayar.Transaction) { tx.Status = []string{"active", "expired"}[h.random.IntN(2)] })
	case 4:
		h.edit(tx.ID, h.setAmount)
	case 5:
		h.edit(tx.ID, func(tx *mayar.Transaction) { tx.Customer = customer(h.random.IntN(5)) })
	case 6:
		fail := 1 + h.random.IntN(3)
		h.mayar.onPage = func(number int) error {
			if number == fail {
				return errors.New("down")
			}
			return nil
		}
	}
}

// setAmount gives a transaction another amount, or none, or one that nobody can owe.
func (h *history) setAmount(tx *mayar.Transaction) {
	tx.Amount, tx.AmountUnknown = int64(h.random.IntN(1000))*100, false
	switch h.random.IntN(6) {
	case 0:
		tx.Amount, tx.AmountUnknown = 0, true
	case 1:
		tx.Amount = []int64{-500, -9e18, 2e12, 9e18}[h.random.IntN(4)]
	}
}

func (h *history) edit(id string, change func(tx *mayar.Transaction)) {
	h.mayar.set(func() {
		for i := range h.mayar.listed {
			if h.mayar.listed[i].ID == id {
				change(&h.mayar.listed[i])
			}
		}
	})
}

// sync may fail, which is part of the history.
func (h *history) sync() {
	h.advance(time.Duration(1+h.random.IntN(200)) * time.Second)
	if h.random.IntN(3) == 0 {
		h.advance(time.Duration(h.random.IntN(20*60)) * time.Minute)
	}
	if h.random.IntN(2) == 0 {
		_ = h.mirror.Refresh(h.t.Context(), nil)
	} else {
		_ = h.mirror.Sweep(h.t.Context(), nil)
	}
	h.mayar.onPage = nil
	h.advance(time.Second)
}

// compareSums compares the page that is made from the totals of the tables with the same page
// counted from scratch.
func (h *history) compareSums() {
	h.t.Helper()
	everything, err := receivables.ParseQuery("", h.clock())
	if err != nil {
		h.t.Fatal(err)
	}
	counted := everything
	counted.Min = -1 // excludes nothing, but is a filter
	for _, sort := range []receivables.Sort{receivables.SortNewest, receivables.SortOldest, receivables.SortLargest} {
		everything.Sort, counted.Sort = sort, sort
		for page := 1; page <= 3; page++ {
			kept, err := h.mirror.List(h.t.Context(), everything, page)
			if err != nil {
				h.t.Fatal(err)
			}
			want, err := h.mirror.List(h.t.Context(), counted, page)
			if err != nil {
				h.t.Fatal(err)
			}
			if diff := cmp.Diff(want, kept, sameBesidesView); diff != "" {
				h.t.Fatalf("the totals have drifted, by %s, page %d: %s", sort, page, diff)
			}
		}
	}
}

// compareChanges checks for several queries that the changes add up.
func (h *history) compareChanges(from, to time.Time) {
	h.t.Helper()
	for _, words := range []string{"", "status:all", "status:expired", "min:20000 max:60000", "pelanggan 3",
		"older:5d"} {
		c := h.changes(from, to, words)
		sum := c.Before
		for _, came := range []receivables.Delta{c.Aged, c.New, c.Reappeared, c.Edited} {
			sum.Count, sum.Amount, sum.NoAmount = sum.Count+came.Count, sum.Amount+came.Amount,
				sum.NoAmount+came.NoAmount
		}
		for _, went := range []receivables.Delta{c.Paid, c.Expired, c.Closed, c.Unknown} {
			sum.Count, sum.Amount, sum.NoAmount = sum.Count-went.Count, sum.Amount-went.Amount,
				sum.NoAmount-went.NoAmount
		}
		if sum != c.After || c.Aged != (receivables.Delta{}) && words != "older:5d" {
			h.t.Fatalf("%q from %s to %s: adds up to %+v, but %+v is open: %+v", words, from, to, sum, c.After, c)
		}
		list, _, err := h.mirror.Compare(h.t.Context(), h.query(words), 1, from)
		if err != nil {
			h.t.Fatal(err)
		}
		if now := list.Totals; to.Equal(h.clock()) &&
			(receivables.Delta{Count: now.Count, Amount: now.Amount, NoAmount: now.NoAmount}) != c.After {
			h.t.Fatalf("%q: %+v is open by the changes, %+v by the list", words, c.After, now)
		}
	}
}
