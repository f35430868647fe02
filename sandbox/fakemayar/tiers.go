package fakemayar

import (
	"fmt"
	"net/http"
	"time"
)

// A tierRow has a tier's name but not its price. Its dates are ISO 8601.
type tierRow struct {
	ID                string  `json:"id"`
	CreatedAt         string  `json:"createdAt"`
	UpdatedAt         string  `json:"updatedAt"`
	Name              string  `json:"name"`
	Status            string  `json:"status"`
	Description       string  `json:"description"`
	Notes             *string `json:"notes"`
	Limit             *int    `json:"limit"`
	IsSoldOut         bool    `json:"isSoldOut"`
	IsTrialAvailable  bool    `json:"isTrialAvailable"`
	TrialCredit       any     `json:"trialCredit"`
	TrialPeriodInDays int     `json:"trialPeriodInDays"`
	UpfrontFee        any     `json:"upfrontFee"`
	GracePeriodInDays int     `json:"gracePeriodInDays"`
	PaymentAtStart    bool    `json:"paymentAtStart"`
	Position          any     `json:"position"`
	PaymentLinkID     string  `json:"paymentLinkId"`
	UserID            string  `json:"userId"`
}

// tiers lists the tiers of ?productId=.
func (s *Server) tiers(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("productId")
	if id == "" {
		invalidQuery(w, r)
		return
	}
	p := s.shop.productByID(id)
	if p == nil {
		p = &Product{}
	}
	replyCursor(w, r, p.Tiers, tierCreatedAt, func(t Tier) any { return s.shop.tierRow(p, t) })
}

// memberships routes the paths with two more segments: memberships/{productId}/tiers,
// memberships/tiers/{tierId} and memberships/products/{productId}. One http.ServeMux pattern
// cannot.
func (s *Server) memberships(w http.ResponseWriter, r *http.Request) {
	first, second := r.PathValue("first"), r.PathValue("second")
	switch {
	case first == "tiers":
		s.tier(w, r, second)
	case first == "products":
		s.membershipInfo(w, r, second)
	case second == "tiers":
		r.SetPathValue("productId", first)
		s.tiersAndPrices(w, r)
	default:
		notFound(w, r)
	}
}

func (s *Server) tier(w http.ResponseWriter, r *http.Request, id string) {
	p := s.shop.productByID(r.FormValue("productId"))
	if p == nil {
		invalidQuery(w, r)
		return
	}
	for _, t := range p.Tiers {
		if t.ID == id {
			replyData(w, s.shop.tierRow(p, t))
			return
		}
	}
	fail(w, r, http.StatusNotFound, "Membership tier not found")
}

// membershipInfo is not documented. Mayar's own command line uses it to recognise credit
// memberships.
func (s *Server) membershipInfo(w http.ResponseWriter, r *http.Request, id string) {
	p := s.shop.productByID(id)
	if p == nil || p.Type != typeMembership {
		fail(w, r, http.StatusNotFound, "Product not found")
		return
	}
	info := map[string]any{
		"paymentLinkId": p.ID, "type": "CREDIT", "creditValue": 1, "enableCreditTopup": true, "minCreditTopup": 10,
		"maxCreditTopup": 1_000, "isAccumulateCredit": false,
	}
	replyData(w, map[string]any{"id": p.ID, "name": p.Name, "membershipInfo": info})
}

// A pricedTierRow comes from an older handler: it has the prices, and also the tier's other buyers.
type pricedTierRow struct {
	ID                   string         `json:"id"`
	Name                 string         `json:"name"`
	Status               string         `json:"status"`
	MembershipTierPeriod []periodRow    `json:"membershipTierPeriod"`
	MembershipCustomer   []tierBuyerRow `json:"membershipCustomer"`
}

type periodRow struct {
	ID          string  `json:"id"`
	Amount      *int64  `json:"amount"`
	Status      *string `json:"status"`
	MonthPeriod *int    `json:"monthPeriod"`
	IsLifetime  bool    `json:"isLifetime"`
}

type tierBuyerRow struct {
	ID         string            `json:"id"`
	Status     string            `json:"status"`
	CustomerID string            `json:"customerId"`
	Customer   map[string]string `json:"customer"`
}

// tiersAndPrices is V1's list of tiers, which V2 also serves.
func (s *Server) tiersAndPrices(w http.ResponseWriter, r *http.Request) {
	p := s.shop.productByID(r.PathValue("productId"))
	if p == nil {
		fail(w, r, http.StatusNotFound, "Product not found")
		return
	}
	write := func(t Tier) any { return s.shop.pricedTierRow(t) }
	if r.URL.Path == "/hl/v1/membership/"+p.ID {
		replyPage(w, r, p.Tiers, write)
		return
	}
	replyCursor(w, r, p.Tiers, tierCreatedAt, write)
}

func tierCreatedAt(t Tier) time.Time { return t.CreatedAt }

func (sh *shop) tierRow(p *Product, t Tier) tierRow {
	row := tierRow{
		ID: t.ID, CreatedAt: t.CreatedAt.UTC().Format(isoMillis), UpdatedAt: t.CreatedAt.UTC().Format(isoMillis),
		Name: t.Name, Status: t.Status, Description: fmt.Sprintf("<p>%s: %s</p>\n", p.Name, t.Name),
		IsSoldOut: t.SoldOut, PaymentAtStart: true, PaymentLinkID: p.ID, UserID: sh.ownerID,
	}
	if t.Limit > 0 {
		row.Limit = &t.Limit
	}
	return row
}

func (sh *shop) pricedTierRow(t Tier) pricedTierRow {
	row := pricedTierRow{
		ID: t.ID, Name: t.Name, Status: t.Status, MembershipTierPeriod: []periodRow{},
		MembershipCustomer: []tierBuyerRow{},
	}
	for _, p := range t.Periods {
		row.MembershipTierPeriod = append(row.MembershipTierPeriod, p.row())
	}
	for _, c := range sh.customers[:3] {
		row.MembershipCustomer = append(row.MembershipCustomer, tierBuyerRow{
			ID: c.ID, Status: "inactive", CustomerID: c.ID,
			Customer: map[string]string{"name": c.Name, "email": c.Email},
		})
	}
	return row
}

func (p Period) row() periodRow {
	row := periodRow{ID: p.ID, Status: orNull(p.Status), IsLifetime: p.Lifetime}
	if p.Amount > 0 {
		row.Amount = &p.Amount
	}
	if !p.Lifetime {
		row.MonthPeriod = &p.Months
	}
	return row
}
