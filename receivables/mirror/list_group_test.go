package mirror_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
)

// order is a transaction of one customer for one product.
func order(id, who, product string, hours int, amount int64) mayar.Transaction {
	return mayar.Transaction{
		ID: id, CreatedAt: noon.Add(-time.Duration(hours) * time.Hour), Amount: amount, Status: "active",
		Type:        "invoice",
		Customer:    mayar.Customer{ID: who, Name: who, Email: who + "@example.com"},
		PaymentLink: mayar.PaymentLink{ID: product, Name: product}, PaymentURL: "https://toko.example.com/" + id,
	}
}

func (w *world) group(words, id string, page int) receivables.Page {
	w.t.Helper()
	list, err := w.mirror.ListGroup(w.t.Context(), w.query(words), id, page)
	if err != nil {
		w.t.Fatalf("the group of %s for %q: %v", id, words, err)
	}
	return list
}

// Four transactions of four million each are one row of the list; in its group each has its own
// date, amount and link.
func TestListGroup(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for i := range 4 {
			w.mayar.add(order(fmt.Sprint("teguh-", i), "teguh", "kelas", 10*i, 4_000_000))
		}
		w.mayar.add(order("teguh-other", "teguh", "buku", 1, 50_000), order("ani-1", "ani", "kelas", 1, 1000))
		w.sweep()
		row := w.list("teguh min:1jt", 1).Rows[0]
		if row.ID != "teguh-0" || row.Count != 4 || row.Amount != 16_000_000 || row.LatestAmount.Amount != 4_000_000 {
			t.Fatalf("the row is %+v", row)
		}
		list := w.group("teguh min:1jt", row.ID, 1)
		if list.Totals != (receivables.Totals{Count: 4, Groups: 1, Amount: 16_000_000}) || list.Pages != 1 {
			t.Errorf("total %+v on %d pages", list.Totals, list.Pages)
		}
		for i, row := range list.Rows {
			id := fmt.Sprint("teguh-", i)
			if row.ID != id || row.URL != "https://toko.example.com/"+id || row.Amount != 4_000_000 || row.Count != 1 ||
				!row.Newest.Equal(noon.Add(-time.Duration(10*i)*time.Hour)) {
				t.Errorf("row %d is %+v", i, row)
			}
		}
		for words, want := range map[string]int{"": 4, "older:15h": 2, "status:all": 4, "status:expired": 0,
			"max:1000": 0} {
			if got := w.group(words, "teguh-0", 1).Totals.Count; got != want {
				t.Errorf("%q: %d, want %d", words, got, want)
			}
		}
		if list := w.group("", "unheard of", 1); list.Pages != 0 || list.Totals.Count != 0 {
			t.Errorf("a group that is not there: %+v", list)
		}
		w.mayar.pay(w.clock(), "teguh-0")
		w.sweep()
		if got := w.group("", "teguh-0", 1); got.Totals.Count != 3 || got.Rows[0].ID != "teguh-1" {
			t.Errorf("after one was paid: %+v, %v", got.Totals, ids(got))
		}
	})
}

func TestListGroupPages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for i := range 25 {
			w.mayar.add(order(fmt.Sprintf("t-%02d", i), "teguh", "kelas", i, 1000))
		}
		w.sweep()
		for page, want := range map[int]struct {
			page, rows int
			first      string
		}{0: {1, 10, "t-00"}, 2: {2, 10, "t-10"}, 3: {3, 5, "t-20"}, 9: {3, 5, "t-20"}} {
			list := w.group("", "t-00", page)
			if list.Number != want.page || list.Pages != 3 || len(list.Rows) != want.rows ||
				list.Rows[0].ID != want.first {
				t.Errorf("page %d: page %d of %d, rows %v", page, list.Number, list.Pages, ids(list))
			}
		}
	})
}

// sort:customer adds up what each customer owes for all products.
func TestSortByCustomer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(
			order("f-1", "fajar", "a", 1, 300), order("f-2", "fajar", "b", 2, 300), order("f-3", "fajar", "b", 3, 300),
			order("a-1", "ani", "a", 4, 800), order("b-1", "budi", "a", 5, 100), order("x-1", "", "", 6, 50),
			order("x-2", "", "", 7, 40),
		)
		w.mayar.set(func() {
			for i := range w.mayar.listed {
				if w.mayar.listed[i].Customer.ID == "" {
					w.mayar.listed[i].Customer = mayar.Customer{}
				}
			}
		})
		w.sweep()
		list := w.list("sort:customer", 1)
		if diff := cmp.Diff([]string{"f-1", "a-1", "b-1", "x-1", "x-2"}, ids(list)); diff != "" {
			t.Error(diff)
		}
		if fajar := list.Rows[0]; fajar.Amount != 900 || fajar.Count != 3 || fajar.Products != 2 ||
			list.Totals.Groups != 5 {
			t.Errorf("%+v in %d rows", fajar, list.Totals.Groups)
		}
		if list := w.group("sort:customer", "f-1", 1); list.Totals.Count != 3 || list.Totals.Amount != 900 {
			t.Errorf("all of fajar: %+v", list.Totals)
		}
		if got := w.list("sort:customer status:all min:200", 1); got.Rows[0].Amount != 900 || got.Totals.Groups != 2 {
			t.Errorf("filtered: %+v", got.Totals)
		}
	})
}

// A row is opened while the index is read anew, in which its group has another number.
func TestListGroupWhileTheIndexIsReadAnew(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.pageSize = 1000
		w.mayar.add(transactions(300)...)
		w.sweep()
		done := make(chan struct{})
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				for {
					list, err := w.mirror.ListGroup(t.Context(), receivables.Query{}, "tx-0000", 1)
					if err != nil || len(list.Rows) != 1 || list.Rows[0].ID != "tx-0000" {
						t.Errorf("the row of tx-0000 has %+v, %v", list.Rows, err)
						return
					}
					select {
					case <-done:
						return
					default:
					}
				}
			})
		}
		for i := range 10 {
			w.mayar.set(func() {
				w.mayar.listed[0].Customer.ID = fmt.Sprint("moved-", i)
				w.mayar.listed = append(w.mayar.listed, transaction(300+i))
			})
			w.sweep()
			w.count("kelas")
			w.advance(time.Hour)
			w.count("kelas older:1min")
		}
		close(done)
		readers.Wait()
	})
}
