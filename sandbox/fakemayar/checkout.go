package fakemayar

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A checkoutRequest has the fields that both versions accept. Only the oldest page of the docs has
// customerId and memberId. No client sends them, and they have no effect here.
type checkoutRequest struct {
	ProductID    string       `json:"productId"`
	CreditAmount *json.Number `json:"creditAmount"`
	CustomerInfo struct {
		Name   string `json:"name"`
		Email  string `json:"email"`
		Mobile string `json:"mobile"`
	} `json:"customerInfo"`
	CustomerID string `json:"customerId"`
	MemberID   string `json:"memberId"`
}

// checkouts remembers recent checkouts, to find duplicates, and the newest links.
type checkouts struct {
	window time.Duration
	recent map[string]time.Time // by customer and amount
	last   []string
}

// isDuplicate reports whether the same checkout was created within the window. If not, it records
// this one.
func (c *checkouts) isDuplicate(customer, amount string, now time.Time) bool {
	key := strings.ToLower(customer) + " " + amount
	if before, ok := c.recent[key]; ok && now.Sub(before) < c.window {
		return true
	}
	if c.recent == nil {
		c.recent = make(map[string]time.Time)
	}
	c.recent[key] = now
	return false
}

// checkout makes links with fixed customer data. The answer has a link for every tier, inactive and
// sold-out tiers included.
func (s *Server) checkout(w http.ResponseWriter, r *http.Request) {
	var req checkoutRequest
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		fail(w, r, http.StatusBadRequest, "Invalid data")
		return
	}
	if problems := req.problems(); len(problems) > 0 {
		writeInvalid(w, r, problems)
		return
	}
	p := s.shop.productByID(req.ProductID)
	switch {
	case p == nil:
		fail(w, r, http.StatusNotFound, "Product not found")
	case p.Type != typeMembership && p.Type != typeCreditUsage:
		fail(w, r, http.StatusBadRequest, "You are not authorized to edit this product!")
	case s.checkouts.isDuplicate(req.CustomerInfo.Email, req.amount(p), s.opts.Now()):
		writeDuplicate(w, r)
	default:
		s.writeCheckout(w, p, req)
	}
}

// amount returns the amount that Mayar compares to find duplicates. The price of a membership
// depends on the tier and the period that the customer chooses later, so the product id stands for
// it.
func (req *checkoutRequest) amount(p *Product) string {
	if p.Type != typeCreditUsage || req.CreditAmount == nil {
		return p.ID
	}
	credits, _ := req.CreditAmount.Float64() // problems has validated it
	return fmt.Sprint(credits * float64(p.Amount))
}

// A problem is one entry of a validation error.
type problem struct {
	Type    string `json:"type"`
	Message string `json:"message"`
	Field   string `json:"field"`
	Actual  any    `json:"actual,omitempty"`
}

var nameRequired = problem{Type: "required", Message: "The 'name' field is required.", Field: "name"}

// problems validates a request by the rules of the docs. The length limits come from the similar
// call that registers a member.
func (req *checkoutRequest) problems() []problem {
	var found []problem
	require := func(field, value string, least, most int) {
		switch n := utf8.RuneCountInString(value); {
		case value == "":
			found = append(
				found, problem{Type: "required", Message: "The '" + field + "' field is required.", Field: field},
			)
		case n < least:
			found = append(found, problem{
				Type: "stringMin", Message: "The '" + field + "' field is too short.", Field: field, Actual: n,
			})
		case n > most:
			found = append(found, problem{
				Type: "stringMax", Message: "The '" + field + "' field is too long.", Field: field, Actual: n,
			})
		}
	}
	who := req.CustomerInfo
	require("productId", req.ProductID, 1, 100)
	require("customerInfo.name", who.Name, 3, 250)
	require("customerInfo.email", who.Email, 6, 55)
	require("customerInfo.mobile", who.Mobile, 10, 15)
	if address, err := mail.ParseAddress(who.Email); who.Email != "" && (err != nil || address.Address != who.Email) {
		found = append(found, problem{
			Type: "email", Message: "The 'customerInfo.email' field must be a valid e-mail.",
			Field: "customerInfo.email",
		})
	}
	if req.CreditAmount != nil {
		if n, err := req.CreditAmount.Float64(); err != nil || n <= 0 {
			found = append(found, problem{
				Type: "numberPositive", Message: "The 'creditAmount' field must be a positive number.",
				Field: "creditAmount", Actual: *req.CreditAmount,
			})
		}
	}
	return found
}

// writeInvalid answers with a validation error. The V2 checkout is one of Mayar's writes that
// answer HTTP 200 with the failure in the body.
func writeInvalid(w http.ResponseWriter, r *http.Request, problems []problem) {
	code := http.StatusBadRequest
	if strings.HasPrefix(r.URL.Path, CreditV2) {
		code = http.StatusOK
	}
	reply(w, code, failure{StatusCode: http.StatusBadRequest, Messages: "Validation Error", Data: problems})
}

// writeDuplicate answers 429 for a repeated checkout. Unlike the rate limit's 429, it has no
// Retry-After.
func writeDuplicate(w http.ResponseWriter, r *http.Request) {
	fail(w, r, http.StatusTooManyRequests, "Duplicate request detected. Please wait 1 minute before trying again.")
}

// LastLinks returns the immutable links of the last checkout, byte for byte as they were sent.
func (s *Server) LastLinks() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.checkouts.last)
}
