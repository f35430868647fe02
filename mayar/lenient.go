package mayar

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"iter"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The types of this file decode values that Mayar writes in more than one way. They never fail: an
// unreadable value becomes the zero value. Each is bounded, because an answer may have any shape.

const (
	// maxText bounds texts, in characters. Names and descriptions are only read by people, so the
	// rest is cut off.
	maxText = 500

	// maxIdentifier bounds ids, slugs and cursors, in bytes. A shortened one would name something
	// else, so a longer one is dropped.
	maxIdentifier = 500

	// maxAddress bounds URLs, in bytes. A longer one is dropped, like an identifier.
	maxAddress = 16 << 10

	// maxNumber bounds numbers and dates, in bytes of JSON.
	maxNumber = 100
)

// text is a string, or a number as written.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	*t = text(firstRunes(written(b), maxText))
	return nil
}

// identifier is a text that is either complete or empty.
type identifier string

func (i *identifier) UnmarshalJSON(b []byte) error {
	*i = ""
	if s := written(b); len(s) <= maxIdentifier {
		*i = identifier(s)
	}
	return nil
}

// address is a URL that is either complete or empty.
type address struct {
	url     string
	tooLong bool // there is one, which is longer than maxAddress
}

func (a *address) UnmarshalJSON(b []byte) error {
	*a = address{}
	if s := written(b); len(s) > maxAddress {
		a.tooLong = true
	} else if b[0] == '"' {
		a.url = s
	}
	return nil
}

// upTo returns the URL unless it is longer than most bytes.
func (a address) upTo(most int) string {
	if len(a.url) > most {
		return ""
	}
	return a.url
}

// written returns a string, or a number as written, and "" for other values.
func written(b []byte) string {
	switch b[0] {
	case '"':
		return unquote(b)
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return string(b)
	}
	return ""
}

// firstRunes returns the beginning of s without keeping the rest in memory.
func firstRunes(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for at := range s {
		if most--; most < 0 {
			return strings.Clone(s[:at])
		}
	}
	return s
}

// unquote decodes a JSON string, most of which have no escapes.
func unquote(b []byte) string {
	if !bytes.ContainsRune(b, '\\') && utf8.Valid(b) {
		return string(b[1 : len(b)-1])
	}
	var s string
	_ = json.Unmarshal(b, &s)
	return s
}

// lower returns the text in lower case without surrounding space, for states that Mayar writes in
// either case.
func (t text) lower() string { return strings.ToLower(strings.TrimSpace(string(t))) }

// integer is a whole number, given as a number or a string. Set distinguishes 0 from null.
type integer struct {
	n   int64
	set bool
}

// thousands matches a number in Indonesian writing: "104.930" is above a hundred thousand. As a
// JSON number, 104.930 is a fraction.
var thousands = regexp.MustCompile(`^[1-9]\d{0,2}(\.\d{3})+$`)

func (i *integer) UnmarshalJSON(b []byte) error {
	*i = integer{}
	if len(b) > maxNumber {
		return nil
	}
	s := strings.TrimSpace(written(b))
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

// flag is a boolean, also given as a string or number. Set distinguishes false from null.
type flag struct {
	on  bool
	set bool
}

func (f *flag) UnmarshalJSON(b []byte) error {
	switch string(bytes.ToLower(b[:min(len(b), maxNumber)])) {
	case "true", `"true"`, "1", `"1"`:
		*f = flag{on: true, set: true}
	case "false", `"false"`, "0", `"0"`:
		*f = flag{set: true}
	default:
		*f = flag{}
	}
	return nil
}

// timestamp is a date in unix milliseconds or seconds, as a number or a string, or in ISO 8601.
// Without a zone it is in UTC.
type timestamp struct{ time.Time }

// isoLayouts are the accepted forms of ISO 8601, each also with fractions of seconds.
var isoLayouts = []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.DateOnly}

func (m *timestamp) UnmarshalJSON(b []byte) error {
	m.Time = time.Time{}
	if len(b) > maxNumber {
		return nil
	}
	var n integer
	if _ = n.UnmarshalJSON(b); n.set {
		m.Time = fromUnix(n.n)
		return nil
	}
	for _, layout := range isoLayouts {
		if at, err := time.Parse(layout, strings.TrimSpace(written(b))); err == nil {
			m.Time = at.UTC()
			break
		}
	}
	return nil
}

// fromUnix reads n as milliseconds, or as seconds where milliseconds would be before 1973. It
// returns the zero time for an impossible date.
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

// one is an object, the first element of an array of objects, or nothing.
type one[T any] struct{ v T }

func (o *one[T]) UnmarshalJSON(b []byte) error {
	*o = one[T]{}
	var first [1]T
	switch b[0] {
	case '{':
		first[0] = decodeObject[T](b)
	case '[':
		_ = json.Unmarshal(b, &first) // what does not fit is passed over
	}
	o.v = first[0]
	return nil
}

// many is the beginning of an array of objects, or a single object. Other elements become the zero
// value. If a key is repeated, its first array counts: decoding all of them could cost much more
// than their size.
type many[T any] []T

func (m *many[T]) UnmarshalJSON(b []byte) error {
	if *m == nil {
		*m = firstElements[T](b, maxElements)
	}
	return nil
}

// maxElements bounds the elements that are read of an array within an object.
const maxElements = 200

// firstElements decodes an object, or at most most elements of an array. An element that is no
// object becomes the zero value.
func firstElements[T any](b []byte, most int) []T {
	if b[0] == '{' {
		return []T{decodeObject[T](b)}
	}
	if b[0] != '[' {
		return nil
	}
	first := []T{}
	for element := range elements(bytes.NewReader(b)) {
		first = append(first, decodeObject[T](element))
		if len(first) == most {
			break
		}
	}
	return first
}

// elements iterates over the values of a JSON array, one at a time, so that unread elements cost
// nothing. For other JSON it yields nothing. An element is valid until the next.
func elements(from io.Reader) iter.Seq[json.RawMessage] {
	return func(yield func(json.RawMessage) bool) {
		dec := json.NewDecoder(from)
		if open, err := dec.Token(); err != nil || open != json.Delim('[') {
			return
		}
		var element json.RawMessage
		for dec.More() {
			if dec.Decode(&element) != nil || !yield(element) {
				return
			}
		}
	}
}

// decodeObject decodes valid JSON. It returns the zero value if that is no object. A field of an
// unexpected type stays empty: encoding/json continues after it and reports the error at the end,
// where it is ignored.
func decodeObject[T any](b []byte) (v T) {
	if b[0] == '{' {
		_ = json.Unmarshal(b, &v)
	}
	return v
}

// contextReader stops reading when its context ends, so that the decoder stops too.
type contextReader struct {
	ctx  context.Context
	from io.Reader
}

func (u contextReader) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.from.Read(p[:min(len(p), 32<<10)])
}
