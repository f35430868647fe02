package mayar_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mayarbot/mayarbot/mayar"
)

// documentedRow is a row as in the documentation, with the data of another merchant.
const documentedRow = `{"id":"040d5adb","createdAt":1755627439078,"type":"payment_request","amount":100000,` +
	`"status":"active",
	"urlParamTrackingData":null,"paymentLinkId":"e890d24a","customerId":"ae57ce73","customeField":null,
	"customer":{"id":"ae57ce73","email":"ani@example.com","name":"Ani","mobile":"0812-0000-0001"},
	"paymentLink":{"id":"e890d24a","category":null,"createdAt":1755627438790,"description":"<p>Kelas</p>",` +
	`"link":"ohsjrd3wko",
		"name":"Penagihan","redirectUrl":null,"userId":"348e083d","coverImageId":null,"multipleImageId":null,` +
	`"coverImage":null,"multipleImage":null},
	"paymentUrl":"https://toko.example.com/plt/040d5adb"}`

var documentedTransaction = mayar.Transaction{
	ID:            "040d5adb",
	CreatedAt:     time.Date(2025, 8, 19, 18, 17, 19, 78e6, time.UTC),
	Type:          "payment_request",
	Amount:        100000,
	Status:        "active",
	CustomerID:    "ae57ce73",
	PaymentLinkID: "e890d24a",
	Customer:      mayar.Customer{ID: "ae57ce73", Name: "Ani", Email: "ani@example.com", Mobile: "0812-0000-0001"},
	PaymentLink: mayar.PaymentLink{
		ID:          "e890d24a",
		Name:        "Penagihan",
		Slug:        "ohsjrd3wko",
		Description: "<p>Kelas</p>",
	},
	PaymentURL: "https://toko.example.com/plt/040d5adb",
}

func TestListUnpaidV1(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(
		v1Unpaid,
		reply(
			200,
			`{"statusCode":200,"messages":"success","hasMore":true,"pageCount":28,"pageSize":"10","page":1,`+
				`"data":[`+documentedRow+`],"total":278}`,
		),
	)
	txs, resp, err := p.client(mayar.WithVersion(mayar.V1)).Transactions.ListUnpaid(t.Context(),
		&mayar.UnpaidOptions{PageSize: 10})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]mayar.Transaction{documentedTransaction}, txs); diff != "" {
		t.Errorf("transactions (-want +got):\n%s", diff)
	}
	want := &mayar.Response{
		Version:    mayar.V1,
		HasMore:    true,
		NextCursor: "v1:2",
		Page:       1,
		PagesTotal: 28,
		Total:      278,
		Rows:       1,
	}
	if diff := cmp.Diff(want, resp); diff != "" {
		t.Errorf("response (-want +got):\n%s", diff)
	}
	if got, want := p.requests(), []string{v1Unpaid + "?page=1&pageSize=10"}; !slices.Equal(got, want) {
		t.Errorf("requests %v, want %v", got, want)
	}
}

func TestListUnpaidV2(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(
		v2Unpaid,
		reply(
			200,
			`{"statusCode":200,"messages":"success","data":[`+documentedRow+`],"hasMore":true,`+
				`"nextStartingAfter":"a/b c+d"}`,
		),
	)
	c := p.client()
	txs, resp, err := c.Transactions.ListUnpaid(t.Context(), &mayar.UnpaidOptions{Status: "active", PageSize: 100})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]mayar.Transaction{documentedTransaction}, txs); diff != "" {
		t.Errorf("transactions (-want +got):\n%s", diff)
	}
	want := &mayar.Response{
		Version:    mayar.V2,
		HasMore:    true,
		NextCursor: "v2:a/b c+d",
		Total:      -1,
		Rows:       1,
	}
	if diff := cmp.Diff(want, resp); diff != "" {
		t.Errorf("response (-want +got):\n%s", diff)
	}
	if _, _, err := c.Transactions.ListUnpaid(t.Context(), &mayar.UnpaidOptions{Cursor: resp.NextCursor}); err != nil {
		t.Error(err)
	}
	wantRequests := []string{v2Unpaid + "?limit=50&status=active", v2Unpaid + "?limit=50&startingAfter=a%2Fb+c%2Bd"}
	if got := p.requests(); !slices.Equal(got, wantRequests) {
		t.Errorf("requests %v, want %v", got, wantRequests)
	}
}

