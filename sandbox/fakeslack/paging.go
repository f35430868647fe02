package fakeslack

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// limit is the requested page size.
func (a args) limit() int { return int(min(max(a.number("limit", 100), 1), 1000)) }

// paged answers with the page of a list that cursor and limit select.
func paged[T any](name string, all []T, a args) (object, error) {
	at, err := cursor(a, "offset")
	if err != nil {
		return nil, err
	}
	from := 0
	if at != "" {
		if from, err = strconv.Atoi(at); err != nil || from < 0 {
			return nil, apiError("invalid_cursor")
		}
	}
	from = min(from, len(all))
	to, next := min(from+a.limit(), len(all)), ""
	if to < len(all) {
		next = cursorTo("offset", strconv.Itoa(to))
	}
	return object{name: append([]T{}, all[from:to]...), "response_metadata": object{"next_cursor": next}}, nil
}

// cursorTo encodes the start of the next page, like Slack: "next_ts:1512085861000543" in base64.
func cursorTo(kind, at string) string {
	return base64.StdEncoding.EncodeToString([]byte(kind + ":" + at))
}

// cursor decodes the start of a page; "" means the first page.
func cursor(a args, kind string) (string, error) {
	if a["cursor"] == "" {
		return "", nil
	}
	raw, err := base64.StdEncoding.DecodeString(a["cursor"])
	if at, ok := strings.CutPrefix(string(raw), kind+":"); err == nil && ok && at != "" {
		return at, nil
	}
	return "", apiError("invalid_cursor")
}
