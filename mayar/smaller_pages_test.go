package mayar_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/mayar"
)

// describing answers as either version does, with rows whose descriptions have the given sizes.
func describing(sizes []int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		limit, _ := strconv.Atoi(query.Get("limit") + query.Get("pageSize"))
		first, _ := strconv.Atoi(query.Get("startingAfter"))
		page, _ := strconv.Atoi(query.Get("page"))
		first += max(page-1, 0) * limit
		end := min(first+limit, len(sizes))
		var rows []string
		for i := first; i < end; i++ {
			rows = append(rows,
				fmt.Sprintf(`{"id":"tx-%d","paymentLink":{"description":"%s"}}`, i, strings.Repeat("x", sizes[i])))
		}
		_, _ = fmt.Fprintf(w,
			`{"statusCode":200,"data":[%s],"hasMore":%t,"nextStartingAfter":"%d","page":%d,"pageCount":%d}`,
			strings.Join(rows, ","), end < len(sizes), end, page, (len(sizes)+limit-1)/limit)
	}
}

// Rows that are too large for a page of fifty come ten at a time or one at a time, the others as
// usual. Each row comes once, in order.
func TestPagesThatAreTooLarge(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		large    map[int]int // by row, the bytes of its description
		v1, v2   int         // requests; 0: not counted
		complete bool
	}{
		"none":                    {nil, 3, 3, true},
		"all of one page, a bit":  {between(50, 100, 30_000), 1 + 1 + 5 + 1, 3 + 2 + 2, true},
		"some at the end":         {between(120, 130, 110_000), 2 + 1 + 3 + 10, 2 + 2 + 2 + 3 + 1, true},
		"some that need it alone": {between(0, 3, 700_000), 1 + 1 + 10 + 4 + 2, 3 + 3 + 3, true},
		"one that is too large":   {between(70, 71, 2<<20), 0, 0, false},
	} {
		for version, requests := range map[mayar.Version]int{mayar.V1: tt.v1, mayar.V2: tt.v2} {
			t.Run(name+"/"+string(version), func(t *testing.T) {
				t.Parallel()
				sizes := make([]int, 130)
				for i, size := range tt.large {
					sizes[i] = size
				}
				p := newPeer(t)
				p.handle(v1Unpaid, describing(sizes))
				p.handle(v2Unpaid, describing(sizes))
				var got, want []string
				for i := range sizes {
					want = append(want, fmt.Sprintf("tx-%d", i))
				}
				var failed error
				for page, err := range p.client(mayar.WithVersion(version)).Transactions.UnpaidPages(t.Context(), nil) {
					failed = err
					for _, tx := range page.Items {
						got = append(got, tx.ID)
					}
				}
				if tt.complete != (failed == nil) || tt.complete && !slices.Equal(got, want) ||
					!slices.Equal(got, want[:len(got)]) {
					t.Errorf("got %d rows, %v: %v", len(got), failed, got)
				}
				if n := len(p.requests()); requests > 0 && n != requests {
					t.Errorf("%d requests, want %d: %q", n, requests, p.requests())
				}
			})
		}
	}
}

// A failing answer is not a page, however large it is.
func TestErrorThatIsTooLarge(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(v2Unpaid, reply(500, strings.Repeat("x", 2<<20)))
	if _, _, err := p.client().Transactions.ListUnpaid(t.Context(), nil); err == nil {
		t.Error("it succeeded")
	}
	if n := len(p.requests()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

func between(from, to, size int) map[int]int {
	sizes := map[int]int{}
	for i := from; i < to; i++ {
		sizes[i] = size
	}
	return sizes
}
