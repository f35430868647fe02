package checkout

import (
	"context"

	"github.com/mayarbot/mayarbot/mayar"
)

// linkMakerFunc makes the links.
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
