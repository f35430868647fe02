package mayar

import (
	"context"
	"net/url"
)

// MembershipsService reads the tiers of membership products.
type MembershipsService service

// A Tier is one level of a membership product.
type Tier struct {
	ID      string
	Name    string
	Status  string // in lower case: "active", …
	SoldOut bool
}

// A TierPrice holds the prices of a tier.
type TierPrice struct {
	TierID  string
	Name    string
	Amounts []PeriodPrice // what can be bought; empty for a tier that cannot
}

// A PeriodPrice is the price of a tier for one period.
type PeriodPrice struct {
	Months   int // 1, 3, 6, 12; 0 when Lifetime
	Lifetime bool
	Amount   int64 // rupiah
}

// maxTierPages bounds the pages, of 50 tiers each, that are read for one product.
const maxTierPages = 5

// Tiers returns the tiers of a membership product, without prices: see TierPrices.
//
// See https://docs.mayar.id/api-reference-v2/membership/tiers.
func (s *MembershipsService) Tiers(ctx context.Context, productID string) ([]Tier, *Response, error) {
	r := route{
		op:     "list membership tiers",
		v2:     "/hl/v2/memberships/tiers",
		v1:     "/hl/v1/membership/" + productID,
		object: true,
	}
	wires, resp, err := s.all(ctx, r, productID, url.Values{"productId": {productID}})
	if err != nil {
		return nil, nil, err
	}
	tiers := make([]Tier, 0, len(wires))
	for _, w := range wires {
		tiers = append(tiers, Tier{
			ID: string(w.ID), Name: string(w.Name), Status: w.Status.lower(), SoldOut: w.IsSoldOut.on,
		})
	}
	return tiers, resp, nil
}

// TierPrices returns the tiers of a membership product with their prices, as far as Mayar gives
// them. Only an old endpoint has prices, and its documentation contradicts itself about them. That
// endpoint also sends the product's members, which are not decoded.
//
// See https://docs.mayar.id/api-reference-v2/membership/producttiers.
func (s *MembershipsService) TierPrices(ctx context.Context, productID string) ([]TierPrice, *Response, error) {
	r := route{
		op:     "list tier prices",
		v2:     "/hl/v2/memberships/" + productID + "/tiers",
		v1:     "/hl/v1/membership/" + productID,
		object: true,
	}
	wires, resp, err := s.all(ctx, r, productID, nil)
	if err != nil {
		return nil, nil, err
	}
	prices := make([]TierPrice, 0, len(wires))
	for _, w := range wires {
		prices = append(prices, TierPrice{TierID: string(w.ID), Name: string(w.Name), Amounts: w.sellable()})
	}
	return prices, resp, nil
}

// all reads all tiers of a product, each once. Whether these lists have pages is not documented.
func (s *MembershipsService) all(
	ctx context.Context, r route, productID string, v2 url.Values,
) ([]wireTier, *Response, error) {
	if err := checkID(productID); err != nil {
		return nil, nil, err
	}
	var tiers []wireTier
	var resp *Response
	seen := map[identifier]bool{"": true}
	pages := walk("", maxTierPages, func(cursor string) ([]wireTier, *Response, error) {
		return listPage[wireTier](ctx, s.client, r, listQuery{limit: 50, cursor: cursor, v2: v2})
	})
	for p, err := range pages {
		if err != nil {
			return nil, nil, err
		}
		resp = &p.Response
		for _, w := range p.Items {
			if !seen[w.ID] {
				seen[w.ID] = true
				tiers = append(tiers, w)
			}
		}
	}
	return tiers, resp, nil
}

// wireTier is a tier of either endpoint. It deliberately has no membershipCustomer, which is other
// people's data.
type wireTier struct {
	ID        identifier       `json:"id"`
	Name      text             `json:"name"`
	Status    text             `json:"status"`
	IsSoldOut flag             `json:"isSoldOut"`
	Periods   many[wirePeriod] `json:"membershipTierPeriod"`
}

type wirePeriod struct {
	Amount      integer `json:"amount"`
	Status      text    `json:"status"`
	MonthPeriod integer `json:"monthPeriod"`
	IsLifetime  flag    `json:"isLifetime"`
}

// sellable returns the prices that a buyer can choose: active periods with an amount.
func (w wireTier) sellable() []PeriodPrice {
	var prices []PeriodPrice
	for _, p := range w.Periods {
		if p.Status.lower() == "active" && p.Amount.set {
			prices = append(prices, PeriodPrice{
				Months: int(p.MonthPeriod.n), Lifetime: p.IsLifetime.on, Amount: p.Amount.n,
			})
		}
	}
	return prices
}
