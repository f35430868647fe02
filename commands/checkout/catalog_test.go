package checkout

import (
	"errors"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/mayar"
)

// Names that Mayar does not tell must not cost two requests with every checkout.
func TestTiersThatMayarDoesNotTellAreNotAskedForEachTime(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err   error
		again time.Duration
	}{
		"told":        {nil, catalogTTL},
		"not there":   {&mayar.Error{Status: 404, Reason: mayar.ReasonNotFound}, catalogTTL},
		"unsupported": {mayar.ErrUnsupported, catalogTTL},
		"down":        {&mayar.Error{Reason: mayar.ReasonNetwork}, tiersRetryAfter},
		"a bug":       {errors.New("nil map"), tiersRetryAfter},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := commandtest.Noon
			tiers := &fakeTiers{err: tt.err}
			c := newCatalog(nil, tiers, func() time.Time { return now })
			for _, after := range []time.Duration{0, time.Second, tt.again - 2*time.Second} {
				now = now.Add(after)
				c.tiers(t.Context(), kopi)
			}
			if tiers.calls != 1 {
				t.Errorf("asked %d times, want once", tiers.calls)
			}
			now = now.Add(time.Second)
			if c.tiers(t.Context(), kopi); tiers.calls != 2 {
				t.Errorf("asked %d times after %s, want a second time", tiers.calls, tt.again)
			}
		})
	}
}

// Every letter typed into the form asks for the products.
func TestProductsThatMayarDoesNotTellAreNotAskedForWithEachLetter(t *testing.T) {
	t.Parallel()
	now, asked := commandtest.Noon, 0
	down := errors.New("down")
	err := down
	c := newCatalog(fakeProducts{func(*mayar.ProductOptions) ([]mayar.Product, *mayar.Response, error) {
		asked++
		return []mayar.Product{{ID: kopi, Name: "Kelas Kopi"}}, &mayar.Response{}, err
	}}, nil, func() time.Time { return now })
	search := func(want error, products int) {
		t.Helper()
		for range 3 {
			found, err := c.search(t.Context(), "kel")
			if !errors.Is(err, want) || len(found) != products {
				t.Errorf("found %v, %v", found, err)
			}
		}
	}
	if search(down, 0); asked != 1 {
		t.Errorf("asked %d times while Mayar is down", asked)
	}
	now, err = now.Add(productsRetryAfter), nil
	if search(nil, 1); asked != 3 {
		t.Errorf("asked %d times, want once for each of two lists more", asked)
	}
	now, err = now.Add(catalogTTL), down
	if search(nil, 1); asked != 4 {
		t.Errorf("asked %d times, want once more: the old list is better than none", asked)
	}
	now, err = now.Add(productsRetryAfter), nil
	if search(nil, 1); asked != 6 {
		t.Errorf("asked %d times, want the list anew", asked)
	}
}

func TestTiersAreAskedForOnlyWhereThereAreAny(t *testing.T) {
	t.Parallel()
	tiers := &fakeTiers{}
	usage := aTierLink(t, "ani@example.com", "", "").Link
	links := linkMakerFunc(
		func(*mayar.CheckoutRequest) (*mayar.Checkout, error) { return &mayar.Checkout{Usage: usage}, nil },
	)
	var reply commandtest.Responder
	if err := aCheckout(t, links, tiers).run(
		t.Context(), &bot.Request{Text: kopi + " " + complete}, &reply,
	); err != nil {
		t.Fatal(err)
	}
	if len(reply.Shown) != 1 || tiers.calls != 0 {
		t.Errorf("shown %d times, and tiers asked for %d times", len(reply.Shown), tiers.calls)
	}
}
