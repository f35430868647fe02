package mayar

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// smallerPages are how many rows are asked for instead when a page is larger than a body may be, as
// fifty long descriptions are.
var smallerPages = [...]int{10, 1}

// A place is where a page begins, and how many rows it has at most.
type place struct {
	limit int
	page  int64 // V1: the number of the page, from 1, where every page has that many rows
}

// place reads where the query begins. A cursor of V1 names the rows of a page where they are fewer
// than usual: "v1:11/10".
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

// smaller returns a place that begins with the same row and has fewer, if that can be asked for.
func (at place) smaller() (place, bool) {
	before := (at.page - 1) * int64(at.limit)
	for _, limit := range smallerPages {
		if limit < at.limit && before%int64(limit) == 0 {
			return place{limit: limit, page: before/int64(limit) + 1}, true
		}
	}
	return at, false
}

// next is the cursor of V1 behind a place: the largest page that begins there.
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

// askPage asks for a page, and for a smaller one for as long as it is too large. It returns which
// one was answered.
func (c *Client) askPage(ctx context.Context, r route, q listQuery, v Version) (*envelope, place, error) {
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
