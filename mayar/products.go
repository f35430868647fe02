package mayar

import (
	"context"
	"net/url"
	"strings"
	"time"
)

// MaxProductsPage is the most products in a page.
const MaxProductsPage = 50

// ProductsService reads the merchant's products.
type ProductsService service

// A Product is something that the merchant sells. Mayar also counts invoices and payment requests
// as products.
type Product struct {
	ID        string
	Name      string
	Type      string // an open set: "membership", "ebook", "course", …
	Status    string // in lower case: "active", "closed", "unlisted"
	Amount    int64  // rupiah; 0 when free, or priced elsewhere (memberships)
	Slug      string // the end of the product page's URL
	CreatedAt time.Time
}

// ProductOptions selects products.
type ProductOptions struct {
	Search string // words of the name
	Type   string // one type, for example "membership"
	Cursor string // where to begin: Response.NextCursor of an earlier call; empty: at the beginning
	Limit  int    // 0: MaxProductsPage, which is also the most
}

// List returns one page of the products, without those of another type than requested.
//
// See https://docs.mayar.id/api-reference-v2/product.
func (s *ProductsService) List(ctx context.Context, opts *ProductOptions) ([]Product, *Response, error) {
	var o ProductOptions
	if opts != nil {
		o = *opts
	}
	r := route{op: "list products", v2: "/hl/v2/products", v1: "/hl/v1/product"}
	q := listQuery{limit: pageSize(o.Limit, MaxProductsPage), cursor: o.Cursor, v2: url.Values{}, v1: url.Values{}}
	switch {
	case o.Search != "":
		// The lists by type are not documented to search; the whole list is.
		q.v2.Set("search", o.Search)
		q.v1.Set("search", o.Search)
		if o.Type != "" {
			q.v2.Set("type", o.Type)
		}
	case o.Type != "":
		if err := checkID(o.Type); err != nil {
			return nil, nil, err
		}
		r.v2 += "/types/" + o.Type
		r.v1 += "/type/" + o.Type
	}
	wires, resp, err := listPage[wireProduct](ctx, s.client, r, q)
	if err != nil {
		return nil, nil, err
	}
	products := make([]Product, 0, len(wires))
	for _, w := range wires {
		p := w.product()
		switch {
		case p.ID == "":
			resp.Skipped++
		case o.Type == "" || p.Type == "" || strings.EqualFold(p.Type, o.Type):
			products = append(products, p)
		}
	}
	return products, resp, nil
}

type wireProduct struct {
	ID        identifier `json:"id"`
	Name      text       `json:"name"`
	Type      text       `json:"type"`
	Status    text       `json:"status"`
	Amount    integer    `json:"amount"`
	Link      identifier `json:"link"`
	CreatedAt timestamp  `json:"createdAt"`
}

func (w wireProduct) product() Product {
	return Product{
		ID:        string(w.ID),
		Name:      string(w.Name),
		Type:      string(w.Type),
		Status:    w.Status.lower(),
		Amount:    w.Amount.n,
		Slug:      string(w.Link),
		CreatedAt: w.CreatedAt.Time,
	}
}
