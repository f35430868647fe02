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

// verifyLinks returns the links that may be shown: https, with an immutable token and, if that can
// be read, for the requested customer, tier and credit. Others are withheld; if none is left, that
// is the error.
func verifyLinks(created *mayar.Checkout, request mayar.CheckoutRequest) (message.CheckoutLinks, error) {
	verified := linkVerifier{request: request}
	for _, t := range created.Tiers {
		tier := message.TierLink{
			ID:       t.TierID,
			URL:      verified.verify(t.Link, t.TierID),
			UsageURL: verified.verify(t.UsageLink, t.TierID),
		}
		if tier.URL != "" || tier.UsageURL != "" {
			verified.links.Tiers = append(verified.links.Tiers, tier)
		}
	}
	verified.links.UsageURL = verified.verify(created.Usage, "")
	verified.links.SingleURL = verified.verify(created.Single, "")

	links := verified.links
	links.Customer, links.Credit = message.Person(request.Customer), request.CreditAmount
	links.TooLong = created.TooLong
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

// A linkVerifier collects the links that may be shown, and what their tokens fix.
type linkVerifier struct {
	request  mayar.CheckoutRequest
	links    message.CheckoutLinks
	hasToken bool // a token was read
}

// verify returns the address of a link that may be shown, and counts the others.
func (v *linkVerifier) verify(link mayar.ImmutableLink, tierID string) string {
	if link == "" {
		return ""
	}
	if !immutable(link) {
		v.links.Unsafe++
		return ""
	}
	token, ok := link.Token()
	switch {
	case !ok:
		v.links.Unverifiable++ // nothing to compare
	case token.Ambiguous, !verifyToken(token, v.request, tierID):
		v.links.Withheld++
		return ""
	default:
		v.recordBound(token)
		v.recordOwnCredit(link, token)
	}
	return link.URL()
}

// recordBound notes what a token fixes. Of the customer, that is what all tokens agree on.
func (v *linkVerifier) recordBound(token mayar.Token) {
	person := message.Person{Name: token.Name, Email: token.Email, Mobile: token.Mobile}
	if v.hasToken {
		person.Name = sameOrEmpty(person.Name, v.links.BoundTo.Name)
		person.Mobile = sameOrEmpty(person.Mobile, v.links.BoundTo.Mobile)
	}
	v.links.BoundTo, v.hasToken = person, true
	if token.CreditAmount != 0 {
		v.links.WithCredit++
	}
}

// recordOwnCredit notes the credit of a link for which none was requested.
func (v *linkVerifier) recordOwnCredit(link mayar.ImmutableLink, token mayar.Token) {
	if v.request.CreditAmount != 0 || token.CreditAmount == 0 {
		return
	}
	if v.links.UnrequestedCredit == nil {
		v.links.UnrequestedCredit = map[string]int64{}
	}
	v.links.UnrequestedCredit[link.URL()] = token.CreditAmount
}

func sameOrEmpty(a, b string) string {
	if a == b {
		return a
	}
	return ""
}

// immutable reports whether a link is https, has a token, and no user information, which could look
// like a host.
func immutable(link mayar.ImmutableLink) bool {
	parsed, err := url.Parse(link.URL())
	return err == nil && parsed.Scheme == "https" && link.Host() != "" && link.HasImmutable()
}

// verifyToken reports whether a token is for the customer and the tier, and not for another mobile
// or credit than requested. A mobile may be written in any way.
func verifyToken(token mayar.Token, request mayar.CheckoutRequest, tierID string) bool {
	asked := request.Customer
	return sameEmail(token.Email, asked.Email) &&
		(token.Mobile == "" || asked.Mobile == "" || phone.Normal(token.Mobile) == phone.Normal(asked.Mobile)) &&
		(tierID == "" || token.TierID == tierID) &&
		(token.CreditAmount == 0 || request.CreditAmount == 0 || token.CreditAmount == request.CreditAmount)
}

// sameEmail compares addresses. It ignores the case of ASCII letters only: to Unicode the Kelvin
// sign is a k.
func sameEmail(a, b string) bool {
	for _, s := range []string{a, b} {
		if strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) {
			return a == b
		}
	}
	return strings.EqualFold(a, b)
}

// withTiers adds the names and prices of the tiers. Mayar's links have only their ids.
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
