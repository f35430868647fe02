package checkout

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

// tiersRetryAfter is how long a failure to read tiers is remembered: each try is two requests of
// the budget.
const tiersRetryAfter = time.Minute

// maxTierLists bounds the products whose tiers are remembered.
const maxTierLists = 200

type tierLister interface {
	Tiers(ctx context.Context, productID string) ([]mayar.Tier, *mayar.Response, error)
	TierPrices(ctx context.Context, productID string) ([]mayar.TierPrice, *mayar.Response, error)
}

// A tier is a membership tier without its link.
type tier struct {
	name              string
	prices            []message.Price
	soldOut, inactive bool
}

// tiers returns a product's tiers by id, as far as Mayar answers. All who ask at once share one
// request, which leaves the last ones of a minute to links.
func (c *catalog) tiers(ctx context.Context, productID string) map[string]tier {
	tiers, _ := c.known.Load(ctx, productID, func() (map[string]tier, time.Duration) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(mayar.Background(ctx)), linksTimeout)
		defer cancel()
		return c.readTiers(ctx, productID)
	})
	return tiers
}

// readTiers returns the tiers by id, and how long to remember them.
func (c *catalog) readTiers(ctx context.Context, productID string) (map[string]tier, time.Duration) {
	tiers := map[string]tier{}
	named, _, err := c.lister.Tiers(ctx, productID)
	for _, t := range named {
		tiers[t.ID] = tier{
			name:     t.Name,
			soldOut:  t.SoldOut,
			inactive: t.Status != "" && !strings.EqualFold(t.Status, "active"),
		}
	}
	priced, _, priceErr := c.lister.TierPrices(ctx, productID)
	for _, p := range priced {
		t := tiers[p.TierID]
		if t.name == "" {
			t.name = p.Name
		}
		for _, price := range p.Amounts {
			price := message.Price{Months: price.Months, Lifetime: price.Lifetime, Amount: price.Amount}
			t.prices = append(t.prices, price)
		}
		tiers[p.TierID] = t
	}
	return tiers, min(tiersTTL(err), tiersTTL(priceErr))
}

// tiersTTL returns how long an answer about tiers is remembered. "Not found" is an answer.
func tiersTTL(err error) time.Duration {
	if err == nil || mayar.NotFound(err) || errors.Is(err, mayar.ErrUnsupported) {
		return catalogTTL
	}
	return tiersRetryAfter
}
