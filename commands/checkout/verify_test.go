package checkout

import (
	"errors"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

func TestWrongLinksAreWithheld(t *testing.T) {
	t.Parallel()
	request := mayar.CheckoutRequest{Customer: mayar.CheckoutCustomer{Email: "ani@example.com"}, CreditAmount: 1000}
	good := newTierLink(t, "ani@example.com", "t1", "t1")
	holding := func(payload map[string]any) mayar.TierLink {
		return mayar.TierLink{TierID: "t2", Link: newLink(t, payload)}
	}
	plain := func(link mayar.ImmutableLink) mayar.TierLink { return mayar.TierLink{TierID: "t2", Link: link} }
	for name, tt := range map[string]struct {
		bad    mayar.TierLink
		unsafe int
		alone  message.ProblemKind
	}{
		"another customer": {newTierLink(t, "budi@example.com", "t2", "t2"), 0, message.ProblemWithheld},
		"another tier":     {newTierLink(t, "ani@example.com", "t1", "t2"), 0, message.ProblemWithheld},
		"no e-mail": {
			holding(map[string]any{"name": "Budi", "mobile": "0899999999", "membershipTierId": "t2"}), 0,
			message.ProblemWithheld,
		},
		"a list of e-mails": {
			holding(
				map[string]any{"name": "Budi", "email": []string{"budi@example.com"}, "membershipTierId": "t2"},
			), 0, message.ProblemWithheld,
		},
		"no tier": {holding(map[string]any{"email": "ani@example.com"}), 0, message.ProblemWithheld},
		"credit": {
			holding(map[string]any{"email": "ani@example.com", "creditAmount": 1000}), 0, message.ProblemWithheld,
		},
		"another credit": {
			holding(
				map[string]any{"email": "ani@example.com", "membershipTierId": "t2", "creditAmount": 20000},
			), 0, message.ProblemWithheld,
		},
		"http":         {plain("http://toko.example.com/m/kopi?immutable=abc"), 1, message.ProblemNoLinks},
		"general link": {plain("https://toko.example.com/m/kopi"), 1, message.ProblemNoLinks},
		"no value":     {plain("https://toko.example.com/m/kopi?immutable="), 1, message.ProblemNoLinks},
		"no address":   {plain("https:///m?immutable=abc"), 1, message.ProblemNoLinks},
		"two values":   {plain(good.Link + "&immutable=abc"), 1, message.ProblemNoLinks},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			links, err := verifyLinks(&mayar.Checkout{Tiers: []mayar.TierLink{good, tt.bad}}, request)
			if err != nil || len(links.Tiers) != 1 || links.Tiers[0].ID != "t1" || links.Unsafe != tt.unsafe ||
				links.Withheld != 1-tt.unsafe {
				t.Errorf("kept %+v, withheld %d, unsafe %d, %v", links.Tiers, links.Withheld, links.Unsafe, err)
			}
			_, err = verifyLinks(&mayar.Checkout{Tiers: []mayar.TierLink{tt.bad}}, request)
			if f, ok := errors.AsType[*usererr.Error](err); !ok || f.Kind != tt.alone {
				t.Errorf("alone: %v", err)
			}
		})
	}
	general := &mayar.Checkout{GeneralMutableURL: "https://toko.example.com/m/kopi"}
	_, err := verifyLinks(general, request)
	if f, ok := errors.AsType[*usererr.Error](err); !ok || f.Kind != message.ProblemNoLinks {
		t.Errorf("only the general link: %v", err)
	}
}

// What links fix is read from their tokens, not from the request.
func TestBoundValuesComeFromTokens(t *testing.T) {
	t.Parallel()
	ani := mayar.CheckoutCustomer{Name: "Ani Wijaya", Email: "ani@example.com", Mobile: "081200001111"}
	request := mayar.CheckoutRequest{Customer: ani, CreditAmount: 1000}
	usage := newLink(
		t,
		map[string]any{
			"name":         "Ani W.",
			"email":        "Ani@example.com",
			"mobile":       "+62 812-0000-1111",
			"creditAmount": 1000,
		},
	)
	opaque := mayar.ImmutableLink("https://web.example.com/pl/checkout?product=p&immutable=eyJhbGciOiJIUzI1NiJ9.e30.x")
	tier := newTierLink(t, "ani@example.com", "t1", "t1")
	for name, tt := range map[string]struct {
		made       mayar.Checkout
		want       message.Person
		withCredit int
		opaque     int
		say        string
	}{
		"usage": {
			mayar.Checkout{Usage: usage},
			message.Person{Name: "Ani W.", Email: "Ani@example.com", Mobile: "+62 812-0000-1111"}, 1, 0,
			"Credit amount, fixed too: *1,000*",
		},
		"opaque": {
			mayar.Checkout{Single: opaque}, message.Person{}, 0, 1, "Asked for: Ani Wijaya · ani@example.com",
		},
		"tier": {mayar.Checkout{Tiers: []mayar.TierLink{tier}}, message.Person(ani), 0, 0, "No link fixes it"},
		"tier, usage": {
			mayar.Checkout{Tiers: []mayar.TierLink{tier}, Usage: usage}, message.Person{Email: "Ani@example.com"},
			1, 0, "fixed in 1 of the links only",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			links, err := verifyLinks(&tt.made, request)
			if err != nil {
				t.Fatal(err)
			}
			if links.BoundTo != tt.want || links.WithCredit != tt.withCredit || links.Unverifiable != tt.opaque {
				t.Errorf("fixed %+v, %d with credit, %d opaque", links.BoundTo, links.WithCredit, links.Unverifiable)
			}
			if said := commandtest.JSON(t, commandtest.Renderer(t).CheckoutLinks(links)); !strings.Contains(
				said,
				tt.say,
			) {
				t.Errorf("%q is missing in %s", tt.say, said)
			}
		})
	}
}

var aniAsked = mayar.CheckoutRequest{
	ProductID: kopi,
	Customer:  mayar.CheckoutCustomer{Name: "Ani Wijaya", Email: "ani@example.com", Mobile: "081200001111"},
}

// A link is shown if its token names the customer, with the mobile in any spelling or without one.
func TestVerifyToken(t *testing.T) {
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
			links, err := verifyLinks(&mayar.Checkout{Usage: newLink(t, tt.payload)}, request)
			if shown := err == nil && links.UsageURL != ""; shown != tt.shown {
				t.Errorf("shown: %t, %v", shown, err)
			}
			if f, ok := errors.AsType[*usererr.Error](err); !tt.shown && (!ok || f.Kind != message.ProblemWithheld) {
				t.Errorf("got %v, want that it is withheld", err)
			}
		})
	}
	links, err := verifyLinks(
		&mayar.Checkout{Usage: newLink(t, map[string]any{"email": "ani@example.com", "creditAmount": 1000})},
		aniAsked,
	)
	if said := commandtest.JSON(t, commandtest.Renderer(t).CheckoutLinks(links)); err != nil ||
		!strings.Contains(said, "Fixes a credit amount of *1,000*, set by Mayar") {
		t.Errorf("the credit of its own accord is not said: %s, %v", said, err)
	}
}

// Such links are withheld, whatever their token says.
func TestLinksWithoutAPlainHost(t *testing.T) {
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

// A link that is too long for a button is text. One that is too long for that is counted.
func TestLongLinks(t *testing.T) {
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
