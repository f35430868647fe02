package checkout

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/mayar"
)

const (
	kopi = "0e7f0000-9aaf-4b72-aa00-1174be6b52b1"
	teh  = "0e7f0000-9aaf-4b72-aa00-1174be6b52b2"
)

// newLink returns a link as Mayar makes them.
func newLink(t *testing.T, payload map[string]any) mayar.ImmutableLink {
	t.Helper()
	raw, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	return mayar.ImmutableLink(
		"https://toko.example.com/m/kopi?immutable=" + base64.StdEncoding.EncodeToString(
			raw,
		) + "." + strings.Repeat(
			"0a",
			32,
		),
	)
}

func newTierLink(t *testing.T, email, tierInToken, tierID string) mayar.TierLink {
	return mayar.TierLink{TierID: tierID, Link: newLink(t, map[string]any{
		"name": "Ani Wijaya", "email": email, "mobile": "081200001111", "membershipTierId": tierInToken,
	})}
}

func newHandler(t *testing.T, links linkMaker, tiers *fakeTiers) *Handler {
	products := fakeProducts{func(*mayar.ProductOptions) ([]mayar.Product, *mayar.Response, error) {
		return []mayar.Product{
			{ID: kopi, Name: "Kelas Kopi", Type: "membership"},
			{ID: teh, Name: "Kelas Teh", Type: "course"},
		}, &mayar.Response{}, nil
	}}
	return &Handler{
		links:   links,
		recent:  newRecentCheckouts(commandtest.AtNoon),
		catalog: newCatalog(products, tiers, commandtest.AtNoon),
		Config: Config{
			Renderer: commandtest.Renderer(t), Now: commandtest.AtNoon,
			Health: func() mayar.Health { return mayar.Health{} },
		},
	}
}

// submitForm parses and submits a form.
func submitForm(t *testing.T, c *Handler, req *bot.Request, responder bot.Responder) error {
	t.Helper()
	filled, wrong := c.parseForm(req)
	if len(wrong) > 0 {
		t.Errorf("wrong in the form: %v", wrong)
	}
	return c.submit(t.Context(), filled, req, responder)
}

const complete = `name:"Ani Wijaya" email:ani@example.com mobile:0812-0000-1111`

// A gateReply opens the gate of the tiers once something was shown.
type gateReply struct {
	commandtest.Responder
	gate chan struct{}
}

func (r *gateReply) Reply(ctx context.Context, msg blockkit.Message) error {
	if r.gate != nil && len(r.Shown) == 0 {
		defer close(r.gate)
	}
	return r.Responder.Reply(ctx, msg)
}

type linkMakerFunc func(*mayar.CheckoutRequest) (*mayar.Checkout, error)

func (f linkMakerFunc) CreateImmutable(
	_ context.Context, request *mayar.CheckoutRequest,
) (*mayar.Checkout, *mayar.Response, error) {
	made, err := f(request)
	return made, nil, err
}

type fakeProducts struct {
	list func(*mayar.ProductOptions) ([]mayar.Product, *mayar.Response, error)
}

func (p fakeProducts) List(_ context.Context, opts *mayar.ProductOptions) ([]mayar.Product, *mayar.Response, error) {
	return p.list(opts)
}

type fakeTiers struct {
	tiers  []mayar.Tier
	prices []mayar.TierPrice
	err    error
	calls  int
	gate   chan struct{} // closed when the answer may come; nil: at once
}

func (f *fakeTiers) Tiers(context.Context, string) ([]mayar.Tier, *mayar.Response, error) {
	f.calls++
	if f.gate != nil {
		<-f.gate
	}
	return f.tiers, nil, f.err
}

func (f *fakeTiers) TierPrices(context.Context, string) ([]mayar.TierPrice, *mayar.Response, error) {
	return f.prices, nil, f.err
}
