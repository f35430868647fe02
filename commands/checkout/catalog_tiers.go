package checkout

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

// tiersRetryAfter is how long tiers are not asked for again after Mayar has failed to name them:
// each time is two requests that links could be made with.
const tiersRetryAfter = time.Minute

// maxTierLists bounds of how many products the tiers are remembered.
const maxTierLists = 200

type tierLister interface {
	Tiers(ctx context.Context, productID string) ([]mayar.Tier, *mayar.Response, error)
	TierPrices(ctx context.Context, productID string) ([]mayar.TierPrice, *mayar.Response, error)
}

// A tier is what is known of a membership tier besides its link.
type tier struct {
	name              string
	prices            []message.Price
	soldOut, inactive bool
}

// tiers returns what is known of a product's tiers by id. It is best effort: nothing when Mayar
// does not say. Links go before it, whoever's they are, and those who ask at once ask together.
func (c *catalog) tiers(ctx context.Context, productID string) map[string]tier {
	tiers, _ := c.known.Load(ctx, productID, func() (map[string]tier, time.Duration) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(mayar.Background(ctx)), linksTimeout)
		defer cancel()
		return c.readTiers(ctx, productID)
	})
	return tiers
}

// readTiers returns the tiers by id, and for how long to remember them.
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
			t.prices = append(
				t.prices,
				message.Price{Months: price.Months, Lifetime: price.Lifetime, Amount: price.Amount},
			)
		}
		tiers[p.TierID] = t
	}
	return tiers, min(tiersTTL(err), tiersTTL(priceErr))
}

// tiersTTL is how long an answer about tiers counts. That Mayar does not have what was asked for is
// one too.
func tiersTTL(err error) time.Duration {
	if err == nil || mayar.NotFound(err) || errors.Is(err, mayar.ErrUnsupported) {
		return catalogTTL
	}
	return tiersRetryAfter
}
