package checkout

import (
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/mayar"
)

func TestCompleteCommandShowsLinks(t *testing.T) {
	t.Parallel()
	made := &mayar.Checkout{
		Tiers: []mayar.TierLink{
			newTierLink(t, "ani@example.com", "t1", "t1"),
			newTierLink(t, "ANI@example.com", "t2", "t2"),
		},
		GeneralMutableURL: "https://toko.example.com/m/kopi",
	}
	var asked []mayar.CheckoutRequest
	links := linkMakerFunc(func(r *mayar.CheckoutRequest) (*mayar.Checkout, error) {
		asked = append(asked, *r)
		return made, nil
	})
	tiers := &fakeTiers{
		tiers:  []mayar.Tier{{ID: "t1", Name: "Hemat", Status: "ACTIVE"}, {ID: "t2", Name: "Lengkap", SoldOut: true}},
		prices: []mayar.TierPrice{{TierID: "t1", Amounts: []mayar.PeriodPrice{{Months: 1, Amount: 50_000}}}},
	}
	c := newHandler(t, links, tiers)
	for range 2 {
		var reply commandtest.Responder
		if err := c.run(t.Context(), &bot.Request{Text: "kelas KOPI " + complete}, &reply); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			"Hemat", "Lengkap", "Rp50.000", made.Tiers[0].Link.URL(), made.Tiers[1].Link.URL(),
		} {
			if !strings.Contains(reply.Last(t), want) {
				t.Errorf("%q is missing in %s", want, reply.Last(t))
			}
		}
		if len(reply.Shared) != 0 {
			t.Error("links were shown to a channel")
		}
	}
	want := mayar.CheckoutRequest{
		ProductID: kopi,
		Customer:  mayar.CheckoutCustomer{Name: "Ani Wijaya", Email: "ani@example.com", Mobile: "6281200001111"},
	}
	if len(asked) != 1 || asked[0] != want {
		t.Errorf("Mayar was asked %+v", asked)
	}
	if tiers.calls != 1 {
		t.Errorf("tiers were asked for %d times", tiers.calls)
	}
}

func TestIncompleteCommandOpensForm(t *testing.T) {
	t.Parallel()
	links := linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) {
		t.Error("Mayar was asked")
		return nil, nil
	})
	for _, typed := range []string{
		"", "kopi", "kelas " + complete /* two products */, kopi + ` name:Al email:ani@ mobile:12`,
		kopi + " " + complete + " email:budi@example.com",
		kopi + ` name:"Ani Wijaya" vip email:ani@example.com mobile:081200001111`,
	} {
		var reply commandtest.Responder
		if err := newHandler(t, links, &fakeTiers{}).run(t.Context(), &bot.Request{Text: typed}, &reply); err != nil {
			t.Fatal(err)
		}
		if len(reply.Forms) != 1 || len(reply.Shown) != 0 {
			t.Fatalf("%q: %d forms, %d messages", typed, len(reply.Forms), len(reply.Shown))
		}
		if words := parseArgs(typed); words.Name != "" &&
			!strings.Contains(commandtest.JSON(t, reply.Forms[0]), words.Name) {
			t.Errorf("%q: the name is not filled in", typed)
		}
	}
}
