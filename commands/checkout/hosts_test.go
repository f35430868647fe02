package checkout

import (
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
)

// A host is known from the general page or from other links of the account. Others are named.
func TestUnknownHosts(t *testing.T) {
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
			c := newHandler(t, linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) {
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
