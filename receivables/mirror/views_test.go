package mirror_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/commands/unpaid"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/receivables/mirror"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

var lookedFor = []string{
	"", "", "", "", "", "", "", "", "sort:oldest", "sort:largest", "sort:customer", "pelanggan 3",
	"pelanggan 3 sort:customer",
	"min:20000 max:60000", "type:invoice", "older:2d", "newer:8d", "status:expired", "status:paid", "status:all",
}

var sameBesidesView = cmpopts.IgnoreFields(receivables.Page{}, "View")

// TestRememberedPagesAreFresh plays random histories of two processes on one database, in which
// both sync and the clock goes on and back. What a process remembers must be what one reads and
// writes that remembers nothing, byte for byte. Transactions get into the next bucket of the aging
// all the time.
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
	fresh := h.handler(freshMirror{reader})
	var handlers [2]*unpaid.Handler
	for i, m := range mirrors {
		handlers[i] = h.handler(calmMirror{m})
	}
	seen := map[string]receivables.Page{}
	remembered := 0
	for range 8 {
		h.changeMayar()
		for range 10 {
			h.add(h.aboutToAge())
		}
		h.sync()
		for range 24 {
			switch random.IntN(20) {
			case 0, 1, 2, 3, 4:
				h.advance(time.Duration(random.IntN(20_000)-8_000) * time.Millisecond)
			case 5, 6:
				h.changeMayar()
				_ = mirrors[random.IntN(len(mirrors))].Refresh(t.Context(), nil) // may fail
				h.mayar.onPage = nil
			case 7: // a digest
				words := lookedFor[random.IntN(len(lookedFor))]
				if _, _, err := mirrors[random.IntN(len(mirrors))].Compare(t.Context(), h.query(words), 1,
					noon); err != nil {
					t.Fatal(err)
				}
			}
			looking := random.IntN(len(mirrors))
			words, number := lookedFor[random.IntN(len(lookedFor))], 1+random.IntN(2)
			page, err := mirrors[looking].List(t.Context(), h.query(words), number)
			if err != nil {
				t.Fatal(err)
			}
			want, err := reader.ListFresh(t.Context(), h.query(words), number)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, page, sameBesidesView); diff != "" {
				t.Fatalf("%q, page %d at %s is not fresh (-fresh +got):\n%s", words, number, h.clock(), diff)
			}
			for range 1 + random.IntN(3) {
				ref := fmt.Sprintf("%07d", random.IntN(1e7))
				shown, rendered := h.show(handlers[looking], ref, words, number), h.show(fresh, ref, words, number)
				if diff := cmp.Diff(rendered, shown); diff != "" {
					t.Fatalf("%q, page %d at %s is old (-fresh +shown):\n%s", words, number, h.clock(), diff)
				}
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
	if remembered < 5 {
		t.Errorf("only %d pages of 192 were remembered", remembered)
	}
}

// aboutToAge makes a transaction that gets into the next bucket around now.
func (h *history) aboutToAge() (tx mayar.Transaction) {
	tx = h.newTransaction()
	days := []int{2, 8, 31}[h.random.IntN(3)]
	tx.CreatedAt = h.clock().Add(-time.Duration(days)*day +
		time.Duration(h.random.IntN(100_000)-20_000)*time.Millisecond)
	return tx
}

// calmMirror does not sync when a list is old, and freshMirror remembers nothing either.
type (
	calmMirror  struct{ *mirror.Mirror }
	freshMirror struct{ *mirror.Mirror }
)

func (calmMirror) Refresh(context.Context, func(receivables.Progress)) error  { return nil }
func (freshMirror) Refresh(context.Context, func(receivables.Progress)) error { return nil }

func (m freshMirror) List(ctx context.Context, q receivables.Query, page int) (receivables.Page, error) {
	p, err := m.ListFresh(ctx, q, page)
	p.View = 0
	return p, err
}

func (h *history) handler(m unpaid.Mirror) *unpaid.Handler {
	renderer, err := message.New("id", time.FixedZone("WIB", 7*3600))
	if err != nil {
		h.t.Fatal(err)
	}
	return unpaid.New(unpaid.Config{Mirror: m, Renderer: renderer, Now: h.clock, Budget: mayar.NewBudget(20)})
}

// show returns what a handler shows, as JSON, to somebody who types words or turns to a page.
func (h *history) show(handler *unpaid.Handler, ref, words string, page int) string {
	h.t.Helper()
	request := &bot.Request{Ref: ref, Text: words}
	run := handler.Command().Run
	if page > 1 {
		request.Value = message.UnpaidState{ListID: "LIST" + ref[4:], Query: words, Page: page}.Value()
		run = handler.Command().Clicks[message.ActionUnpaidNext]
	}
	var reply commandtest.Responder
	if err := run(h.t.Context(), request, &reply); err != nil {
		h.t.Fatal(err)
	}
	raw, err := json.Marshal(reply.Shown)
	if err != nil {
		h.t.Fatal(err)
	}
	return string(raw)
}
