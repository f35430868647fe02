package checkout

import (
	"errors"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

var aniAsked = mayar.CheckoutRequest{
	ProductID: kopi,
	Customer:  mayar.CheckoutCustomer{Name: "Ani Wijaya", Email: "ani@example.com", Mobile: "081200001111"},
}

// TestWhatALinkMaySay: it is shown where it names who was asked for, in whatever way a mobile is
// written, and where it names no mobile at all.
func TestWhatALinkMaySay(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		payload map[string]any
		asked   int64 // credit
		shown   bool
	}{
		"the same": {map[string]any{"email": "ani@example.com", "mobile": "081200001111"}, 0, true},
		"the mobile with 62": {
			map[string]any{"email": "ani@example.com", "mobile": "6281200001111"}, 0, true,
		},
		"the mobile with +62": {
			map[string]any{"email": "ani@example.com", "mobile": "+62 812-0000-1111"}, 0, true,
		},
		"the mobile with +62 (0)": {
			map[string]any{"email": "ani@example.com", "mobile": "+62 (0)812 0000 1111"}, 0, true,
		},
		"the mobile as a number": {map[string]any{"email": "ani@example.com", "mobile": 81200001111}, 0, true},
		"no mobile":              {map[string]any{"email": "ani@example.com"}, 0, true},
		"another mobile": {
			map[string]any{"email": "ani@example.com", "mobile": "081200001112"}, 0, false,
		},
		"another country": {
			map[string]any{"email": "ani@example.com", "mobile": "+6581200001111"}, 0, false,
		},
		"a mobile that is none":       {map[string]any{"email": "ani@example.com", "mobile": "x"}, 0, false},
		"the e-mail in other letters": {map[string]any{"email": "ANI@Example.com"}, 0, true},
		"the e-mail with a long s":    {map[string]any{"email": "ani@example.com\u017f"}, 0, false},
		"an e-mail only like it":      {map[string]any{"email": "anı@example.com"}, 0, false},
		"both cases of a key": {
			map[string]any{"email": "ani@example.com", "Email": "eve@example.com"}, 0, false,
		},
		"credit of its own accord":  {map[string]any{"email": "ani@example.com", "creditAmount": 1000}, 0, true},
		"the credit that was asked": {map[string]any{"email": "ani@example.com", "creditAmount": 1000}, 1000, true},
		"another credit than asked": {
			map[string]any{"email": "ani@example.com", "creditAmount": 20000}, 1000, false,
		},
		"credit that cannot be a sum": {map[string]any{"email": "ani@example.com", "creditAmount": -1000}, 0, false},
		"credit that cannot be read": {
			map[string]any{"email": "ani@example.com", "creditAmount": "seribu"}, 0, false,
		},
		"no credit, where some is due": {map[string]any{"email": "ani@example.com"}, 1000, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := aniAsked
			request.CreditAmount = tt.asked
			links, err := verifyLinks(&mayar.Checkout{Usage: aLink(t, tt.payload)}, request)
			if shown := err == nil && links.UsageURL != ""; shown != tt.shown {
				t.Errorf("shown: %t, %v", shown, err)
			}
			if f, ok := errors.AsType[*usererr.Error](err); !tt.shown && (!ok || f.Kind != message.ProblemWithheld) {
				t.Errorf("got %v, want that it is withheld", err)
			}
		})
	}
	links, err := verifyLinks(
		&mayar.Checkout{Usage: aLink(t, map[string]any{"email": "ani@example.com", "creditAmount": 1000})},
		aniAsked,
	)
	if said := commandtest.JSON(t, commandtest.Renderer(t).CheckoutLinks(links)); err != nil ||
		!strings.Contains(said, "Fixes a credit amount of *1,000*, set by Mayar") {
		t.Errorf("the credit of its own accord is not said: %s, %v", said, err)
	}
}

// TestAddressesThatAreNoPlainLink: they are kept back, whatever their token says.
func TestAddressesThatAreNoPlainLink(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"https://toko.myr.id@evil.example/m/x", "https://toko.myr.id:443@evil.example/m/x", "https://@evil.example/m/x",
		"https://toko.myr.id%2Fm@evil.example/", `https://toko.myr.id\@evil.example/m/x`,
		`https://evil.example\.toko.myr.id/m/x`,
		"http://toko.myr.id/m/x", "HTTP://toko.myr.id/m/x", "javascript://toko.myr.id/%0aalert(1)", "//toko.myr.id/m/x",
		"/m/x",
		"https:toko.myr.id/m/x", "https:///toko.myr.id/m/x", "https://:443/m/x", "https://toko.myr.id:port/m/x",
		" https://toko.myr.id/m/x",
		"https://toko.my\tr.id/m/x", "https://toko.myr.id/m/\nx",
	} {
		links, err := verifyLinks(&mayar.Checkout{Single: mayar.ImmutableLink(address + "?immutable=opaque")}, aniAsked)
		if err == nil || links.SingleURL != "" || links.Unsafe != 1 {
			t.Errorf("%q: got %q, %d unsafe, %v", address, links.SingleURL, links.Unsafe, err)
		}
	}
}

