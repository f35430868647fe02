package fakemayar

import (
	"net/http"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Page sizes. The docs give V2's maximum. V1's is not documented; 100 is the largest in their
// samples.
const (
	defaultPage = 10
	maxPageV1   = 100
	maxPageV2   = 50
)

// A failure is the body of an error response. The HL API calls the text "messages", the credit
// service "message".
type failure struct {
	StatusCode int    `json:"statusCode,omitempty"`
	Messages   string `json:"messages,omitempty"`
	Message    string `json:"message,omitempty"`
	Data       any    `json:"data,omitempty"`
}

// failureFor returns a failure in the format of the service that r was sent to.
func failureFor(r *http.Request, code int, text string) failure {
	if strings.HasPrefix(r.URL.Path, "/credit/") {
		return failure{StatusCode: code, Message: text}
	}
	return failure{StatusCode: code, Messages: text}
}

func fail(w http.ResponseWriter, r *http.Request, code int, text string) {
	reply(w, code, failureFor(r, code, text))
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

// replyPage answers with the page that ?page= and ?pageSize= select. Every second page writes its
// size as a string, because V1 sometimes did.
func replyPage[T any](w http.ResponseWriter, r *http.Request, rows []T, write func(T) any) {
	page, ok1 := positiveParam(r, "page", 1)
	size, ok2 := positiveParam(r, "pageSize", defaultPage)
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
		Data: mapRows(rows[from:to], write), Total: len(rows),
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

// replyCursor answers with up to ?limit= rows after ?startingAfter=. The cursor is the last row's
// time in milliseconds, and the last page has one too: the docs' samples show both. Rows must be
// sorted, newest first.
func replyCursor[T any](w http.ResponseWriter, r *http.Request, rows []T, at func(T) time.Time, write func(T) any) {
	limit, ok := positiveParam(r, "limit", defaultPage)
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
		rows = rowsAfter(rows, ms, at)
	}
	page := rows[:min(limit, maxPageV2, len(rows))]
	out := cursorReply{
		StatusCode: http.StatusOK, Messages: "success",
		Data: mapRows(page, write), HasMore: len(page) < len(rows),
	}
	if len(page) > 0 {
		next := strconv.FormatInt(at(page[len(page)-1]).UnixMilli(), 10)
		out.NextStartingAfter = &next
	}
	reply(w, http.StatusOK, out)
}

// rowsAfter returns the rows after the first one of the given millisecond. If several rows share
// that millisecond and the page ended with the last of them, the others are repeated: a time cannot
// tell them apart, and a repeated row is better than a lost one.
func rowsAfter[T any](rows []T, ms int64, at func(T) time.Time) []T {
	i := sort.Search(len(rows), func(i int) bool { return at(rows[i]).UnixMilli() <= ms })
	if i < len(rows) && at(rows[i]).UnixMilli() == ms {
		i++
	}
	return rows[i:]
}

func mapRows[T any](rows []T, write func(T) any) []any {
	out := make([]any, len(rows))
	for i, row := range rows {
		out[i] = write(row)
	}
	return out
}

// positiveParam reads a whole number above 0 from the query. ok is false for any other value.
func positiveParam(r *http.Request, name string, otherwise int) (int, bool) {
	text := r.FormValue(name)
	if text == "" {
		return otherwise, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n > 0
}
