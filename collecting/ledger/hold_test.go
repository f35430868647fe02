package ledger_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/collecting/ledger"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// twoReplicas runs a test with two ledgers that share a database, each on a connection of its own.
func twoReplicas(t *testing.T, test func(w *team, replicas [2]*ledger.Ledger)) {
	storetest.EachMigratedURL(t, func(t *testing.T, databaseURL string) {
		var w *team
		var replicas [2]*ledger.Ledger
		for i := range replicas {
			db, err := store.Open(t.Context(), databaseURL)
			must(t, err)
			t.Cleanup(func() { db.Close() })
			if w == nil {
				w = newTeam(t, db)
			}
			replicas[i] = ledger.New(db, collecting.DefaultRules(wib), w.clock)
		}
		test(w, replicas)
	})
}

// bothAtOnce runs a function for two people at once.
func bothAtOnce(do func(i int, p collecting.Person)) {
	var both sync.WaitGroup
	for i, p := range []collecting.Person{budi, siti} {
		both.Go(func() { do(i, p) })
	}
	both.Wait()
}

// Two people press in the same second, on two replicas, on two cases of one customer: one writes,
// the other reads who. After the reminder the other one may not either.
func TestOneHoldForACustomer(t *testing.T) {
	t.Parallel()
	twoReplicas(t, func(w *team, replicas [2]*ledger.Ledger) {
		for round := range 100 {
			customer := round % 10
			cases := [2]receivables.Case{
				w.bill(fmt.Sprint("a", round), customer, 2*round), w.bill(fmt.Sprint("b", round), customer, 2*round+1),
			}
			w.advance(collecting.HoldLasts) // of the last round with this customer
			var attempts [2]collecting.Attempt
			bothAtOnce(func(i int, p collecting.Person) {
				var err error
				if attempts[i], err = replicas[i].Begin(w.t.Context(), cases[i], p, false); err != nil {
					w.t.Error(err)
				}
			})
			winner := 0
			if attempts[0].Card == "" {
				winner = 1
			}
			why, refused := attempts[1-winner].Verdict.First()
			if attempts[winner].Card == "" || attempts[1-winner].Card != "" || !refused ||
				why.Kind != collecting.HeldByColleague || why.Who != []string{budi.ID, siti.ID}[winner] {
				w.t.Fatalf("round %d: %+v", round, attempts)
			}
		}
	})
}

// However two people press, only one of them reminds: nobody slips between the end of a hold and
// the contact that ends it.
func TestOneContactForACustomer(t *testing.T) {
	t.Parallel()
	twoReplicas(t, func(w *team, replicas [2]*ledger.Ledger) {
		for round := range 25 {
			c := w.bill(fmt.Sprint("c", round), round, 1)
			bothAtOnce(func(i int, p collecting.Person) {
				for range 20 {
					a, err := replicas[i].Begin(w.t.Context(), c, p, false)
					if err != nil {
						w.t.Error(err)
						return
					}
					if why, _ := a.Verdict.First(); why.Kind == collecting.CoolingDown {
						return
					}
					if a.Card != "" {
						_, err = replicas[i].Contacted(w.t.Context(), a.Card, collecting.CopiedText, p.ID, c)
						if err != nil {
							w.t.Error(err)
						}
						return
					}
				}
			})
			if n := w.count(`SELECT count(*) FROM collect_contact WHERE case_id = $1`, c.CaseID); n != 1 {
				w.t.Fatalf("round %d: %d contacts", round, n)
			}
		}
	})
}

func TestHoldEnds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		c, other := w.bill("a", 1, 1), w.bill("b", 2, 1)
		if card, _ := w.begin(c, budi); card == "" {
			t.Fatal("refused")
		}
		if card, _ := w.begin(other, siti); card == "" {
			t.Error("another customer is held too")
		}
		if card, _ := w.begin(c, budi); card == "" {
			t.Error("the same person is kept out")
		}
		w.advance(collecting.HoldLasts - time.Millisecond)
		if _, why := w.begin(c, siti); why.Kind != collecting.HeldByColleague || why.Who != budi.ID {
			t.Errorf("before the end: %+v", why)
		}
		w.advance(time.Millisecond)
		if card, why := w.begin(c, siti); card == "" {
			t.Errorf("after the end: %+v", why)
		}
		must(t, w.EndHold(t.Context(), c, budi.ID))
		if _, why := w.begin(c, budi); why.Who != siti.ID {
			t.Errorf("somebody ended the hold of another: %+v", why)
		}
		must(t, w.EndHold(t.Context(), c, siti.ID))
		if card, why := w.begin(c, budi); card == "" {
			t.Errorf("after it was given up: %+v", why)
		}
	})
}

func TestRemindAnyway(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		c := w.bill("a", 1, 1)
		w.begin(c, budi)
		a, err := w.Begin(t.Context(), c, siti, true)
		if err != nil || a.Card != "" {
			t.Errorf("somebody without a right to it passed: %+v, %v", a, err)
		}
		a, err = w.Begin(t.Context(), c, admin, true)
		if err != nil || a.Card == "" || len(a.Verdict) != 0 || len(a.Passed) != 1 {
			t.Errorf("an admin: %+v, %v", a, err)
		}
		if _, why := w.begin(c, budi); why.Who != admin.ID {
			t.Errorf("the admin does not hold the customer: %+v", why)
		}
		must(t, w.Flag(t.Context(), c, siti.ID, collecting.AskedToStop))
		if a, err = w.Begin(t.Context(), c, admin, true); err != nil || a.Card != "" || a.Passed != nil {
			t.Errorf("an admin passed what nobody passes: %+v, %v", a, err)
		}
		c.Closed, c.Status = noon, "paid"
		if a, err = w.Begin(t.Context(), c, admin, true); err != nil || a.Card != "" {
			t.Errorf("an admin reminds of what was paid: %+v, %v", a, err)
		}
	})
}

func TestCopyOnlyHolds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		c := w.bill("a", 1, 1)
		c.Mobile = "021 555 0123"
		a, err := w.Begin(t.Context(), c, budi, false)
		if err != nil || a.Card == "" || !a.Verdict.CopyOnly() {
			t.Errorf("%+v, %v", a, err)
		}
	})
}
