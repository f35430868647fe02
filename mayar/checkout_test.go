package mayar_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mayarbot/mayarbot/mayar"
)

var aniBuys = &mayar.CheckoutRequest{
	ProductID: "product-1",
	Customer:  mayar.CheckoutCustomer{Name: "Ani Wijaya", Email: "ani@example.com", Mobile: "0812-0000-0001"},
}

const (
	link1 = "https://toko.example.com/m/kelas?immutable=eyJu+/YQ==.65b2"
	link2 = "https://toko.example.com/m/kelas?immutable=eyJu-_YQ.65b3&x=%3D"
	// linkOfTier has the token {"membershipTierId":"t4"}.
	linkOfTier = "https://toko.example.com/m/kelas?immutable=eyJtZW1iZXJzaGlwVGllcklkIjoidDQifQ"

	general = "https://toko.example.com/m/kelas"
)

func TestCheckoutAnswers(t *testing.T) {
	t.Parallel()
	tiers := []mayar.TierLink{{TierID: "t1", Link: link1}, {TierID: "t2", Link: link2}}
	tests := []struct {
		name, body string
		want       mayar.Checkout
	}{
		{"A: tiers in data", `{"statusCode":200,"message":"success","data":{"membershipTiers":[
			{"id":"t1","specificPaymentLinkUrl":"L1"},{"id":"t2","specificPaymentLinkUrl":"L2"}],` +
			`"paymentLinkUrl":"G"}}`,
			mayar.Checkout{Tiers: tiers, GeneralMutableURL: general}},
		{
			"B: usage in the envelope",
			`{"statusCode":200,"message":"success","creditUsageImmutableCheckoutUrl":"L1","paymentLinkUrl":"G"}`,
			mayar.Checkout{Usage: link1, GeneralMutableURL: general},
		},
		{
			"C: usage in data",
			`{"statusCode":200,"message":"success","data":{"creditUsageImmutableCheckoutUrl":"L1",` +
				`"paymentLinkUrl":"G","paymentLinkId":"p"}}`,
			mayar.Checkout{Usage: link1, GeneralMutableURL: general},
		},
		{
			"C: usage per tier",
			`{"statusCode":200,"message":"success","data":{"membershipTiers":[{"id":"t1",` +
				`"creditUsageImmutableCheckoutUrl":"L1"}],"paymentLinkUrl":"G"}}`,
			mayar.Checkout{Tiers: []mayar.TierLink{{TierID: "t1", UsageLink: link1}}, GeneralMutableURL: general},
		},
		{"D: checkoutLink", `{"statusCode":200,"message":"success","data":{"checkoutLink":"L1"}}`,
			mayar.Checkout{Single: link1}},
		{"E: bare string", `{"statusCode":200,"messages":"success","data":"L1"}`,
			mayar.Checkout{Single: link1}},
		{"E: array", `{"statusCode":200,"messages":"success","data":[{"checkoutLink":"L1"}]}`,
			mayar.Checkout{Single: link1}},
		{"E: array of strings", `{"data":["L1"]}`,
			mayar.Checkout{Single: link1}},
		{
			"E: several",
			`{"data":[{"checkoutLink":"L1"},{"checkoutLink":"L2"},{"id":"t3","checkoutLink":"T4"},` +
				`{"checkoutLink":"T4","paymentLinkUrl":"G"}]}`,
			mayar.Checkout{
				Tiers: []mayar.TierLink{
					{Link: link1},
					{Link: link2},
					{TierID: "t3", Link: linkOfTier},
					{TierID: "t4", Link: linkOfTier},
				},
				GeneralMutableURL: general,
			},
		},
		{"E: several strings", `{"data":["L1","L2"]}`,
			mayar.Checkout{Tiers: []mayar.TierLink{{Link: link1}, {Link: link2}}}},
		{
			"tiers in two elements",
			`{"data":[{"id":"p","membershipTiers":[{"id":"t1","specificPaymentLinkUrl":"L1"}]},` +
				`{"membershipTiers":[{"id":"t2","specificPaymentLinkUrl":"L2"}]}]}`,
			mayar.Checkout{Tiers: tiers},
		},
		{"a product without tiers", `{"data":{"membershipTiers":[],"paymentLinkUrl":"G"}}`,
			mayar.Checkout{Tiers: []mayar.TierLink{}, GeneralMutableURL: general}},
		{"nothing but the product's page", `{"data":{"paymentLinkUrl":"G"}}`,
			mayar.Checkout{GeneralMutableURL: general}},
		{"no tier with a link", `{"data":{"membershipTiers":[{"id":"t0"}]}}`,
			mayar.Checkout{Tiers: []mayar.TierLink{}}},
		{
			"tiers wrapped in an array",
			`{"data":[{"membershipTiers":[{"id":"t1","specificPaymentLinkUrl":"L1"},{"id":"t2",` +
				`"specificPaymentLinkUrl":"L2"}],"paymentLinkUrl":"G"}]}`,
			mayar.Checkout{Tiers: tiers, GeneralMutableURL: general},
		},
		{"tiers as the array", `{"data":[{"id":"t1","checkoutLink":"L1"},{"id":"t2","specificPaymentLinkUrl":"L2"}]}`,
			mayar.Checkout{Tiers: tiers}},
		{"tiers in the envelope", `{"membershipTiers":{"id":"t1","specificPaymentLinkUrl":"L1"},"data":null}`,
			mayar.Checkout{Tiers: tiers[:1]}},
		{
			"tiers of which one has no link",
			`{"data":{"membershipTiers":[{"id":"t0"},null,7,{"id":"t1","specificPaymentLinkUrl":"L1"}]}}`,
			mayar.Checkout{Tiers: tiers[:1]},
		},
	}
	urls := strings.NewReplacer(`"L1"`, `"`+link1+`"`, `"L2"`, `"`+link2+`"`, `"T4"`, `"`+linkOfTier+`"`, `"G"`,
		`"`+general+`"`)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPeer(t)
			p.handle(v2Checkout, reply(200, urls.Replace(tt.body)))
			got, resp, err := p.client().Checkout.CreateImmutable(t.Context(), aniBuys)
			if err != nil {
				t.Fatal(err)
			}
			tt.want.Path = strings.TrimPrefix(v2Checkout, "POST ")
			if diff := cmp.Diff(tt.want, *got, byURL); diff != "" {
				t.Errorf("checkout (-want +got):\n%s", diff)
			}
			if resp.Version != mayar.V2 {
				t.Errorf("version %s, want v2", resp.Version)
			}
		})
	}
}

