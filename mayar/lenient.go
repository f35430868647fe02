package mayar

import (
	"bytes"
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The types of this file decode what Mayar writes in more than one way. They never fail: what they cannot read is their zero value.

// text is a string, or a number as it is written.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	*t = ""
	switch b[0] {
	case '"':
		*t = text(unquote(b))
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		*t = text(b)
	}
	return nil
}

// unquote decodes a JSON string. Most have nothing to decode.
func unquote(b []byte) string {
	if !bytes.ContainsRune(b, '\\') && utf8.Valid(b) {
		return string(b[1 : len(b)-1])
	}
	var s string
	_ = json.Unmarshal(b, &s)
	return s
}

// lower returns the text without surrounding space in lower case, for states that Mayar writes in either.
func (t text) lower() string { return strings.ToLower(strings.TrimSpace(string(t))) }

// integer is a whole number, as a number or as a string. Set tells null from 0.
type integer struct {
	n   int64
	set bool
}

// thousands is a number as it is written in Indonesia: 104.930 is above a hundred thousand. As a JSON number the same is a fraction.
var thousands = regexp.MustCompile(`^[1-9]\d{0,2}(\.\d{3})+$`)

func (i *integer) UnmarshalJSON(b []byte) error {
	*i = integer{}
	var t text
	_ = t.UnmarshalJSON(b)
	s := strings.TrimSpace(string(t))
	if b[0] == '"' && thousands.MatchString(s) {
		s = strings.ReplaceAll(s, ".", "")
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		*i = integer{n: n, set: true}
		return nil
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && math.Abs(f) < 1<<53 {
		*i = integer{n: int64(math.Round(f)), set: true}
	}
	return nil
}

// flag is true, or the string or number that stands for it. Set tells null from false.
type flag struct {
	on  bool
	set bool
}

func (f *flag) UnmarshalJSON(b []byte) error {
	switch string(bytes.ToLower(b)) {
	case "true", `"true"`, "1", `"1"`:
		*f = flag{on: true, set: true}
	case "false", `"false"`, "0", `"0"`:
		*f = flag{set: true}
	default:
		*f = flag{}
	}
	return nil
}

// moment is a date in unix milliseconds, in unix seconds, as a number or a string of them, or as ISO 8601 text. What has no zone is UTC.
type moment struct{ time.Time }

// isoLayouts are the forms of ISO 8601 that are understood. Fractions of seconds are understood in each of them.
var isoLayouts = []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.DateOnly}

func (m *moment) UnmarshalJSON(b []byte) error {
	m.Time = time.Time{}
	var n integer
	if _ = n.UnmarshalJSON(b); n.set {
		m.Time = fromUnix(n.n)
		return nil
	}
	var t text
	_ = t.UnmarshalJSON(b)
	for _, layout := range isoLayouts {
		if at, err := time.Parse(layout, strings.TrimSpace(string(t))); err == nil {
			m.Time = at.UTC()
			break
		}
	}
	return nil
}

// fromUnix reads n as seconds when it would else be a date before 1973, and returns the zero time when it is nothing that a shop could have seen.
func fromUnix(n int64) time.Time {
	const year1973 = 100_000_000_000 // in milliseconds
	const year9999 = 253_402_300_800_000
	switch {
	case n <= 0 || n >= year9999:
		return time.Time{}
	case n < year1973:
		return time.Unix(n, 0).UTC()
	}
	return time.UnixMilli(n).UTC()
}

// one is an object, the first element of an array of them, or nothing.
type one[T any] struct{ v T }

func (o *one[T]) UnmarshalJSON(b []byte) error {
	*o = one[T]{}
	switch b[0] {
	case '{':
		decodeLenient(b, &o.v)
	case '[':
		var all []json.RawMessage
		if json.Unmarshal(b, &all) == nil && len(all) > 0 && all[0][0] == '{' {
			decodeLenient(all[0], &o.v)
		}
	}
	return nil
}

// many is an array of objects; anything in it that is no object is the zero value.
type many[T any] []T

func (m *many[T]) UnmarshalJSON(b []byte) error {
	*m = nil
	if b[0] == '[' {
		decodeLenient(b, (*[]T)(m))
	}
	return nil
}

// decodeLenient decodes JSON that is known to be well-formed. A value of another type than expected leaves its place empty: encoding/json goes on
// behind it and reports it at the end, which is of no interest here.
func decodeLenient(b []byte, v any) { _ = json.Unmarshal(b, v) }
