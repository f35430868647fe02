package blockkit

import (
	"net/url"
	"strings"
	"unicode"
)

// SafeURL tells whether s may be linked, and returns it byte for byte if so. It must be an http or https address with a host, without user
// information (which makes https://bank.example@evil.example look like a bank), and without spaces, control or invisible characters, quotes,
// backslashes and the characters that end a link in mrkdwn. Nothing is repaired: an address that would need it is refused.
func SafeURL(s string) (string, bool) {
	if longer(s, maxURL) || !linkable(s) {
		return "", false
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" {
		return "", false
	}
	return s, true
}

// TooLong tells whether s would be safe to link but for its length.
func TooLong(s string) bool {
	u, err := url.Parse(s)
	return longer(s, maxURL) && linkable(s) && err == nil && u.Hostname() != ""
}

// linkable is what of SafeURL can be told without parsing.
func linkable(s string) bool {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok || !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
		return false
	}
	host := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		host = rest[:end]
	}
	return host != "" && !strings.Contains(host, "@") && !strings.ContainsFunc(s, unsafeInURL)
}

func unsafeInURL(r rune) bool {
	return strings.ContainsRune("|<>\\\"`", r) || unicode.IsSpace(r) || !Visible(r)
}
