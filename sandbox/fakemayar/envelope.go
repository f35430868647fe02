package fakemayar

import (
	"net/http"
	"sort"
	"strconv"
	"strings"
	"time"
)

// How long pages are. The docs give V2's maximum; V1's is not documented and 100 is the largest of their samples.
const (
	defaultPage = 10
	maxPageV1   = 100
	maxPageV2   = 50
)

// A failure is the body of an answer that is none. The HL API says messages, the credit service says message.
type failure struct {
	StatusCode int    `json:"statusCode,omitempty"`
	Messages   string `json:"messages,omitempty"`
	Message    string `json:"message,omitempty"`
	Data       any    `json:"data,omitempty"`
}

// said returns a failure in the words of the service that r went to.
func said(r *http.Request, code int, words string) failure {
	if strings.HasPrefix(r.URL.Path, "/credit/") {
		return failure{StatusCode: code, Message: words}
	}
	return failure{StatusCode: code, Messages: words}
}

func fail(w http.ResponseWriter, r *http.Request, code int, words string) {
	reply(w, code, said(r, code, words))
}

func invalidQuery(w http.ResponseWriter, r *http.Request) {
	fail(w, r, http.StatusBadRequest, "Invalid query parameters")
}

// replyData answers with one object.
func replyData(w http.ResponseWriter, data any) {
	reply(w, http.StatusOK, struct {
		StatusCode int    `json:"statusCode"`
		Messages   string `json:"messages"`
		Data       any    `json:"data"`
	}{http.StatusOK, "success", data})
}

// A pageReply is V1's page.
type pageReply struct {
	StatusCode int    `json:"statusCode"`
	Messages   string `json:"messages"`
	HasMore    bool   `json:"hasMore"`
	PageCount  int    `json:"pageCount"`
	PageSize   any    `json:"pageSize"` // a number or, now and then, a string
	Page       int    `json:"page"`
	Data       any    `json:"data"`
	Total      int    `json:"total"`
}

// replyPage answers with the page that ?page= and ?pageSize= ask for. Every second page gives its size as a string, as V1 was seen to do.
func replyPage[T any](w http.ResponseWriter, r *http.Request, rows []T, write func(T) any) {
	page, ok1 := positive(r, "page", 1)
	size, ok2 := positive(r, "pageSize", defaultPage)
	if !ok1 || !ok2 {
		invalidQuery(w, r)
		return
	}
	size = min(size, maxPageV1)
	from := min((page-1)*size, len(rows))
	to := min(from+size, len(rows))
	var shown any = size
	if page%2 == 0 {
		shown = strconv.Itoa(size)
	}
	reply(w, http.StatusOK, pageReply{
		StatusCode: http.StatusOK, Messages: "success",
		HasMore: to < len(rows), PageCount: (len(rows) + size - 1) / size, PageSize: shown, Page: page,
		Data: written(rows[from:to], write), Total: len(rows),
	})
}

// A cursorReply is V2's page.
type cursorReply struct {
	StatusCode        int     `json:"statusCode"`
	Messages          string  `json:"messages"`
	Data              any     `json:"data"`
	HasMore           bool    `json:"hasMore"`
	NextStartingAfter *string `json:"nextStartingAfter"`
}

// replyCursor answers with up to ?limit= rows behind ?startingAfter=. The cursor is the last row's time in milliseconds, and it is there on the
// last page too: both were seen in the docs' samples. Rows must be sorted, the newest first.
func replyCursor[T any](w http.ResponseWriter, r *http.Request, rows []T, at func(T) time.Time, write func(T) any) {
	limit, ok := positive(r, "limit", defaultPage)
	if !ok {
		invalidQuery(w, r)
		return
	}
	if cursor := r.FormValue("startingAfter"); cursor != "" {
		ms, err := strconv.ParseInt(cursor, 10, 64)
		if err != nil {
			invalidQuery(w, r)
			return
		}
		rows = behind(rows, ms, at)
	}
	page := rows[:min(limit, maxPageV2, len(rows))]
	out := cursorReply{
		StatusCode: http.StatusOK, Messages: "success",
		Data: written(page, write), HasMore: len(page) < len(rows),
	}
	if len(page) > 0 {
		next := strconv.FormatInt(at(page[len(page)-1]).UnixMilli(), 10)
		out.NextStartingAfter = &next
	}
	reply(w, http.StatusOK, out)
}

// behind returns the rows that follow the first one of the given millisecond. Where several rows share it and a page ended with the last of
// them, the others come again: a cursor that is a time cannot tell them apart, and here it repeats rows rather than lose them.
func behind[T any](rows []T, ms int64, at func(T) time.Time) []T {
	i := sort.Search(len(rows), func(i int) bool { return at(rows[i]).UnixMilli() <= ms })
	if i < len(rows) && at(rows[i]).UnixMilli() == ms {
		i++
	}
	return rows[i:]
}

func written[T any](rows []T, write func(T) any) []any {
	out := make([]any, len(rows))
	for i, row := range rows {
		out[i] = write(row)
	}
	return out
}

// positive reads a whole number above 0 from the query; it reports false for anything else that stands there.
func positive(r *http.Request, name string, otherwise int) (int, bool) {
	text := r.FormValue(name)
	if text == "" {
		return otherwise, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n > 0
}
