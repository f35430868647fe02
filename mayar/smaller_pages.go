package mayar

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// smallerPages are the page sizes that are tried when a page exceeds the bound of a body, for
// example because of fifty long descriptions.
var smallerPages = [...]int{10, 1}

// A place is the position and the size of a page.
type place struct {
	limit int
	page  int64 // V1: the number of the page, from 1, where every page has that many rows
}

// place reads the position from the query. A cursor of V1 names the page size if it is smaller than
// usual: "v1:11/10".
func (q listQuery) place(v Version) place {
	at := place{limit: q.limit, page: 1}
	if v != V1 {
		return at
	}
	_, cursor := splitCursor(q.cursor)
	number, size, _ := strings.Cut(cursor, "/")
	if page, err := strconv.ParseInt(number, 10, 32); err == nil && page > 0 {
		at.page = page
	}
	if limit, err := strconv.Atoi(size); err == nil && limit > 0 && limit < q.limit {
		at.limit = limit
	}
	return at
}

// smaller returns a smaller page that begins with the same row, if there is one.
func (at place) smaller() (place, bool) {
	before := (at.page - 1) * int64(at.limit)
	for _, limit := range smallerPages {
		if limit < at.limit && before%int64(limit) == 0 {
			return place{limit: limit, page: before/int64(limit) + 1}, true
		}
	}
	return at, false
}

// next returns the V1 cursor after this page, for the largest page that begins there.
func (at place) next(usual int) string {
	before := at.page * int64(at.limit)
	for _, limit := range append([]int{usual}, smallerPages[:]...) {
		if limit <= usual && limit > at.limit && before%int64(limit) == 0 {
			at = place{limit: limit, page: before / int64(limit)}
			break
		}
	}
	if at.limit == usual {
		return fmt.Sprintf("v1:%d", at.page+1)
	}
	return fmt.Sprintf("v1:%d/%d", at.page+1, at.limit)
}

// fetchPage requests a page, and smaller ones while the answer is too large. It returns the
// position that was answered.
func (c *Client) fetchPage(ctx context.Context, r route, q listQuery, v Version) (*envelope, place, error) {
	at, more := q.place(v), true
	for {
		env, err := c.do(ctx, call{
			op: r.op, method: http.MethodGet, url: c.baseURL + r.path(v), query: q.values(v, at),
		})
		failed, ok := errors.AsType[*Error](err)
		if !ok || failed.Reason != ReasonTooLarge || failed.Status != http.StatusOK {
			return env, at, err
		}
		if at, more = at.smaller(); !more {
			return nil, at, err
		}
	}
}
