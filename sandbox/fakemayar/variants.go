package fakemayar

import "net/http"

// A Variant is a form of the answer to an immutable checkout. Each of them is in the docs or was reported by a program in production.
type Variant string

// The forms. Where a form has links per tier, a product without tiers gets its usage link instead.
const (
	VariantByProduct     Variant = ""         // A for memberships, B for credit usage: what the V1 pages say
	VariantTiers         Variant = "A"        // links per tier inside data
	VariantUsageTopLevel Variant = "B"        // one usage link beside statusCode, no data
	VariantUsageInData   Variant = "C"        // the usage link inside data, for memberships also one per tier
	VariantCheckoutLink  Variant = "D"        // data.checkoutLink with a JWT, as the V2 page has it
	VariantBareString    Variant = "E string" // data is the link
	VariantArray         Variant = "E array"  // data is a list of objects with a checkoutLink
	VariantWrapper       Variant = "E tiers"  // data.membershipTiers alone, without the general link
)

// Variants returns every form, in the order of their constants.
func Variants() []Variant {
	return []Variant{
		VariantByProduct, VariantTiers, VariantUsageTopLevel, VariantUsageInData, VariantCheckoutLink,
		VariantBareString, VariantArray, VariantWrapper,
	}
}

// A checkoutReply is every form at once; what is empty is left out.
type checkoutReply struct {
	StatusCode int    `json:"statusCode"`
	Message    string `json:"message"`
	Data       any    `json:"data,omitempty"`
	linksRow
}

type linksRow struct {
	MembershipTiers []tierLinkRow `json:"membershipTiers,omitempty"`
	UsageURL        string        `json:"creditUsageImmutableCheckoutUrl,omitempty"`
	CheckoutLink    string        `json:"checkoutLink,omitempty"`
	PaymentLinkID   string        `json:"paymentLinkId,omitempty"`
	PaymentLinkURL  string        `json:"paymentLinkUrl,omitempty"` // the general page, which freezes nothing
}

type tierLinkRow struct {
	ID       string `json:"id"`
	URL      string `json:"specificPaymentLinkUrl,omitempty"`
	UsageURL string `json:"creditUsageImmutableCheckoutUrl,omitempty"`
}

// freeze answers a checkout in the form that is switched on.
func (s *Server) freeze(w http.ResponseWriter, p *Product, req checkoutRequest) {
	mint := s.minter(p, req)
	out := checkoutReply{StatusCode: http.StatusOK, Message: "success"}
	general := mint.general()
	switch s.variantFor(p) {
	case VariantTiers:
		out.Data = linksRow{MembershipTiers: mint.tierLinks(false), PaymentLinkURL: general}
	case VariantUsageTopLevel:
		out.linksRow = linksRow{UsageURL: mint.usageLink(), PaymentLinkURL: general}
	case VariantUsageInData:
		out.Data = linksRow{
			MembershipTiers: mint.tierLinks(true), UsageURL: mint.usageLink(), PaymentLinkID: p.ID,
			PaymentLinkURL: general,
		}
	case VariantCheckoutLink:
		out.Data = linksRow{CheckoutLink: mint.opaqueLink()}
	case VariantBareString:
		out.Data = mint.usageLink()
	case VariantArray:
		out.Data = []linksRow{{CheckoutLink: mint.usageLink()}}
	case VariantWrapper:
		out.Data = linksRow{MembershipTiers: mint.tierLinks(false)}
	}
	s.checkouts.last = mint.made
	reply(w, http.StatusOK, out)
}

// variantFor returns the form for a product: one that it can have.
func (s *Server) variantFor(p *Product) Variant {
	v := s.switches.variant
	if len(p.Tiers) == 0 && (v == VariantByProduct || v == VariantTiers || v == VariantWrapper) {
		return VariantUsageTopLevel
	}
	if v == VariantByProduct {
		return VariantTiers
	}
	return v
}
