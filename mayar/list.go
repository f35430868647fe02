package mayar

import (
	"bytes"
	"context"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// defaultMaxPages bounds a list that Mayar never ends. At 50 rows a page it is 100,000 rows.
const defaultMaxPages = 2000

// A Response holds everything but the data of an answer.
type Response struct {
	Version    Version // that answered
	HasMore    bool
	NextCursor string // for the next page; "" when Mayar named none
	Page       int    // V1: the number of the page, from 1
	PagesTotal int    // V1: how many pages there are; 0: not known
	Total      int    // V1: how many rows there are; -1: not known
	Rows       int    // in Mayar's answer
	Skipped    int    // of those, rows without an id, which cannot be told apart
}

// A listQuery describes one page.
type listQuery struct {
	limit  int
	cursor string
	v2, v1 url.Values // what else each version is sent
}

// listPage gets one page of rows. Cursors name their version, because a timestamp of V2 would be a
// page number in V1.
func listPage[T any](ctx context.Context, c *Client, r route, q listQuery) ([]T, *Response, error) {
	if v, _ := splitCursor(q.cursor); v != Auto {
		r.only = v
	}
	var rows []T
	var resp *Response
	err := c.eachVersion(ctx, r, func(v Version) error {
		env, at, err := c.fetchPage(ctx, r, q, v)
		if err != nil {
			return err
		}
		var cut bool
		if rows, cut, err = decodeRows[T](ctx, r.op, env, q.cursor != "", at.limit); err != nil {
			return err
		}
		resp = &Response{Version: v, Total: -1, Rows: len(rows)}
		resp.readPaging(env, at, q.limit)
		if cut {
			resp.HasMore, resp.NextCursor = true, "" // the next page would skip the rows left out
		}
		return nil
	})
	return rows, resp, err
}

// splitCursor splits a cursor into version and rest. A cursor without a version, which a caller may
// have from elsewhere, is sent to the version in use.
func splitCursor(cursor string) (v Version, rest string) {
	if rest, ok := strings.CutPrefix(cursor, "v1:"); ok {
		return V1, rest
	}
	if rest, ok := strings.CutPrefix(cursor, "v2:"); ok {
		return V2, rest
	}
	return Auto, cursor
}

// values returns the query parameters of a page for one version.
func (q listQuery) values(v Version, at place) url.Values {
	values := url.Values{}
	if v == V1 {
		maps.Copy(values, q.v1)
		values.Set("page", strconv.FormatInt(at.page, 10))
		values.Set("pageSize", strconv.Itoa(at.limit))
		return values
	}
	maps.Copy(values, q.v2)
	values.Set("limit", strconv.Itoa(at.limit))
	if _, cursor := splitCursor(q.cursor); cursor != "" {
		values.Set("startingAfter", cursor)
	}
	return values
}

// decodeRows decodes the data of a list. A list without data is an error, so that it is not taken
// for an empty one; only after the first page null ends the list. It reads one row more than
// requested, and cut reports that there were even more.
func decodeRows[T any](
	ctx context.Context, op string, env *envelope, further bool, limit int,
) (rows []T, cut bool, err error) {
	if further && string(env.Data) == "null" {
		return nil, false, nil
	}
	if len(env.Data) == 0 || env.Data[0] != '[' {
		return nil, false, &Error{Op: op, Status: http.StatusOK, Reason: ReasonUnexpected}
	}
	for element := range elements(contextReader{ctx, bytes.NewReader(env.Data)}) {
		if cut = len(rows) > limit; cut {
			break
		}
		rows = append(rows, decodeObject[T](element))
	}
	if err := ctx.Err(); err != nil {
		return nil, false, contextError(op, err)
	}
	return rows, cut, nil
}

// readPaging reads how the list continues after this page.
func (r *Response) readPaging(env *envelope, at place, usual int) {
	if env.Total.set {
		r.Total = int(max(env.Total.n, -1))
	}
	if r.Version != V1 {
		next := string(env.NextStartingAfter)
		r.HasMore = env.HasMore.on || !env.HasMore.set && next != ""
		if next != "" {
			r.NextCursor = "v2:" + next
		}
		return
	}
	r.Page = int(at.page)
	if at.limit == usual {
		r.PagesTotal = int(max(env.PageCount.n, 0))
	}
	r.HasMore = env.HasMore.on || !env.HasMore.set && at.page < env.PageCount.n
	if answered := env.Page.n; answered == 0 || answered == at.page {
		r.NextCursor = at.next(usual)
	}
}

// A Page is one step of an iteration over a list. On the last one, HasMore says that the list was
// not read to its end.
type Page[T any] struct {
	Items  []T
	Number int // of the page in this iteration, from 1
	Response
}

// The pages of the lists of transactions.
type (
	UnpaidPage = Page[Transaction]
	PaidPage   = Page[Payment]
)

// walk gets one page after another, beginning at cursor. It ends when Mayar says so, on a page
// without rows, without a cursor or with a repeated cursor, and after maxPages.
func walk[T any](
	cursor string, maxPages int, get func(cursor string) ([]T, *Response, error),
) iter.Seq2[Page[T], error] {
	if maxPages <= 0 {
		maxPages = defaultMaxPages
	}
	return func(yield func(Page[T], error) bool) {
		cursor := cursor
		seen := map[string]bool{cursor: true}
		for number := 1; number <= maxPages; number++ {
			rows, resp, err := get(cursor)
			if err != nil {
				yield(Page[T]{}, err)
				return
			}
			cursor = resp.NextCursor
			last := !resp.HasMore || resp.Rows == 0 || cursor == "" || seen[cursor]
			if !yield(Page[T]{Items: rows, Number: number, Response: *resp}, nil) || last {
				return
			}
			seen[cursor] = true
		}
	}
}

// checkID rejects a text that cannot be an id before it becomes part of a path.
func checkID(id string) error {
	other := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	}
	if id == "" || len(id) > 100 || strings.ContainsFunc(id, other) {
		return ErrBadID
	}
	return nil
}
