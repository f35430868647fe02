package mayar_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mayarbot/mayarbot/mayar"
)

const productRow = `{"id":"p-1","amount":null,"category":null,"createdAt":1755627439078,"description":"<p>x</p>",` +
	`"link":"kelas","type":"membership",
	"subType":null,"status":"ACTIVE","name":"Kelas Menulis","limit":null,"variants":[],"membershipTier":[]}`

var product = mayar.Product{
	ID: "p-1", Name: "Kelas Menulis", Type: "membership", Status: "active", Slug: "kelas",
	CreatedAt: time.Date(2025, 8, 19, 18, 17, 19, 78e6, time.UTC),
}

func TestProductsList(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		version mayar.Version
		opts    *mayar.ProductOptions
		want    string
	}{
		{"all", mayar.V2, nil, "GET /hl/v2/products?limit=50"},
		{
			"search",
			mayar.V2,
			&mayar.ProductOptions{Search: "kelas & x", Limit: 20},
			"GET /hl/v2/products?limit=20&search=kelas+%26+x",
		},
		{
			"type",
			mayar.V2,
			&mayar.ProductOptions{Type: "membership", Limit: 500},
			"GET /hl/v2/products/types/membership?limit=50",
		},
		{
			"search in type",
			mayar.V2,
			&mayar.ProductOptions{Type: "membership", Search: "kelas"},
			"GET /hl/v2/products?limit=50&search=kelas&type=membership",
		},
		{"next page", mayar.V2, &mayar.ProductOptions{Cursor: "v2:x"}, "GET /hl/v2/products?limit=50&startingAfter=x"},
		{"V1, all", mayar.V1, nil, "GET /hl/v1/product?page=1&pageSize=50"},
		{
			"V1, search",
			mayar.V1,
			&mayar.ProductOptions{Search: "kelas", Cursor: "v1:3"},
			"GET /hl/v1/product?page=3&pageSize=50&search=kelas",
		},
		{
			"V1, type",
			mayar.V1,
			&mayar.ProductOptions{Type: "membership"},
			"GET /hl/v1/product/type/membership?page=1&pageSize=50",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPeer(t)
			p.handle("GET /hl/",
				reply(200, `{"statusCode":200,"messages":"success","hasMore":false,"data":[`+productRow+`]}`))
			got, _, err := p.client(mayar.WithVersion(tt.version)).Products.List(t.Context(), tt.opts)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]mayar.Product{product}, got); diff != "" {
				t.Errorf("products (-want +got):\n%s", diff)
			}
			if got := p.requests(); !slices.Equal(got, []string{tt.want}) {
				t.Errorf("requests %v, want %s", got, tt.want)
			}
		})
	}
}

func TestProductsListLeavesOutOtherTypes(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(
		"GET /hl/v2/products",
		reply(
			200,
			`{"hasMore":false,"data":[{"id":"a","type":"ebook"},{"id":"b","type":"MEMBERSHIP"},{"id":"c"},`+
				`{"name":"no id"}]}`,
		),
	)
	got, resp, err := p.client().Products.List(t.Context(), &mayar.ProductOptions{Search: "x", Type: "membership"})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].ID != "b" || got[1].ID != "c" || resp.Skipped != 1 || resp.Rows != 4 {
		t.Errorf("got %+v and %+v", got, resp)
	}
}
