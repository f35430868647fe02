package mayar

import (
	"cmp"
	"encoding/json"
)

// wireLinks is any object in which Mayar has put links. The documented and observed answers have them in the envelope, in data, in the elements of
// an array in data, or have a bare URL for data.
type wireLinks struct {
	ID          text `json:"id"`
	TierLink    text `json:"specificPaymentLinkUrl"`
	UsageLink   text `json:"creditUsageImmutableCheckoutUrl"`
	SingleLink  text `json:"checkoutLink"`
	GeneralLink text `json:"paymentLinkUrl"`

	Tiers linkList        `json:"membershipTiers"`
	Data  json.RawMessage `json:"data"`
}

// linkList is an array of links, or one alone.
type linkList []wireLinks

func (l *linkList) UnmarshalJSON(b []byte) error {
	*l = nil
	switch b[0] {
	case '{':
		*l = make(linkList, 1)
		decodeLenient(b, &(*l)[0])
	case '[':
		decodeLenient(b, (*[]wireLinks)(l))
	}
	return nil
}

// decodeCheckout collects the links of an answer, wherever it has them.
func decodeCheckout(env *envelope) *Checkout {
	var root wireLinks
	decodeLenient(env.raw, &root)
	c := &Checkout{}
	c.add(root)
	c.addData(root.Data)
	return c
}

func (c *Checkout) addData(data json.RawMessage) {
	if len(data) == 0 {
		return
	}
	if data[0] == '[' {
		c.addElements(data)
		return
	}
	c.add(linksOf(data))
}

// linksOf returns the links of an object, or the one that a string is.
func linksOf(data json.RawMessage) (links wireLinks) {
	switch data[0] {
	case '"':
		decodeLenient(data, &links.SingleLink)
	case '{':
		decodeLenient(data, &links)
	}
	return links
}

// addElements adds what an array in data has: one answer wrapped in it, or several, of which each is a tier unless it has tiers itself.
func (c *Checkout) addElements(data json.RawMessage) {
	var elements []json.RawMessage
	decodeLenient(data, &elements)
	for _, element := range elements {
		switch w := linksOf(element); {
		case len(elements) == 1, w.Tiers != nil:
			c.add(w)
		default:
			c.GeneralMutableURL = cmp.Or(c.GeneralMutableURL, string(w.GeneralLink))
			c.addTier(w)
		}
	}
}

// add takes over the links of one object: of the first that has it, where there can be only one.
func (c *Checkout) add(w wireLinks) {
	c.GeneralMutableURL = cmp.Or(c.GeneralMutableURL, string(w.GeneralLink))
	c.Single = cmp.Or(c.Single, ImmutableLink(w.SingleLink))
	if w.TierLink != "" {
		c.addTier(w)
	} else {
		c.Usage = cmp.Or(c.Usage, ImmutableLink(w.UsageLink))
	}
	if w.Tiers != nil && c.Tiers == nil {
		c.Tiers = []TierLink{}
	}
	for _, tier := range w.Tiers {
		c.addTier(tier)
	}
}

// addTier adds a tier that has a link. The two kinds of link are documented as alternatives; a tier may also have its link under the single name, and
// its id in nothing but the link.
func (c *Checkout) addTier(w wireLinks) {
	tier := TierLink{
		TierID:    string(w.ID),
		Link:      ImmutableLink(cmp.Or(w.TierLink, w.SingleLink)),
		UsageLink: ImmutableLink(w.UsageLink),
	}
	if tier.Link == "" && tier.UsageLink == "" {
		return
	}
	if tier.TierID == "" {
		token, _ := cmp.Or(tier.Link, tier.UsageLink).Token()
		tier.TierID = token.TierID
	}
	c.Tiers = append(c.Tiers, tier)
}
