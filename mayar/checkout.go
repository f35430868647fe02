package mayar

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// CheckoutService makes immutable checkout links.
type CheckoutService service

// A CheckoutRequest names the product and the customer of a checkout link.
type CheckoutRequest struct {
	ProductID    string
	Customer     CheckoutCustomer
	CreditAmount int64  // credits, for credit-usage products; 0: not sent
	CustomerID   string // of an existing customer; empty: not sent
	MemberID     string // of an existing member, for example "MBR8X2QK"; empty: not sent
}

// A CheckoutCustomer is the customer of the link. The documentation requires all three fields, with
// 3 to 250 characters in the name and 10 to 15 in the mobile.
type CheckoutCustomer struct {
	Name   string `json:"name,omitempty"`
	Email  string `json:"email,omitempty"`
	Mobile string `json:"mobile,omitempty"`
}

// A Checkout holds the links that one request created: one for each tier of a membership product,
// one for credits, or a single one, depending on the product and the version of Mayar. A product
// with nothing for sale has no link.
type Checkout struct {
	Tiers  []TierLink    // those that have a link
	Usage  ImmutableLink // credit-usage products
	Single ImmutableLink // the answer named no tier and no kind

	// GeneralMutableURL is the product's public page. It freezes nothing and must not be given to a
	// customer as their link.
	GeneralMutableURL string

	TooLong int // links that Mayar gave and that are too long to be taken

	Path string // the path that answered
}

// A TierLink holds the links of one tier.
type TierLink struct {
	TierID    string
	Link      ImmutableLink
	UsageLink ImmutableLink
}

// checkoutPaths are the paths that create links, newest first. The documentation also names
// /hl/v2/credit/…, which answers 404 (observed in August 2026).
var checkoutPaths = []string{
	"/credit/v2/credit/generate/immutable/checkout",
	"/credit/v1/credit/generate/immutable/checkout",
}

// CreateImmutable creates checkout links for a customer, one for each tier of the product, with one
// request. It needs a "Read & Write" key. It fails without a request with ErrNoCustomer when no
// customer is given, and with Invalid when the product is missing or the credits are negative.
// NotFound means that the product does not exist or that none of the known paths does: Mayar's
// answer does not tell which.
//
// The request is repeated only when nothing of it was sent. Mayar may refuse the same request
// within a minute as a Duplicate.
//
// See https://docs.mayar.id/api-reference-v2/credit/generate-immutable-checkout.
func (s *CheckoutService) CreateImmutable(ctx context.Context, req *CheckoutRequest) (*Checkout, *Response, error) {
	const op = "create a checkout link"
	body, err := req.encode(op)
	if err != nil {
		return nil, nil, err
	}
	paths := s.client.checkoutPathOrder()
	for _, path := range paths {
		env, err := s.client.do(ctx, call{op: op, method: http.MethodPost, url: s.client.creditURL + path, body: body})
		if NotFound(err) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		s.client.rememberCheckoutPath(path)
		checkout := decodeCheckout(ctx, env)
		if err := ctx.Err(); err != nil {
			return nil, nil, contextError(op, err)
		}
		checkout.Path = path
		if !checkout.hasContent() {
			return nil, nil, &Error{Op: op, Status: http.StatusOK, Reason: ReasonUnexpected}
		}
		return checkout, &Response{Version: pathVersion(path), Total: -1}, nil
	}
	return nil, nil, &Error{Op: op, Status: http.StatusNotFound, Reason: ReasonNotFound, Paths: paths}
}

func (req *CheckoutRequest) encode(op string) ([]byte, error) {
	var wrong []FieldError
	if strings.TrimSpace(req.ProductID) == "" {
		wrong = append(wrong, FieldError{Field: "productId", Rule: "required"})
	}
	if req.CreditAmount < 0 {
		wrong = append(wrong, FieldError{Field: "creditAmount", Rule: "numberPositive"})
	}
	if wrong != nil {
		return nil, &Error{Op: op, Reason: ReasonInvalid, Fields: wrong}
	}
	if req.Customer.Email == "" && req.Customer.Mobile == "" && req.CustomerID == "" && req.MemberID == "" {
		return nil, ErrNoCustomer
	}
	return json.Marshal(struct {
		ProductID    string           `json:"productId"`
		CreditAmount int64            `json:"creditAmount,omitempty"`
		Customer     CheckoutCustomer `json:"customerInfo,omitzero"`
		CustomerID   string           `json:"customerId,omitempty"`
		MemberID     string           `json:"memberId,omitempty"`
	}{req.ProductID, req.CreditAmount, req.Customer, req.CustomerID, req.MemberID})
}

// CheckoutPath returns the path that created the last checkout link, or "".
func (c *Client) CheckoutPath() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.checkoutPath
}

func (c *Client) rememberCheckoutPath(path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.checkoutPath = path
}

// checkoutPathOrder returns the paths to try: first the one that worked before, or else the one of
// the configured version.
func (c *Client) checkoutPathOrder() []string {
	paths := slices.Clone(checkoutPaths)
	known := c.CheckoutPath()
	if known == paths[1] || known == "" && c.version == V1 {
		slices.Reverse(paths)
	}
	return paths
}

func pathVersion(path string) Version {
	if strings.HasPrefix(path, "/credit/v1/") {
		return V1
	}
	return V2
}

// hasContent reports whether the answer had any link, even if only the product's public page.
func (c *Checkout) hasContent() bool {
	return c.Usage != "" || c.Single != "" || c.Tiers != nil || c.GeneralMutableURL != "" || c.TooLong > 0
}
