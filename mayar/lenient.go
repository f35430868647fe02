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

// The types of this file decode what Mayar writes in more than one way. They never fail: what they
// cannot read is their zero value. Each has a bound, because an answer may be of any shape.

const (
	// maxText is the most that is kept of a text, in characters. Names and descriptions are for
	// reading: the rest is cut off.
	maxText = 500

	// maxIdentifier bounds ids, the ends of URLs and cursors, in bytes. Cut off they would be
	// others, so they are dropped.
	maxIdentifier = 500

	// maxAddress bounds URLs, in bytes. They are dropped for the same reason.
	maxAddress = 16 << 10

	// maxNumber bounds numbers and dates, in bytes as they are written.
	maxNumber = 100
)

// text is a string, or a number as it is written.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	*t = text(firstRunes(written(b), maxText))
	return nil
}

// identifier is a text that is whole or not there.
type identifier string

func (i *identifier) UnmarshalJSON(b []byte) error {
	*i = ""
	if s := written(b); len(s) <= maxIdentifier {
		*i = identifier(s)
	}
	return nil
}

// address is a URL that is whole or not there.
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

// upTo returns the URL unless it is longer than that many bytes.
func (a address) upTo(most int) string {
	if len(a.url) > most {
		return ""
	}
	return a.url
}

// written returns a string, or a number as it is written, and nothing for other values.
func written(b []byte) string {
	switch b[0] {
	case '"':
		return unquote(b)
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return string(b)
	}
	return ""
}

// firstRunes returns the beginning of s, and does not keep the rest in memory.
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

// unquote decodes a JSON string. Most have nothing to decode.
func unquote(b []byte) string {
	if !bytes.ContainsRune(b, '\\') && utf8.Valid(b) {
		return string(b[1 : len(b)-1])
	}
	var s string
	_ = json.Unmarshal(b, &s)
	return s
}

// lower returns the text without surrounding space in lower case, for states that Mayar writes in
// either.
func (t text) lower() string { return strings.ToLower(strings.TrimSpace(string(t))) }

// integer is a whole number, as a number or as a string. Set tells null from 0.
type integer struct {
	n   int64
	set bool
}

// thousands is a number as it is written in Indonesia: 104.930 is above a hundred thousand. As a
// JSON number the same is a fraction.
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

// flag is true, or the string or number that stands for it. Set tells null from false.
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

// timestamp is a date in unix milliseconds, in unix seconds, as a number or a string of them, or as
// ISO 8601 text. What has no zone is UTC.
type timestamp struct{ time.Time }

// isoLayouts are the forms of ISO 8601 that are understood. Fractions of seconds are understood in
// each of them.
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

// fromUnix reads n as seconds when it would else be a date before 1973, and returns the zero time
// when it is nothing that a shop could have seen.
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

// many is the beginning of an array of objects, or one object alone; anything in it that is no
// object is the zero value. Of several under one key the first counts: the others could cost many
// times what they weigh.
type many[T any] []T

func (m *many[T]) UnmarshalJSON(b []byte) error {
	if *m == nil {
		*m = firstElements[T](b, maxElements)
	}
	return nil
}

// maxElements is the most that is read of an array within an object.
const maxElements = 200

// firstElements decodes an object, or at most the given number of those in an array. Anything else
// in the array is the zero value.
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

// elements are the values of a JSON array, decoded one at a time, so that what comes behind the
// last one that is wanted costs nothing. There are none in another value. Each is good until the
// next.
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

// decodeObject decodes JSON that is known to be well-formed, and returns the zero value for what is
// no object. A value of another type than expected leaves its place empty: encoding/json goes on
// behind it and reports it at the end, which is of no interest here.
func decodeObject[T any](b []byte) (v T) {
	if b[0] == '{' {
		_ = json.Unmarshal(b, &v)
	}
	return v
}

// contextReader reads no further once its context has ended, so that whatever decodes what it reads
// ends too.
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
