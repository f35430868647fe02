package fakemayar

import (
	"net/http"
	"strings"
	"time"
)

// A productRow never lists the tiers: membershipTier is empty in every sample of the docs.
type productRow struct {
	ID             string `json:"id"`
	Amount         *int64 `json:"amount"`
	Category       any    `json:"category"`
	CreatedAt      int64  `json:"createdAt,omitempty"`
	Description    string `json:"description"`
	Link           string `json:"link"`
	Type           string `json:"type"`
	SubType        any    `json:"subType"`
	Status         string `json:"status"`
	Name           string `json:"name"`
	Limit          any    `json:"limit"`
	RedirectURL    any    `json:"redirectUrl"`
	MembershipTier []any  `json:"membershipTier"`
	Event          any    `json:"event"`
	Order          any    `json:"order"`
	CoverImage     any    `json:"coverImage"`
	Variants       any    `json:"variants"`
	LinkURL        string `json:"linkUrl"`
	LinkPayment    string `json:"linkPayment"`
	*productExtras
}

// productExtras are the fields that only the detail has.
type productExtras struct {
	UserID string `json:"userId"`
	Qty    any    `json:"qty"`
}

func (s *Server) productsV1(w http.ResponseWriter, r *http.Request) {
	replyPage(w, r, s.shop.findProducts(r), func(p *Product) any { return s.shop.productRow(p) })
}

func (s *Server) productsV2(w http.ResponseWriter, r *http.Request) {
	at := func(p *Product) time.Time { return p.CreatedAt }
	replyCursor(w, r, s.shop.findProducts(r), at, func(p *Product) any { return s.shop.productRow(p) })
}

func (s *Server) product(w http.ResponseWriter, r *http.Request) {
	p := s.shop.productByID(r.PathValue("id"))
	if p == nil {
		fail(w, r, http.StatusNotFound, "Product not found")
		return
	}
	row := s.shop.productRow(p)
	row.productExtras = &productExtras{UserID: s.shop.ownerID}
	replyData(w, row)
}

// findProducts filters by ?search= and by type, from the path or from ?type=.
func (sh *shop) findProducts(r *http.Request) []*Product {
	search := strings.ToLower(r.FormValue("search"))
	kind := orDefault(r.PathValue("type"), r.FormValue("type"))
	var out []*Product
	for _, p := range sh.products {
		if strings.Contains(strings.ToLower(p.Name), search) && (kind == "" || kind == p.Type) {
			out = append(out, p)
		}
	}
	return out
}

func (sh *shop) productRow(p *Product) productRow {
	row := productRow{
		ID: p.ID, CreatedAt: p.CreatedAt.UnixMilli(), Description: p.Description, Link: p.Slug, Type: p.Type,
		Status: p.Status, Name: p.Name,
		MembershipTier: []any{}, LinkURL: sh.merchantURL + "/plink/" + p.Slug, LinkPayment: sh.merchantURL + p.path(),
	}
	if p.Amount > 0 {
		row.Amount = &p.Amount
	}
	return row
}

// path returns where the product is sold: below /m/ for memberships, below /pl/ for the rest.
func (p *Product) path() string {
	if p.Type == typeMembership {
		return "/m/" + p.Slug
	}
	return "/pl/" + p.Slug
}
