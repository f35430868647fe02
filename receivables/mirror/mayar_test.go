package mirror_test

import (
	"fmt"
	"testing"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/receivables/mirror"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// TestMirrorWithRealClient plays a day of a shop with the real client over HTTP, in both versions
// of the API.
func TestMirrorWithRealClient(t *testing.T) {
	t.Parallel()
	for _, version := range []mayar.Version{mayar.V1, mayar.V2} {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			t.Parallel()
			shop := fakemayar.Start(fakemayar.Options{RequestsPerMinute: -1, ListExpired: true})
			defer shop.Close()
			client, err := mayar.New(fakemayar.DefaultKey, mayar.WithBaseURL(shop.URL()), mayar.WithVersion(version),
				mayar.WithBudget(mayar.NewBudget(1000)))
			if err != nil {
				t.Fatal(err)
			}
			w := newWorld(t, storetest.SQLite(t))
			w.mirror = mirror.New(w.db, client.Transactions, mirror.Config{})
			if err := w.mirror.Refresh(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			if active, expired := w.count(""), w.count("status:expired"); active != 278 || expired != 24 {
				t.Errorf("%d active and %d expired, want 278 and 24", active, expired)
			}
			list := w.list("", 1)
			if !list.Complete || !list.Synced || list.Totals.Groups >= 278 || len(list.Rows) != receivables.PageSize {
				t.Errorf("complete %v, ever %v, total %+v, %d rows", list.Complete, list.Synced, list.Totals,
					len(list.Rows))
			}

			paid := list.Rows[0].ID
			if err := shop.MarkPaid(paid); err != nil {
				t.Fatal(err)
			}
			added := shop.Add(fakemayar.Transaction{Amount: 123_000})
			if err := w.mirror.Refresh(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			if got := w.outcome(paid); got != "paid" {
				t.Errorf("outcome of the paid one after a refresh: %q", got)
			}
			if got := w.outcome(added.ID); got != "" {
				t.Errorf("outcome of the new one after a refresh: %q", got)
			}
			if got := w.count(""); got != 278 {
				t.Errorf("%d active after one more and one less, want 278", got)
			}

			closed := w.list("sort:oldest", 1).Rows[0].ID
			if err := shop.CloseTransaction(closed); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if err := w.mirror.Sweep(t.Context(), nil); err != nil {
					t.Fatal(err)
				}
			}
			want := map[mayar.Version]string{mayar.V1: "unknown", mayar.V2: "closed"}[version]
			if got := w.outcome(closed); got != want {
				t.Errorf("outcome of the closed one after two sweeps: %q, want %q", got, want)
			}
		})
	}
}

// If the list leaves out expired transactions, the mirror asks V2 for them.
func TestMirrorAsksV2ForUnlistedExpired(t *testing.T) {
	t.Parallel()
	shop := fakemayar.Start(fakemayar.Options{RequestsPerMinute: -1})
	defer shop.Close()
	client, err := mayar.New(fakemayar.DefaultKey, mayar.WithBaseURL(shop.URL()), mayar.WithVersion(mayar.V2),
		mayar.WithBudget(mayar.NewBudget(1000)))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, storetest.SQLite(t))
	w.mirror = mirror.New(w.db, client.Transactions, mirror.Config{})
	if err := w.mirror.Sweep(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	for _, id := range shop.OldestUnpaid(5) {
		if err := shop.Expire(id); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.mirror.Sweep(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if active, expired, all := w.count(""), w.count("status:expired"), w.count("status:all"); active != 273 ||
		expired != 29 || all != 302 {
		t.Errorf("%d active, %d expired, %d in all, want 273, 29, 302", active, expired, all)
	}
}

func TestEmptyFirstPageOfNonemptyListFails(t *testing.T) {
	t.Parallel()
	shop := fakemayar.Start(fakemayar.Options{RequestsPerMinute: -1})
	defer shop.Close()
	client, err := mayar.New(fakemayar.DefaultKey, mayar.WithBaseURL(shop.URL()),
		mayar.WithBudget(mayar.NewBudget(1000)))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, storetest.SQLite(t))
	w.mirror = mirror.New(w.db, client.Transactions, mirror.Config{})
	shop.SetFault(fakemayar.Fault{Kind: fakemayar.FaultEmptyPages})
	if err := w.mirror.Refresh(t.Context(), nil); err == nil {
		t.Error("it passed for an empty list")
	}
	if state := w.state(); state.Synced || state.FailingSince.IsZero() {
		t.Errorf("%+v", state)
	}
	shop.ClearFaults()
	if err := w.mirror.Refresh(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got := w.count(""); got != 278 {
		t.Errorf("%d active, want 278", got)
	}
}
