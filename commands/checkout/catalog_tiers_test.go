package checkout

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/mayar"
)

func TestTierListsAreBounded(t *testing.T) {
	t.Parallel()
	tiers := &fakeTiers{}
	c := newCatalog(nil, tiers, commandtest.AtNoon)
	for i := range maxTierLists + 1 {
		c.tiers(t.Context(), strings.Repeat("x", i))
	}
	asked := tiers.calls
	if c.tiers(t.Context(), strings.Repeat("x", maxTierLists)); tiers.calls != asked {
		t.Error("the last product is asked for again")
	}
	if c.tiers(t.Context(), ""); tiers.calls == asked {
		t.Error("the first product is remembered too")
	}
}

// Tiers that Mayar fails to return must not cost two requests with every checkout.
func TestFailedTiersAreRemembered(t *testing.T) {
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

func TestTiersAreReadOnlyForLinksWithTiers(t *testing.T) {
	t.Parallel()
	tiers := &fakeTiers{}
	usage := newTierLink(t, "ani@example.com", "", "").Link
	links := linkMakerFunc(
		func(*mayar.CheckoutRequest) (*mayar.Checkout, error) { return &mayar.Checkout{Usage: usage}, nil },
	)
	var reply commandtest.Responder
	if err := newHandler(t, links, tiers).run(
		t.Context(), &bot.Request{Text: kopi + " " + complete}, &reply,
	); err != nil {
		t.Fatal(err)
	}
	if len(reply.Shown) != 1 || tiers.calls != 0 {
		t.Errorf("shown %d times, and tiers asked for %d times", len(reply.Shown), tiers.calls)
	}
}
