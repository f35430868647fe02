package mayar

import (
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"unicode"
)

// An ImmutableLink is the URL of a checkout that is made out to one customer, byte for byte as
// Mayar gave it. It carries the customer's name, e-mail and mobile for anybody to read, so it
// prints, logs and encodes without them: use URL to hand it out.
type ImmutableLink string

// URL returns the link itself.
func (l ImmutableLink) URL() string { return string(l) }

// HasImmutable reports whether the link has one value for immutable, under that very name. Without
// any it is a general link that anybody can change.
func (l ImmutableLink) HasImmutable() bool { return l.immutable() != "" }

// Token returns what the link freezes. Ok is false when the token cannot be read, as with V2's,
// whose form is not documented; the link may be good all the same.
func (l ImmutableLink) Token() (t Token, ok bool) { return parseToken(l.immutable()) }

// immutable returns the value of the parameter, or "" when it is there more than once, or under a
// name that a page may take for it: which of them counts is up to the page that is opened.
func (l ImmutableLink) immutable() string {
	u, err := url.Parse(string(l))
	if err != nil {
		return ""
	}
	var values []string
	// Some pages part the query at a semicolon too, which no token has.
	for pair := range strings.FieldsFuncSeq(u.RawQuery, func(r rune) bool { return r == '&' || r == ';' }) {
		name, value, _ := strings.Cut(pair, "=")
		switch name = unescape(name); {
		case name == "immutable":
			values = append(values, unescape(value))
		case resemblesImmutable(name):
			return ""
		}
	}
	if len(values) != 1 {
		return ""
	}
	return values[0]
}

// resemblesImmutable tells whether a page may take a name for immutable: in other letters, with
// space or unseen characters about it, or as the name of a list.
func resemblesImmutable(name string) bool {
	name, _, _ = strings.Cut(strings.ReplaceAll(name, "+", " "), "[")
	name = strings.TrimFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.EqualFold(name, "immutable")
}

// unescape leaves a plus alone: it is a digit of base64 and no space.
func unescape(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// Host returns the host that the link leads to, in lower case and without the port that https has
// anyway. It is "" where there is none, or where something stands before it that looks like one.
func (l ImmutableLink) Host() string { return HostOf(string(l)) }

// HostOf is ImmutableLink.Host for any address.
func HostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return ""
	}
	return strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(u.Host), ":443"), ".")
}

// String returns the link with all parameters hidden.
func (l ImmutableLink) String() string {
	if l == "" {
		return ""
	}
	u, err := url.Parse(string(l))
	if err != nil || u.Host == "" {
		return "[hidden link]"
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String() + "?[hidden]"
}

// Format prints the link as String does, whatever the verb.
func (l ImmutableLink) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, l.String()) }

// LogValue hides the link's parameters from slog.
func (l ImmutableLink) LogValue() slog.Value { return slog.StringValue(l.String()) }

// MarshalText hides the link's parameters from logs in JSON.
func (l ImmutableLink) MarshalText() ([]byte, error) { return []byte(l.String()), nil }