func TestListUnpaidTolerates(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, row string
		want      mayar.Transaction
	}{
		{"only an id", `{"id":"a"}`, mayar.Transaction{AmountUnknown: true}},
		{
			"nulls",
			`{"id":"a","createdAt":null,"type":null,"amount":null,"status":null,"customer":null,"customerId":null,` +
				`"paymentLink":null,"paymentLinkId":null,"paymentUrl":null}`,
			mayar.Transaction{AmountUnknown: true},
		},
		{
			"customer in an array",
			`{"id":"a","customer":[{"id":"c","name":"Ani"}]}`,
			mayar.Transaction{AmountUnknown: true, CustomerID: "c", Customer: mayar.Customer{ID: "c", Name: "Ani"}},
		},
		{"empty array", `{"id":"a","customer":[],"amount":0}`, mayar.Transaction{}},
		{"amount as a string", `{"id":"a","amount":"104930"}`, mayar.Transaction{Amount: 104930}},
		{"free", `{"id":"a","amount":0}`, mayar.Transaction{}},
		{
			"ISO date",
			`{"id":"a","createdAt":"2025-08-19T18:17:19.078Z"}`,
			mayar.Transaction{AmountUnknown: true, CreatedAt: documentedTransaction.CreatedAt},
		},
		{
			"upper case",
			`{"id":"a","status":"ACTIVE","type":"CHILD"}`,
			mayar.Transaction{AmountUnknown: true, Status: "active", Type: "CHILD"},
		},
		{
			"numbers for text",
			`{"id":"a","customer":{"mobile":81200000001}}`,
			mayar.Transaction{AmountUnknown: true, Customer: mayar.Customer{Mobile: "81200000001"}},
		},
		{
			"other types",
			`{"id":"a","customer":"Ani","paymentLink":[7],"amount":{},"createdAt":[]}`,
			mayar.Transaction{AmountUnknown: true},
		},
		{"amount with its currency", `{"id":"a","amount":"Rp 150.000"}`, mayar.Transaction{AmountUnknown: true}},
		{"amount beyond whole numbers", `{"id":"a","amount":9e18}`, mayar.Transaction{AmountUnknown: true}},
		{"negative amount", `{"id":"a","amount":-1}`, mayar.Transaction{Amount: -1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPeer(t)
			p.handle(
				v2Unpaid,
				reply(200,
					`{"statusCode":200,"message":"success","data":[`+tt.row+`,{"id":null},null,7],"hasMore":false}`),
			)
			txs, resp, err := p.client().Transactions.ListUnpaid(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			tt.want.ID = "a"
			if diff := cmp.Diff([]mayar.Transaction{tt.want}, txs); diff != "" {
				t.Errorf("transactions (-want +got):\n%s", diff)
			}
			if resp.Rows != 4 || resp.Skipped != 3 {
				t.Errorf("%d rows and %d skipped, want 4 and 3", resp.Rows, resp.Skipped)
			}
		})
	}
}

func TestListUnpaidByStatus(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(v1Unpaid,
		reply(200, `{"data":[{"id":"a","status":"ACTIVE"},{"id":"b","status":"expired"},{"id":"c"}],"hasMore":false}`))
	txs, _, err := p.client(mayar.WithVersion(mayar.V1)).Transactions.ListUnpaid(t.Context(),
		&mayar.UnpaidOptions{Status: "active"})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, tx := range txs {
		ids = append(ids, tx.ID)
	}
	if want := []string{"a", "c"}; !slices.Equal(ids, want) {
		t.Errorf("got %v, want %v", ids, want)
	}
}

func TestHasMoreIsGuessedWhenItIsMissing(t *testing.T) {
	t.Parallel()
	tests := []struct {
		version mayar.Version
		route   string
		rest    string
		want    bool
	}{
		{mayar.V2, v2Unpaid, `"nextStartingAfter":"x"`, true},
		{mayar.V2, v2Unpaid, `"nextStartingAfter":null`, false},
		{mayar.V2, v2Unpaid, `"nextStartingAfter":"x","hasMore":"false"`, false},
		{mayar.V1, v1Unpaid, `"page":1,"pageCount":2`, true},
		{mayar.V1, v1Unpaid, `"page":1,"pageCount":1`, false},
		{mayar.V1, v1Unpaid, `"page":1,"pageCount":2,"hasMore":false`, false},
	}
	for _, tt := range tests {
		p := newPeer(t)
		p.handle(tt.route, reply(200, `{"data":[{"id":"a"}],`+tt.rest+`}`))
		_, resp, err := p.client(mayar.WithVersion(tt.version)).Transactions.ListUnpaid(t.Context(), nil)
		if err != nil || resp.HasMore != tt.want {
			t.Errorf("%s: got %+v, %v, want HasMore %t", tt.rest, resp, err, tt.want)
		}
	}
}

