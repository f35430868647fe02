package fakemayar_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
)

// walk reads every page of a list and returns the ids in the order received.
func walk(t *testing.T, s *fakemayar.Server, version, path, query string, size int) []string {
	t.Helper()
	var ids []string
	cursor := ""
	for page := 1; ; page++ {
		url := fmt.Sprintf("/hl/v2%s?limit=%d&startingAfter=%s%s", path, size, cursor, query)
		if version == "V1" {
			url = fmt.Sprintf("/hl/v1%s?page=%d&pageSize=%d%s", path, page, size, query)
		}
		a := get(t, s, url)
		for _, row := range a.rows(t) {
			ids = append(ids, row["id"].(string))
		}
		body := a.object(t)
		if !body["hasMore"].(bool) {
			return ids
		}
		if version == "V2" {
			cursor = body["nextStartingAfter"].(string)
		}
	}
}

func distinct(ids []string) int {
	seen := make(map[string]bool)
	for _, id := range ids {
		seen[id] = true
	}
	return len(seen)
}

func TestUnpaidWalk(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, version, query string
		opts                 fakemayar.Options
		sizes                []int
		want                 int
	}{
		{name: "V1", version: "V1", sizes: []int{10, 50, 100, 7}, want: 278},
		{name: "V2", version: "V2", sizes: []int{10, 50, 7, 2}, want: 278},
		{name: "V2 active", version: "V2", query: "&status=active", sizes: []int{50}, want: 278},
		{name: "V2 expired", version: "V2", query: "&status=expired", sizes: []int{10}, want: 24},
		{
			name: "V1 with expired", version: "V1", opts: fakemayar.Options{ListExpired: true}, sizes: []int{50},
			want: 302,
		},
		{
			name: "V2 with expired", version: "V2", opts: fakemayar.Options{ListExpired: true}, sizes: []int{50},
			want: 302,
		},
		{
			name: "V2 with expired, active only", version: "V2", query: "&status=active",
			opts: fakemayar.Options{ListExpired: true}, sizes: []int{50}, want: 278,
		},
		{name: "few", version: "V2", opts: fakemayar.Options{Transactions: 3, Expired: -1}, sizes: []int{10}, want: 3},
		{name: "many", version: "V2", opts: fakemayar.Options{Transactions: 3_000}, sizes: []int{50}, want: 3_000},
	} {
		for _, size := range tc.sizes {
			t.Run(fmt.Sprint(tc.name, " by ", size), func(t *testing.T) {
				t.Parallel()
				s, _ := start(t, tc.opts)
				ids := walk(t, s, tc.version, "/transactions/unpaid", tc.query, size)
				if got := distinct(ids); got != tc.want {
					t.Errorf("%d distinct ids, want %d", got, tc.want)
				}
			})
		}
	}
}

