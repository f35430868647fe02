package mirror_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/receivables/mirror"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

var lookedFor = []string{
	"", "", "", "sort:oldest", "sort:largest", "sort:customer", "pelanggan 3", "pelanggan 3 sort:customer",
	"min:20000 max:60000", "type:invoice", "older:2d", "newer:8d", "status:expired", "status:paid", "status:all",
}

var sameBesidesView = cmpopts.IgnoreFields(receivables.Page{}, "View")

// TestRememberedPagesAreFresh plays random histories of two processes on one database, in which
// both sync and the clock goes on and back. What a process remembers must be what one reads that
// remembers nothing. Transactions get into the next bucket of the aging all the time.
func TestRememberedPagesAreFresh(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			storetest.EachMigratedURL(t, func(t *testing.T, databaseURL string) {
				if seed > 0 && strings.HasPrefix(databaseURL, "postgres") {
					t.SkipNow() // one is enough: the server is slower
				}
				playViews(t, databaseURL, rand.New(rand.NewPCG(seed, 9)))
			})
		})
	}
}

func playViews(t *testing.T, databaseURL string, random *rand.Rand) {
	var mirrors [2]*mirror.Mirror
	var h *history
	for i := range mirrors {
		db, err := store.Open(t.Context(), databaseURL)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		if i == 0 {
			h = &history{world: newWorld(t, db), random: random}
		}
		mirrors[i] = mirror.New(db, h.mayar, mirror.Config{Now: h.clock, PollInterval: time.Millisecond})
	}
	reader := mirror.New(h.db, h.mayar, mirror.Config{Now: h.clock})
	seen := map[string]receivables.Page{}
	remembered := 0
	for range 12 {
		h.changeMayar()
		for range 10 {
			h.add(h.aboutToAge())
		}
		h.sync()
		for range 30 {
			switch random.IntN(7) {
			case 0, 1:
				h.advance(time.Duration(random.IntN(20_000)-8_000) * time.Millisecond)
			case 2:
				h.changeMayar()
				_ = mirrors[random.IntN(len(mirrors))].Refresh(t.Context(), nil) // may fail
				h.mayar.onPage = nil
			}
			looking := random.IntN(len(mirrors))
			words, number := lookedFor[random.IntN(len(lookedFor))], 1+random.IntN(2)
			page, err := mirrors[looking].List(t.Context(), h.query(words), number)
			if err != nil {
				t.Fatal(err)
			}
			fresh, err := reader.ListFresh(t.Context(), h.query(words), number)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(fresh, page, sameBesidesView); diff != "" {
				t.Fatalf("%q, page %d at %s is not fresh (-fresh +got):\n%s", words, number, h.clock(), diff)
			}
			view := fmt.Sprint(looking, page.View)
			if earlier, again := seen[view]; again && page.View != 0 {
				remembered++
				state := cmpopts.IgnoreFields(receivables.Page{}, "AsOf", "Complete", "Synced")
				if diff := cmp.Diff(earlier, page, state); diff != "" {
					t.Fatalf("the number of a view was given twice:\n%s", diff)
				}
			}
			seen[view] = page
		}
	}
	if remembered < 15 {
		t.Errorf("only %d pages of 360 were remembered", remembered)
	}
}

// aboutToAge makes a transaction that gets into the next bucket around now.
func (h *history) aboutToAge() (tx mayar.Transaction) {
	tx = h.newTransaction()
	days := []int{2, 8, 31}[h.random.IntN(3)]
	tx.CreatedAt = h.clock().Add(-time.Duration(days)*day + time.Duration(h.random.IntN(100_000)-20_000)*time.Millisecond)
	return tx
}