// pagesOf serves total rows, newest first, in both versions.
func pagesOf(p *peer, total int) {
	ids := func(from, n int) (list []string) {
		for i := from; i < min(from+n, total); i++ {
			list = append(list, fmt.Sprintf("tx-%03d", i))
		}
		return list
	}
	p.handle(v2Unpaid, func(w http.ResponseWriter, r *http.Request) {
		from, _ := strconv.Atoi(r.FormValue("startingAfter"))
		limit, _ := strconv.Atoi(r.FormValue("limit"))
		reply(200, v2Page(from+limit < total, strconv.Itoa(from+limit), ids(from, limit)...))(w, r)
	})
	p.handle(v1Unpaid, func(w http.ResponseWriter, r *http.Request) {
		page, _ := strconv.Atoi(r.FormValue("page"))
		size, _ := strconv.Atoi(r.FormValue("pageSize"))
		count := (total + size - 1) / size
		reply(
			200,
			fmt.Sprintf(
				`{"statusCode":200,"messages":"success","hasMore":%t,"pageCount":%d,"pageSize":"%d","page":%d,`+
					`"data":[%s],"total":%d}`,
				page < count,
				count,
				size,
				page,
				rows(ids((page-1)*size, size)),
				total,
			),
		)(w, r)
	})
}

func TestUnpaidPages(t *testing.T) {
	t.Parallel()
	for _, version := range []mayar.Version{mayar.V1, mayar.V2} {
		t.Run(string(version), func(t *testing.T) {
			t.Parallel()
			p := newPeer(t)
			pagesOf(p, 278)
			var pages, count int
			var last mayar.UnpaidPage
			opts := &mayar.UnpaidOptions{}
			for page, err := range p.client(mayar.WithVersion(version)).Transactions.UnpaidPages(t.Context(), opts) {
				if err != nil {
					t.Fatal(err)
				}
				pages++
				count += len(page.Items)
				if page.Number != pages {
					t.Errorf("page %d has number %d", pages, page.Number)
				}
				last = page
			}
			if pages != 6 || count != 278 || last.HasMore {
				t.Errorf("%d pages, %d rows, HasMore %t at the end; want 6, 278, false", pages, count, last.HasMore)
			}
			wantTotal, wantPages := -1, 0
			if version == mayar.V1 {
				wantTotal, wantPages = 278, 6
			}
			if last.Total != wantTotal || last.PagesTotal != wantPages {
				t.Errorf("total %d of %d pages, want %d of %d", last.Total, last.PagesTotal, wantTotal, wantPages)
			}
			if *opts != (mayar.UnpaidOptions{}) {
				t.Errorf("the options were changed to %+v", opts)
			}
		})
	}
}

func TestNullEndsAListBehindItsFirstPage(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(
		v2Unpaid,
		inTurn(reply(200, v2Page(true, "1", "a")),
			reply(200, `{"statusCode":200,"messages":"success","data":null,"hasMore":false}`)),
	)
	pages := 0
	for _, err := range p.client().Transactions.UnpaidPages(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		pages++
	}
	if pages != 2 {
		t.Errorf("%d pages, want 2", pages)
	}
}

func TestUnpaidPagesGoOnFromACursor(t *testing.T) {
	t.Parallel()
	for _, version := range []mayar.Version{mayar.V1, mayar.V2} {
		p := newPeer(t)
		pagesOf(p, 130)
		c := p.client(mayar.WithVersion(version))
		var cursor string
		for page, err := range c.Transactions.UnpaidPages(t.Context(), &mayar.UnpaidOptions{MaxPages: 2}) {
			if err != nil {
				t.Fatal(err)
			}
			cursor = page.NextCursor
			if page.Number == 2 && !page.HasMore {
				t.Errorf("%s: HasMore is false on the last page before the cap", version)
			}
		}
		var ids []string
		for tx, err := range c.Transactions.AllUnpaid(t.Context(), &mayar.UnpaidOptions{Cursor: cursor}) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, tx.ID)
		}
		if len(ids) != 30 || ids[0] != "tx-100" {
			t.Errorf("%s: got %d rows from %v, want the last 30", version, len(ids), ids[:min(1, len(ids))])
		}
	}
}