// byURL compares the full links: their printed form hides what differs.
var byURL = cmp.Transformer("URL", mayar.ImmutableLink.URL)

func TestCheckoutWithoutALinkFails(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"statusCode":200,"message":"success"}`,
		`{"statusCode":200,"message":"success","data":null}`,
		`{"statusCode":200,"message":"success","data":[[["` + link1 + `"]]]}`,
		`{"statusCode":200,"message":"success","data":[]}`,
	} {
		p := newPeer(t)
		p.handle(v2Checkout, reply(200, body))
		got, _, err := p.client().Checkout.CreateImmutable(t.Context(), aniBuys)
		if !reasonIs(mayar.ReasonUnexpected)(err) {
			t.Errorf("%s: got %v, %v, want an unexpected answer", body, got, err)
		}
	}
}

func TestCheckoutRequest(t *testing.T) {
	t.Parallel()
	full := *aniBuys
	full.CreditAmount, full.CustomerID, full.MemberID = 1000, "c-1", "MBR8X2QK"
	tests := []struct {
		name string
		req  mayar.CheckoutRequest
		want string
	}{
		{
			"least",
			mayar.CheckoutRequest{ProductID: "p", MemberID: "MBR8X2QK"},
			`{"productId":"p","memberId":"MBR8X2QK"}`,
		},
		{
			"usual",
			*aniBuys,
			`{"productId":"product-1","customerInfo":{"name":"Ani Wijaya","email":"ani@example.com",` +
				`"mobile":"0812-0000-0001"}}`,
		},
		{
			"full",
			full,
			`{"productId":"product-1","creditAmount":1000,"customerInfo":{"name":"Ani Wijaya",` +
				`"email":"ani@example.com","mobile":"0812-0000-0001"},"customerId":"c-1","memberId":"MBR8X2QK"}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPeer(t)
			p.handle(v2Checkout, func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil || !json.Valid(body) || string(body) != tt.want ||
					r.Header.Get("Content-Type") != "application/json" {
					t.Errorf("got %s, want %s", body, tt.want)
				}
				reply(200, `{"data":"`+link1+`"}`)(w, r)
			})
			if _, _, err := p.client().Checkout.CreateImmutable(t.Context(), &tt.req); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCheckoutFailsWithoutARequest(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	c := p.client()
	_, _, err := c.Checkout.CreateImmutable(t.Context(),
		&mayar.CheckoutRequest{ProductID: "p", Customer: mayar.CheckoutCustomer{Name: "Ani Wijaya"}})
	if !errors.Is(err, mayar.ErrNoCustomer) {
		t.Errorf("got %v, want ErrNoCustomer", err)
	}
	_, _, err = c.Checkout.CreateImmutable(t.Context(), &mayar.CheckoutRequest{ProductID: " ", CreditAmount: -1})
	want := invalidBecauseOf(mayar.FieldError{Field: "productId", Rule: "required"},
		mayar.FieldError{Field: "creditAmount", Rule: "numberPositive"})
	if !want(err) {
		t.Errorf("got %v, want Invalid for productId and creditAmount", err)
	}
	if got := p.requests(); len(got) > 0 {
		t.Errorf("requests %v, want none", got)
	}
}