// TestLinksLeadToTheMerchant: to the host of the general page or of other links of the account;
// another one is named.
func TestLinksLeadToTheMerchant(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		link, general, paysAt, strange string
	}{
		"of the general page": {"https://toko.example.com/m/x", "https://toko.example.com/m/x", "", ""},
		"in other letters":    {"https://TOKO.example.com:443/m/x", "https://toko.example.com/m/x", "", ""},
		"of the account's bills": {
			"https://toko.example.com/m/x", "", "https://toko.example.com/select-channel/1", "",
		},
		"the merchant's other name": {"https://toko.myr.lat/m/x", "https://toko.myr.id/m/x", "", ""},
		"Mayar's own":               {"https://web.mayar.id/pl/checkout", "", "", ""},
		"another merchant's": {
			"https://evil.myr.id/m/x", "https://toko.myr.id/m/x", "https://toko.myr.id/plt/1", "evil.myr.id",
		},
		"of anybody": {"https://evil.example/m/x", "https://toko.myr.id/m/x", "", "evil.example"},
		"like the merchant's": {
			"https://toko.myr.id.evil.example/m/x", "https://toko.myr.id/m/x", "", "toko.myr.id.evil.example",
		},
		"only looking like it": {"https://tоko.myr.id/m/x", "https://toko.myr.id/m/x", "", `t\\u043eko.myr.id`},
		"another port": {
			"https://toko.myr.id:8443/m/x", "https://toko.myr.id/m/x", "", "toko.myr.id:8443",
		},
		"with nothing to compare to": {"https://toko.example.com/m/x", "", "", "toko.example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			link := mayar.ImmutableLink(tt.link + "?immutable=opaque")
			c := aCheckout(t, linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) {
				return &mayar.Checkout{Single: link, GeneralMutableURL: tt.general}, nil
			}), &fakeTiers{})
			c.Mirror = &commandtest.Mirror{OnList: func(receivables.Query, int) (receivables.Page, error) {
				return receivables.Page{Rows: []receivables.Row{{URL: tt.paysAt}}}, nil
			}}
			var reply commandtest.Responder
			if err := c.run(t.Context(), &bot.Request{Text: kopi + " " + complete}, &reply); err != nil {
				t.Fatal(err)
			}
			said := reply.Last(t)
			if !strings.Contains(said, link.URL()) ||
				strings.Contains(said, "do not know this address") != (tt.strange != "") ||
				!strings.Contains(said, "`"+tt.strange) {
				t.Errorf("told %s", said)
			}
		})
	}
}

// TestProductOfTheListWithoutAService: that nothing is there for a product that Mayar lists is not
// the product's fault.
func TestProductOfTheListWithoutAService(t *testing.T) {
	t.Parallel()
	c := aCheckout(t, linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) {
		return nil, &mayar.Error{Op: "create a checkout link", Status: 404, Reason: mayar.ReasonNotFound}
	}), &fakeTiers{})
	for product, want := range map[string]message.ProblemKind{
		kopi:                                   message.ProblemNoLinkEndpoint,
		strings.ToUpper(teh):                   message.ProblemNoLinkEndpoint,
		"0e7f0000-9aaf-4b72-aa00-000000000000": message.ProblemNotFound,
	} {
		err := c.run(t.Context(), &bot.Request{Text: product + " " + complete}, &commandtest.Responder{})
		if got := usererr.Explain(err, mayar.Health{}, commandtest.Noon).Kind; got != want {
			t.Errorf("%s: got %q, want %q", product, got, want)
		}
	}
}

// TestLinksOfAnyLength: one that is too long for a button is text, one that is too long for that
// exists all the same.
func TestLinksOfAnyLength(t *testing.T) {
	t.Parallel()
	link := func(n int) mayar.ImmutableLink {
		base := "https://toko.example.com/m/x?immutable="
		return mayar.ImmutableLink(base + strings.Repeat("x", n-len(base)))
	}
	for n, want := range map[int]string{
		3000: `"url"`, 3001: "Too long for a button", 9000: "Too long for a button", 10_500: "too long to show",
	} {
		links, err := verifyLinks(&mayar.Checkout{Single: link(n)}, aniAsked)
		if err != nil {
			t.Fatal(err)
		}
		said := commandtest.JSON(t, commandtest.Renderer(t).CheckoutLinks(links))
		if !strings.Contains(said, want) || strings.Contains(said, string(link(n))) != (n < 10_000) ||
			strings.Contains(said, "no link") {
			t.Errorf("%d: told %.300s", n, said)
		}
	}
	_, err := verifyLinks(&mayar.Checkout{TooLong: 1}, aniAsked)
	if got := usererr.Explain(err, mayar.Health{}, commandtest.Noon).Kind; got != message.ProblemLinkTooLong {
		t.Errorf("over what the client takes: got %q", got)
	}
}

func TestTiersAreRememberedOfSoManyProducts(t *testing.T) {
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
