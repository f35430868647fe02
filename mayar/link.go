package mayar

import (
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
)

// An ImmutableLink is the URL of a checkout that is made out to one customer, byte for byte as Mayar gave it. It carries the customer's name, e-mail
// and mobile for anybody to read, so it prints, logs and encodes without them: use URL to hand it out.
type ImmutableLink string

// URL returns the link itself.
func (l ImmutableLink) URL() string { return string(l) }

// HasImmutable reports whether the link has one value for immutable. Without any it is a general link that anybody can change.
func (l ImmutableLink) HasImmutable() bool { return l.immutable() != "" }

// Token returns what the link freezes. Ok is false when the token cannot be read, as with V2's, whose form is not documented; the link may be good
// all the same.
func (l ImmutableLink) Token() (t Token, ok bool) { return parseToken(l.immutable()) }

// immutable returns the value of the parameter, or "" when it is there more than once: which of them counts is up to the page that is opened.
func (l ImmutableLink) immutable() string {
	u, err := url.Parse(string(l))
	if err != nil {
		return ""
	}
	var values []string
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		if name, value, _ := strings.Cut(pair, "="); unescape(name) == "immutable" {
			values = append(values, unescape(value))
		}
	}
	if len(values) != 1 {
		return ""
	}
	return values[0]
}

// unescape leaves a plus alone: it is a digit of base64 and no space.
func unescape(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
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
