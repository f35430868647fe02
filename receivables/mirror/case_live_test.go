package mirror_test

import (
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables/mirror"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// live is a world whose mirror has read a whole shop with the real client.
func live(t *testing.T, options fakemayar.Options, version mayar.Version, budget int) (*world, *fakemayar.Server) {
	t.Helper()
	shop := fakemayar.Start(options)
	t.Cleanup(shop.Close)
	client, err := mayar.New(fakemayar.DefaultKey, mayar.WithBaseURL(shop.URL()), mayar.WithVersion(version),
		mayar.WithBudget(mayar.NewBudget(budget)), mayar.WithRetry(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, storetest.SQLite(t))
	w.mirror = mirror.New(w.db, client.Transactions, mirror.Config{})
	if err := w.mirror.Sweep(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return w, shop
}

// However a case is paid or expires, who asks Mayar about it does not read that it is open.
func TestPaidCasesAreNeverOpen(t *testing.T) {
	t.Parallel()
	w, shop := live(t, fakemayar.Options{RequestsPerMinute: -1}, mayar.V2, 1000)
	asked := map[string]bool{}
	for page := 1; page <= 12; page++ {
		for i, row := range w.list("", page).Rows {
			if row.Count > 1 || asked[row.CaseID] {
				continue // an answer about an older transaction is used again
			}
			asked[row.CaseID] = true
			settle, status := shop.MarkPaid, "paid"
			if i%3 == 0 {
				settle, status = shop.Expire, "expired"
			}
			if err := settle(row.ID); err != nil {
				t.Fatal(err)
			}
			c := w.check(row.CaseID)
			if c.Status != status || c.Closed.IsZero() || w.outcome(row.ID) != status {
				t.Errorf("%s: %+v", status, c)
			}
		}
	}
	if len(asked) < 50 {
		t.Errorf("only %d cases were asked about", len(asked))
	}
}

func TestCheckCaseSaysUntilWhen(t *testing.T) {
	t.Parallel()
	w, shop := live(t, fakemayar.Options{RequestsPerMinute: -1}, mayar.V2, 1000)
	id := w.list("", 1).Rows[0].CaseID
	before := len(shop.Requests())
	first := w.check(id)
	if second := w.check(id); second.CheckedAt != first.CheckedAt || len(shop.Requests()) != before+1 {
		t.Errorf("the answer was not used again: %v, %v", first.CheckedAt, second.CheckedAt)
	}
	if got := first.ExpiresAt.Sub(first.Newest); got != 90*24*time.Hour || !first.IsOpen(time.Now()) {
		t.Errorf("it can be paid for %s: %+v", got, first)
	}
}

// When Mayar does not answer about it, a case is as it was, and stays open in the mirror.
func TestCheckCaseThatFails(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]fakemayar.Fault{
		"down":        {Kind: fakemayar.FaultDown},
		"429":         {Kind: fakemayar.FaultRateLimited},
		"502":         {Kind: fakemayar.FaultBadGateway},
		"a page":      {Kind: fakemayar.FaultHTML},
		"half":        {Kind: fakemayar.FaultHalfJSON},
		"empty":       {Kind: fakemayar.FaultEmpty},
		"another key": {Kind: fakemayar.FaultUnauthorized},
		"failed":      {Kind: fakemayar.FaultFailedMessages},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, shop := live(t, fakemayar.Options{RequestsPerMinute: -1, Transactions: 3}, mayar.V2, 1000)
			shop.SetFault(fault)
			wantUnchecked(t, w)
		})
	}
}

func wantUnchecked(t *testing.T, w *world) {
	t.Helper()
	row := w.list("", 1).Rows[0]
	if c := w.check(row.CaseID); !c.IsOpen(time.Now()) || !c.CheckedAt.IsZero() || c.AsOf.IsZero() {
		t.Errorf("%+v", c)
	}
	if got := w.outcome(row.ID); got != "" {
		t.Errorf("it was closed as %q", got)
	}
}

// V1 has no such call. A client that does not know yet which version there is gets a 404 that tells
// nothing of the transaction.
func TestCheckCaseAtV1(t *testing.T) {
	t.Parallel()
	options := fakemayar.Options{RequestsPerMinute: -1, Transactions: 3, V2Gone: true}
	for _, version := range []mayar.Version{mayar.V1, mayar.Auto} {
		w, shop := live(t, options, version, 1000)
		wantUnchecked(t, w)
		restarted, err := mayar.New(fakemayar.DefaultKey, mayar.WithBaseURL(shop.URL()), mayar.WithVersion(version))
		if err != nil {
			t.Fatal(err)
		}
		w.mirror = mirror.New(w.db, restarted.Transactions, mirror.Config{})
		wantUnchecked(t, w)
	}
}

func TestCheckCaseWithoutBudget(t *testing.T) {
	t.Parallel()
	w, shop := live(t, fakemayar.Options{RequestsPerMinute: -1, Transactions: 3}, mayar.V2, 1000)
	poor, err := mayar.New(fakemayar.DefaultKey, mayar.WithBaseURL(shop.URL()), mayar.WithBudget(mayar.NewBudget(1)))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := poor.Transactions.ListUnpaid(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	w.mirror = mirror.New(w.db, poor.Transactions, mirror.Config{})
	before := len(shop.Requests())
	wantUnchecked(t, w)
	if n := len(shop.Requests()); n != before {
		t.Errorf("%d requests beyond the budget", n-before)
	}
}
