package commands

import (
	"net/url"
	"strings"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

// checkedLinks are the links that may be shown: https, with an immutable token and, where that can be read, for the customer who was asked
// for and the tier beside it. One that names somebody else is withheld; when none is left that is the error.
func checkedLinks(made *mayar.Checkout, request mayar.CheckoutRequest) (message.Links, error) {
	links := message.Links{
		Customer: message.Person(request.Customer),
		Credit:   request.CreditAmount,
	}
	keep := func(link mayar.ImmutableLink, tierID string) string {
		if link == "" {
			return ""
		}
		if !genuine(link, request, tierID) {
			links.Withheld++
			return ""
		}
		return link.URL()
	}
	for _, t := range made.Tiers {
		tier := message.TierLink{ID: t.TierID, URL: keep(t.Link, t.TierID), UsageURL: keep(t.UsageLink, t.TierID)}
		if tier.URL != "" || tier.UsageURL != "" {
			links.Tiers = append(links.Tiers, tier)
		}
	}
	links.UsageURL = keep(made.Usage, "")
	links.SingleURL = keep(made.Single, "")
	if len(links.Tiers) > 0 || links.UsageURL != "" || links.SingleURL != "" {
		return links, nil
	}
	if links.Withheld > 0 {
		return links, &failure{kind: message.ProblemWithheld, op: message.OpCheckout}
	}
	return links, &failure{kind: message.ProblemNoLinks, op: message.OpCheckout}
}

// genuine tells whether a link is what it will be called: https, immutable, and for nobody else.
func genuine(link mayar.ImmutableLink, request mayar.CheckoutRequest, tierID string) bool {
	parsed, err := url.Parse(link.URL())
	if err != nil || parsed.Scheme != "https" || parsed.Host == "" || !link.HasImmutable() {
		return false
	}
	token, ok := link.Token()
	if !ok {
		return true // opaque: there is nothing to compare
	}
	return (token.Email == "" || strings.EqualFold(token.Email, request.Customer.Email)) &&
		(token.TierID == "" || tierID == "" || token.TierID == tierID)
}

// withTiers adds what is known of the tiers. Links come without: Mayar's answer has only their ids.
func withTiers(links message.Links, known map[string]tier) message.Links {
	tiers := make([]message.TierLink, len(links.Tiers))
	for i, link := range links.Tiers {
		t := known[link.ID]
		link.Name, link.Prices, link.SoldOut, link.Inactive = t.name, t.prices, t.soldOut, t.inactive
		tiers[i] = link
	}
	links.Tiers = tiers
	return links
}
