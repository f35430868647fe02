package mayar

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
)

// linkFields are the names under which Mayar has given links.
type linkFields struct {
	ID          identifier `json:"id"`
	TierLink    address    `json:"specificPaymentLinkUrl"`
	UsageLink   address    `json:"creditUsageImmutableCheckoutUrl"`
	SingleLink  address    `json:"checkoutLink"`
	GeneralLink address    `json:"paymentLinkUrl"`
}

// wireLinks is any object in which Mayar has put links. Observed answers have them in the envelope,
// in data, in the elements of an array in data, or have a bare URL as data. Tiers inside tiers are
// not read, so that the work is bounded.
type wireLinks struct {
	linkFields
	Tiers many[linkFields] `json:"membershipTiers"`
}

// decodeCheckout collects the links of an answer, wherever they are.
func decodeCheckout(ctx context.Context, env *envelope) *Checkout {
	c := &Checkout{}
	c.add(decodeObject[wireLinks](env.raw))
	switch data := env.Data; {
	case len(data) == 0:
	case data[0] == '[':
		c.addElements(ctx, data)
	default:
		c.add(linksOf(data))
	}
	return c
}

// linksOf returns the links of an object, or a string as the single link.
func linksOf(data json.RawMessage) wireLinks {
	links := decodeObject[wireLinks](data)
	if data[0] == '"' {
		_ = links.SingleLink.UnmarshalJSON(data)
	}
	return links
}

// addElements adds the links of an array in data: either one wrapped answer, or several, each of
// which is a tier unless it has tiers itself.
func (c *Checkout) addElements(ctx context.Context, data json.RawMessage) {
	var all []wireLinks
	for element := range elements(contextReader{ctx, bytes.NewReader(data)}) {
		if all = append(all, linksOf(element)); len(all) == maxElements {
			break
		}
	}
	for _, w := range all {
		if len(all) == 1 || w.Tiers != nil {
			c.add(w)
			continue
		}
		c.addGeneral(w.linkFields)
		c.addTier(w.linkFields)
	}
}

// add takes the links of one object. Where only one is possible, the first one counts.
func (c *Checkout) add(w wireLinks) {
	c.addGeneral(w.linkFields)
	c.Single = cmp.Or(c.Single, c.link(w.SingleLink))
	if w.TierLink != (address{}) {
		c.addTier(w.linkFields)
	} else {
		c.Usage = cmp.Or(c.Usage, c.link(w.UsageLink))
	}
	if w.Tiers != nil && c.Tiers == nil {
		c.Tiers = []TierLink{}
	}
	for _, tier := range w.Tiers {
		c.addTier(tier)
	}
}

func (c *Checkout) addGeneral(w linkFields) {
	c.GeneralMutableURL = cmp.Or(c.GeneralMutableURL, w.GeneralLink.url)
}

// link returns the link at an address, and counts a link that is too long to be read.
func (c *Checkout) link(a address) ImmutableLink {
	if a.tooLong {
		c.TooLong++
	}
	return ImmutableLink(a.url)
}

// addTier adds a tier that has a link. The documentation has the two kinds of link as alternatives.
// A tier may also have its link under the single name, and its id only inside the link.
func (c *Checkout) addTier(w linkFields) {
	tier := TierLink{
		TierID:    string(w.ID),
		Link:      cmp.Or(c.link(w.TierLink), c.link(w.SingleLink)),
		UsageLink: c.link(w.UsageLink),
	}
	if tier.Link == "" && tier.UsageLink == "" || len(c.Tiers) >= maxElements {
		return
	}
	if tier.TierID == "" {
		token, _ := cmp.Or(tier.Link, tier.UsageLink).Token()
		tier.TierID = token.TierID
	}
	c.Tiers = append(c.Tiers, tier)
}
