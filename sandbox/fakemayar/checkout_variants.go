package fakemayar

import "net/http"

// A Variant is a format of the immutable checkout response. Each one is in the docs or was reported
// by a program in production.
type Variant string

// Variants. If a variant has links per tier, a product without tiers gets its usage link instead.
const (
	VariantByProduct     Variant = ""         // A for memberships, B for credit usage, as in the V1 docs
	VariantTiers         Variant = "A"        // links per tier inside data
	VariantUsageTopLevel Variant = "B"        // one usage link next to statusCode, no data
	VariantUsageInData   Variant = "C"        // the usage link inside data, and one per tier for memberships
	VariantCheckoutLink  Variant = "D"        // data.checkoutLink with a JWT, as in the V2 docs
	VariantBareString    Variant = "E string" // data is the link
	VariantArray         Variant = "E array"  // data is a list of objects with a checkoutLink
	VariantWrapper       Variant = "E tiers"  // only data.membershipTiers, without the general link
)

// Variants returns every variant, in the order of the constants.
func Variants() []Variant {
	return []Variant{
		VariantByProduct, VariantTiers, VariantUsageTopLevel, VariantUsageInData, VariantCheckoutLink,
		VariantBareString, VariantArray, VariantWrapper,
	}
}

// A checkoutReply has the fields of every variant; empty fields are omitted.
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
	PaymentLinkURL  string        `json:"paymentLinkUrl,omitempty"` // the general page, without fixed customer data
}

type tierLinkRow struct {
	ID       string `json:"id"`
	URL      string `json:"specificPaymentLinkUrl,omitempty"`
	UsageURL string `json:"creditUsageImmutableCheckoutUrl,omitempty"`
}

// writeCheckout answers a checkout in the selected variant.
func (s *Server) writeCheckout(w http.ResponseWriter, p *Product, req checkoutRequest) {
	mint := s.newLinkMaker(p, req)
	out := checkoutReply{StatusCode: http.StatusOK, Message: "success"}
	general := mint.generalURL()
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
	s.checkouts.last = mint.links
	reply(w, http.StatusOK, out)
}

// variantFor returns the variant for a product, or a fallback that the product supports.
func (s *Server) variantFor(p *Product) Variant {
	v := s.overrides.variant
	if len(p.Tiers) == 0 && (v == VariantByProduct || v == VariantTiers || v == VariantWrapper) {
		return VariantUsageTopLevel
	}
	if v == VariantByProduct {
		return VariantTiers
	}
	return v
}
