package mayar

import (
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"unicode"
)

// An ImmutableLink is the URL of one customer's checkout, byte for byte as Mayar gave it. It
// contains the customer's name, e-mail and mobile in readable form, so printing, logging and
// encoding hide them. URL returns the full link.
type ImmutableLink string

// URL returns the link itself.
func (l ImmutableLink) URL() string { return string(l) }

// HasImmutable reports whether the link has exactly one value for immutable, under exactly that
// name. A link without it is general, and anybody can change its values.
func (l ImmutableLink) HasImmutable() bool { return l.immutable() != "" }

// Token returns the values that the link freezes. Ok is false when the token cannot be read, as
// with V2's, whose format is not documented. The link may still be good.
func (l ImmutableLink) Token() (t Token, ok bool) { return parseToken(l.immutable()) }

// immutable returns the value of the parameter. It returns "" when the parameter is repeated, or
// present under a similar name, because then the page decides which one counts.
func (l ImmutableLink) immutable() string {
	u, err := url.Parse(string(l))
	if err != nil {
		return ""
	}
	var values []string
	// Some pages split the query at semicolons too. No token contains one.
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

// resemblesImmutable reports whether a page may take a name for immutable: in other letter case,
// with surrounding space or invisible characters, or as the name of a list.
func resemblesImmutable(name string) bool {
	name, _, _ = strings.Cut(strings.ReplaceAll(name, "+", " "), "[")
	name = strings.TrimFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.EqualFold(name, "immutable")
}

// unescape keeps a plus: it is a base64 digit here, not a space.
func unescape(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// Host returns the host of the link, in lower case and without port 443. It is "" when there is no
// host, or when user information before it could look like one.
func (l ImmutableLink) Host() string { return HostOf(string(l)) }

// HostOf is ImmutableLink.Host for any URL.
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
