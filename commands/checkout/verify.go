package checkout

import (
	"net/url"
	"strings"
	"unicode"

	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/phone"
)

// verifyLinks are the links that may be shown: https, with an immutable token and, where that can
// be read, for the customer, the tier and the credit that were asked for. One that does not name
// them is withheld; when none is left that is the error.
func verifyLinks(made *mayar.Checkout, request mayar.CheckoutRequest) (message.CheckoutLinks, error) {
	checked := linkVerifier{request: request}
	for _, t := range made.Tiers {
		tier := message.TierLink{
			ID:       t.TierID,
			URL:      checked.verify(t.Link, t.TierID),
			UsageURL: checked.verify(t.UsageLink, t.TierID),
		}
		if tier.URL != "" || tier.UsageURL != "" {
			checked.links.Tiers = append(checked.links.Tiers, tier)
		}
	}
	checked.links.UsageURL = checked.verify(made.Usage, "")
	checked.links.SingleURL = checked.verify(made.Single, "")

	links := checked.links
	links.Customer, links.Credit, links.TooLong = message.Person(request.Customer), request.CreditAmount, made.TooLong
	switch {
	case len(links.Tiers) > 0 || links.UsageURL != "" || links.SingleURL != "":
		return links, nil
	case links.Withheld > 0:
		return links, &usererr.Error{Kind: message.ProblemWithheld, Op: message.OpCheckout}
	case links.TooLong > 0:
		return links, &usererr.Error{Kind: message.ProblemLinkTooLong, Op: message.OpCheckout}
	}
	return links, &usererr.Error{Kind: message.ProblemNoLinks, Op: message.OpCheckout}
}

// A linkVerifier collects what may be shown of the links, and what those fix.
type linkVerifier struct {
	request  mayar.CheckoutRequest
	links    message.CheckoutLinks
	hasToken bool // the token of one that is kept could be read
}

// verify returns the address of a link that may be shown, and counts why else not.
func (c *linkVerifier) verify(link mayar.ImmutableLink, tierID string) string {
	if link == "" {
		return ""
	}
	if !immutable(link) {
		c.links.Unsafe++
		return ""
	}
	token, ok := link.Token()
	switch {
	case !ok:
		c.links.Unverifiable++ // there is nothing to compare
	case token.Ambiguous, !verifyToken(token, c.request, tierID):
		c.links.Withheld++
		return ""
	default:
		c.recordBound(token)
		c.recordOwnCredit(link, token)
	}
	return link.URL()
}

// recordBound notes what a token fixes: of the customer, what all tokens agree on.
func (c *linkVerifier) recordBound(token mayar.Token) {
	person := message.Person{Name: token.Name, Email: token.Email, Mobile: token.Mobile}
	if c.hasToken {
		person.Name = sameOrEmpty(person.Name, c.links.BoundTo.Name)
		person.Mobile = sameOrEmpty(person.Mobile, c.links.BoundTo.Mobile)
	}
	c.links.BoundTo, c.hasToken = person, true
	if token.CreditAmount != 0 {
		c.links.WithCredit++
	}
}

// recordOwnCredit notes the credit that a link fixes although none was asked for.
func (c *linkVerifier) recordOwnCredit(link mayar.ImmutableLink, token mayar.Token) {
	if c.request.CreditAmount != 0 || token.CreditAmount == 0 {
		return
	}
	if c.links.UnrequestedCredit == nil {
		c.links.UnrequestedCredit = map[string]int64{}
	}
	c.links.UnrequestedCredit[link.URL()] = token.CreditAmount
}

func sameOrEmpty(a, b string) string {
	if a == b {
		return a
	}
	return ""
}

// immutable tells whether a link is https, has a token, and names its host plainly: user
// information before it could look like one.
func immutable(link mayar.ImmutableLink) bool {
	parsed, err := url.Parse(link.URL())
	return err == nil && parsed.Scheme == "https" && link.Host() != "" && link.HasImmutable()
}

// verifyToken tells whether a token names the customer and the tier, and no other mobile or credit
// than was asked for. A mobile may be written in any way.
func verifyToken(token mayar.Token, request mayar.CheckoutRequest, tierID string) bool {
	asked := request.Customer
	return sameEmail(token.Email, asked.Email) &&
		(token.Mobile == "" || asked.Mobile == "" || phone.Normal(token.Mobile) == phone.Normal(asked.Mobile)) &&
		(tierID == "" || token.TierID == tierID) &&
		(token.CreditAmount == 0 || request.CreditAmount == 0 || token.CreditAmount == request.CreditAmount)
}

// sameEmail is strings.EqualFold for the letters of ASCII alone: to Unicode the Kelvin sign is a k,
// and an address with one another address.
func sameEmail(a, b string) bool {
	for _, s := range []string{a, b} {
		if strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) {
			return a == b
		}
	}
	return strings.EqualFold(a, b)
}

// withTiers adds what is known of the tiers. Links come without: Mayar's answer has only their ids.
func withTiers(links message.CheckoutLinks, known map[string]tier) message.CheckoutLinks {
	tiers := make([]message.TierLink, len(links.Tiers))
	for i, link := range links.Tiers {
		t := known[link.ID]
		link.Name, link.Prices, link.SoldOut, link.Inactive = t.name, t.prices, t.soldOut, t.inactive
		tiers[i] = link
	}
	links.Tiers = tiers
	return links
}