func TestUnpaidPageV1(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	first := get(t, s, "/hl/v1/transactions/unpaid").object(t)
	wantKeys(t, first, "statusCode messages hasMore pageCount pageSize page data total")
	second := get(t, s, "/hl/v1/transactions/unpaid?page=2&pageSize=10").object(t)
	beyond := get(t, s, "/hl/v1/transactions/unpaid?page=99&pageSize=10").object(t)
	most := get(t, s, "/hl/v1/transactions/unpaid?pageSize=1000").object(t)
	for _, tc := range []struct {
		name string
		body object
		want string
	}{
		{"the first page", first, "true 28 10 1 278 10"},
		{"the second page gives its size as a string", second, `true 28 "10" 2 278 10`},
		{"beyond the last page", beyond, "false 28 10 99 278 0"},
		{"at most 100", most, "true 3 100 1 278 100"},
	} {
		b := tc.body
		size := fmt.Sprint(b["pageSize"])
		if text, ok := b["pageSize"].(string); ok {
			size = strconv.Quote(text)
		}
		got := fmt.Sprint(
			b["hasMore"], " ", b["pageCount"], " ", size, " ", b["page"], " ", b["total"], " ", len(b["data"].([]any)),
		)
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

func TestUnpaidPageV2(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{Transactions: 60})
	first := get(t, s, "/hl/v2/transactions/unpaid").object(t)
	wantKeys(t, first, "statusCode messages data hasMore nextStartingAfter")
	if n := len(first["data"].([]any)); n != 10 {
		t.Errorf("%d rows without a limit, want 10", n)
	}
	if n := len(get(t, s, "/hl/v2/transactions/unpaid?limit=500").rows(t)); n != 50 {
		t.Errorf("%d rows for a limit of 500, want 50", n)
	}
	last := get(
		t, s, fmt.Sprintf("/hl/v2/transactions/unpaid?limit=50&startingAfter=%s", first["nextStartingAfter"]),
	).object(t)
	if last["hasMore"] != false || last["nextStartingAfter"] == nil {
		t.Errorf(
			"the last page says hasMore %v and cursor %v, want false and a cursor all the same", last["hasMore"],
			last["nextStartingAfter"],
		)
	}
	end := get(t, s, "/hl/v2/transactions/unpaid?startingAfter=1").object(t)
	if end["hasMore"] != false || end["nextStartingAfter"] != nil || len(end["data"].([]any)) != 0 {
		t.Errorf("behind the end: %v", end)
	}
}

func TestUnpaidRow(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	for version, path := range map[string]string{"v1": "/plt/", "v2": "/select-channel/"} {
		row := get(t, s, "/hl/"+version+"/transactions/unpaid").rows(t)[0]
		wantKeys(
			t, row,
			"id createdAt type amount status urlParamTrackingData paymentLinkId customerId "+
				"customeField customer paymentLink paymentUrl",
		)
		wantKeys(t, row["customer"].(object), "id email name mobile")
		wantKeys(t, row["paymentLink"].(object), `id category createdAt description link name redirectUrl
			userId coverImageId multipleImageId
			coverImage multipleImage`)
		if want := "https://toko-contoh.example" + path + row["id"].(string); row["paymentUrl"] != want {
			t.Errorf("paymentUrl %s, want %s", row["paymentUrl"], want)
		}
	}
}

func TestUnpaidEdgeCases(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	found := make(map[string]bool)
	times := make(map[string]int)
	for _, row := range get(t, s, "/hl/v1/transactions/unpaid?pageSize=100").rows(t) {
		noteEdgeCases(found, row)
		times[fmt.Sprint(row["createdAt"])]++
	}
	for _, page := range []string{"2", "3"} {
		for _, row := range get(t, s, "/hl/v1/transactions/unpaid?pageSize=100&page="+page).rows(t) {
			noteEdgeCases(found, row)
		}
	}
	for _, want := range []string{
		"amount text", "amount null", "amount 0", "createdAt text", "customer absent", "customer null", "customer list",
		"link null",
		"name ping", "name bold", "name bidi", "name zero width", "name 300 runes", "name emoji", "name &",
	} {
		if !found[want] {
			t.Errorf("no row with %s", want)
		}
	}
	twins := 0
	for _, n := range times {
		if n == 2 {
			twins++
		}
	}
	if twins < 2 {
		t.Errorf("%d pairs of rows with one createdAt, want 2", twins)
	}
}

func noteEdgeCases(found map[string]bool, row object) {
	switch amount := row["amount"].(type) {
	case string:
		found["amount text"] = true
	case nil:
		found["amount null"] = true
	default:
		found["amount "+fmt.Sprint(amount)] = true
	}
	_, text := row["createdAt"].(string)
	found["createdAt text"] = found["createdAt text"] || text
	found["link null"] = found["link null"] || row["paymentLink"] == nil
	customer, there := row["customer"]
	switch c := customer.(type) {
	case nil:
		found[map[bool]string{true: "customer null", false: "customer absent"}[there]] = true
	case []any:
		found["customer list"] = true
	case object:
		noteName(found, c["name"].(string))
	}
}

func noteName(found map[string]bool, name string) {
	for what, part := range map[string]string{
		"ping": "<!channel>", "bold": "*Tebal*", "bidi": "\u202E", "zero width": "\u200B", "emoji": "👩🏽‍🍳",
		"&": "Ani & Budi <x>",
	} {
		if strings.Contains(name, part) {
			found["name "+what] = true
		}
	}
	if len([]rune(name)) == 300 {
		found["name 300 runes"] = true
	}
}

func TestUnpaidFiltersV2(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	one := s.Transactions()[0]
	week := noon.Add(-7 * 24 * time.Hour).UnixMilli()
	for _, tc := range []struct {
		query string
		holds func(fakemayar.Transaction) bool
	}{
		{"customerId=" + one.Customer.ID, func(x fakemayar.Transaction) bool {
			return x.Customer.ID == one.Customer.ID
		}},
		{"paymentLinkId=" + one.Link.ID, func(x fakemayar.Transaction) bool { return x.Link.ID == one.Link.ID }},
		{fmt.Sprint("startAt=", week), func(x fakemayar.Transaction) bool { return x.CreatedAt.UnixMilli() >= week }},
		{fmt.Sprint("endAt=", week), func(x fakemayar.Transaction) bool { return x.CreatedAt.UnixMilli() <= week }},
	} {
		want := 0
		for _, x := range s.Transactions() {
			if tc.holds(x) {
				want++
			}
		}
		ids := walk(t, s, "V2", "/transactions/unpaid", "&"+tc.query, 50)
		if got := distinct(ids); got != want || want == 0 || want == 278 {
			t.Errorf("%s: %d rows, want %d, neither none nor all", tc.query, got, want)
		}
	}
}

func TestInvalidQuery(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	for _, path := range []string{
		"/hl/v1/transactions/unpaid?page=0", "/hl/v1/transactions/unpaid?pageSize=x",
		"/hl/v2/transactions/unpaid?limit=-1", "/hl/v2/transactions/unpaid?startingAfter=x",
		"/hl/v2/transactions/unpaid?status=paid", "/hl/v2/transactions/unpaid?startAt=2026-11-20",
		"/hl/v2/memberships/tiers",
	} {
		wantJSON(t, get(t, s, path), http.StatusBadRequest, `{"statusCode":400,"messages":"Invalid query parameters"}`)
	}
}