func TestAllUnpaidEnds(t *testing.T) {
	t.Parallel()
	page := func(hasMore bool, cursor string, ids ...string) http.HandlerFunc {
		return reply(200, v2Page(hasMore, cursor, ids...))
	}
	tests := []struct {
		name     string
		handler  http.HandlerFunc
		opts     mayar.UnpaidOptions
		want     []string
		requests int
	}{
		{"on hasMore false, whatever the cursor", page(false, `"more"`, "a"), mayar.UnpaidOptions{}, []string{"a"}, 1},
		{"on an empty list", page(false, `null`), mayar.UnpaidOptions{}, nil, 1},
		{
			"on an empty page that says more",
			inTurn(page(true, `"1"`, "a"), page(true, `"2"`)),
			mayar.UnpaidOptions{},
			[]string{"a"},
			2,
		},
		{
			"on data null",
			inTurn(page(true, `"1"`, "a"), reply(200, `{"data":null,"hasMore":true,"nextStartingAfter":"2"}`)),
			mayar.UnpaidOptions{},
			[]string{"a"},
			2,
		},
		{
			"on a cursor that comes again",
			inTurn(page(true, `"1"`, "a"), page(true, `"1"`, "b"), page(true, `"1"`, "c")),
			mayar.UnpaidOptions{},
			[]string{"a", "b"},
			2,
		},
		{
			"on a cursor from long ago",
			inTurn(page(true, `1`, "a"), page(true, `2`, "b"), page(true, `1`, "c"), page(true, `3`, "d")),
			mayar.UnpaidOptions{},
			[]string{"a", "b", "c"},
			3,
		},
		{"without a cursor", page(true, `null`, "a"), mayar.UnpaidOptions{}, []string{"a"}, 1},
		{
			"at the cap",
			inTurn(page(true, `1`, "a"), page(true, `2`, "b"), page(true, `3`, "c")),
			mayar.UnpaidOptions{MaxPages: 2},
			[]string{"a", "b"},
			2,
		},
		{
			"each row once",
			inTurn(page(true, `1`, "a", "b"), page(true, `2`, "b", "c", "c"), page(false, `3`, "a")),
			mayar.UnpaidOptions{},
			[]string{"a", "b", "c"},
			3,
		},
		{
			"not on a page that the status filter empties",
			inTurn(page(true, `1`, "a"),
				reply(200, `{"data":[{"id":"x","status":"expired"}],"hasMore":true,"nextStartingAfter":2}`),
				page(false, `3`, "b")),
			mayar.UnpaidOptions{Status: "active"},
			[]string{"a", "b"},
			3,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPeer(t)
			p.handle(v2Unpaid, tt.handler)
			var ids []string
			for tx, err := range p.client().Transactions.AllUnpaid(t.Context(), &tt.opts) {
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, tx.ID)
			}
			if !slices.Equal(ids, tt.want) || len(p.requests()) != tt.requests {
				t.Errorf("got %v with %d requests, want %v with %d", ids, len(p.requests()), tt.want, tt.requests)
			}
		})
	}
}

// A V1 that always gives its first page must not be read forever.
func TestAllUnpaidEndsWhenV1IgnoresThePage(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(v1Unpaid, reply(200, `{"data":[{"id":"a"}],"hasMore":true,"page":"1","pageCount":28}`))
	for _, err := range p.client(mayar.WithVersion(mayar.V1)).Transactions.AllUnpaid(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := len(p.requests()); got != 2 {
		t.Errorf("%d requests, want 2", got)
	}
}

func TestIterationsCanBeStopped(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	pagesOf(p, 278)
	p.handle(v2Paid, reply(200, `{"data":[{"id":"h1"}],"hasMore":true,"nextStartingAfter":"1"}`))
	c := p.client()
	for range c.Transactions.AllUnpaid(t.Context(), nil) {
		break
	}
	for range c.Transactions.UnpaidPages(t.Context(), nil) {
		break
	}
	for range c.Transactions.PaidPages(t.Context(), nil) {
		break
	}
	if got := len(p.requests()); got != 3 {
		t.Errorf("%d requests, want one for each", got)
	}
}

func TestIterationStopsAtAnError(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(v2Unpaid, inTurn(reply(200, v2Page(true, `1`, "a")), reply(401, `{}`)))
	var ids []string
	var failed error
	for tx, err := range p.client().Transactions.AllUnpaid(t.Context(), nil) {
		if err != nil {
			failed = err
			continue
		}
		ids = append(ids, tx.ID)
	}
	if !mayar.Unauthorized(failed) || !slices.Equal(ids, []string{"a"}) || len(p.requests()) != 2 {
		t.Errorf("got %v, then %v", ids, failed)
	}
}