func TestCheckoutPathOrder(t *testing.T) {
	t.Parallel()
	works := reply(200, `{"data":"`+link1+`"}`)
	tests := []struct {
		name    string
		there   []string
		version mayar.Version
		want    []string // requests of two checkouts
	}{
		{"both", []string{v2Checkout, v1Checkout}, mayar.Auto, []string{v2Checkout, v2Checkout}},
		{"only v1, remembered", []string{v1Checkout}, mayar.Auto, []string{v2Checkout, v1Checkout, v1Checkout}},
		{"v1 set", []string{v2Checkout, v1Checkout}, mayar.V1, []string{v1Checkout, v1Checkout}},
		{"v1 set, only v2", []string{v2Checkout}, mayar.V1, []string{v1Checkout, v2Checkout, v2Checkout}},
		{"v2 set, only v1", []string{v1Checkout}, mayar.V2, []string{v2Checkout, v1Checkout, v1Checkout}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPeer(t)
			for _, route := range tt.there {
				p.handle(route, works)
			}
			c := p.client(mayar.WithVersion(tt.version))
			for range 2 {
				if _, _, err := c.Checkout.CreateImmutable(t.Context(), aniBuys); err != nil {
					t.Fatal(err)
				}
			}
			if got := p.requests(); !slices.Equal(got, tt.want) {
				t.Errorf("requests %v, want %v", got, tt.want)
			}
			if got, want := "POST "+c.CheckoutPath(), tt.want[len(tt.want)-1]; got != want {
				t.Errorf("CheckoutPath is %s, want %s", got, want)
			}
		})
	}
}

func TestCheckoutPathsBothMissing(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	_, _, err := p.client().Checkout.CreateImmutable(t.Context(), aniBuys)
	e, ok := errors.AsType[*mayar.Error](err)
	want := []string{strings.TrimPrefix(v2Checkout, "POST "), strings.TrimPrefix(v1Checkout, "POST ")}
	if !ok || !mayar.NotFound(err) || !slices.Equal(e.Paths, want) {
		t.Errorf("got %v, want not found on %v", err, want)
	}
	for _, path := range want {
		if !strings.Contains(err.Error(), path) {
			t.Errorf("%v does not name %s", err, path)
		}
	}
}

func TestCreditURL(t *testing.T) {
	t.Parallel()
	api, credit := newPeer(t), newPeer(t)
	credit.handle(v2Checkout, reply(200, `{"data":"`+link1+`"}`))
	c := api.client(mayar.WithCreditURL(credit.url))
	if _, _, err := c.Checkout.CreateImmutable(t.Context(), aniBuys); err != nil {
		t.Error(err)
	}
	if got := api.requests(); len(got) > 0 {
		t.Errorf("the API was asked: %v", got)
	}
}
