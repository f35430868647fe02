package checkout

import (
	"context"
	"errors"
	"maps"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

// tiersRetryAfter is how long tiers are not asked for again after Mayar has failed to name them:
// each time is two requests that links could be made with.
const tiersRetryAfter = time.Minute

type tierLister interface {
	Tiers(ctx context.Context, productID string) ([]mayar.Tier, *mayar.Response, error)
	TierPrices(ctx context.Context, productID string) ([]mayar.TierPrice, *mayar.Response, error)
}

type tierList struct {
	until time.Time // when Mayar is asked again
	tiers map[string]tier
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
	c.mu.Lock()
	list, ok := c.known[productID]
	c.mu.Unlock()
	if ok && c.now().Before(list.until) {
		return list.tiers
	}
	loaded, _, _ := c.loading.Do("tiers "+productID, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(mayar.Background(ctx)), linksTimeout)
		defer cancel()
		return c.loadTiers(ctx, productID), nil
	})
	return loaded.(map[string]tier)
}

func (c *catalog) loadTiers(ctx context.Context, productID string) map[string]tier {
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
	c.mu.Lock()
	c.forgetTiers()
	c.known[productID] = tierList{until: c.now().Add(min(tiersTTL(err), tiersTTL(priceErr))), tiers: tiers}
	c.mu.Unlock()
	return tiers
}

// maxTierLists bounds of how many products the tiers are remembered.
const maxTierLists = 200

// forgetTiers makes room for one more product's tiers. The caller holds the lock.
func (c *catalog) forgetTiers() {
	maps.DeleteFunc(c.known, func(_ string, list tierList) bool { return !c.now().Before(list.until) })
	if len(c.known) >= maxTierLists {
		clear(c.known)
	}
}

// tiersTTL is how long an answer about tiers counts. That Mayar does not have what was asked for is
// one too.
func tiersTTL(err error) time.Duration {
	if err == nil || mayar.NotFound(err) || errors.Is(err, mayar.ErrUnsupported) {
		return catalogTTL
	}
	return tiersRetryAfter
}
