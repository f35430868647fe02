package blockkit

import (
	"net/url"
	"strings"
	"unicode"
)

// SafeURL returns s unchanged if we may link it. That takes an http or https address with a host,
// without user information (https://bank.example@evil.example looks like a bank), and without
// spaces, control or invisible characters, quotes, backslashes and the characters that end a link
// in mrkdwn. It repairs nothing.
func SafeURL(s string) (string, bool) {
	if longerThan(s, maxURL) || !safeButForLength(s) {
		return "", false
	}
	return s, true
}

// TooLong reports whether only its length makes s unsafe to link.
func TooLong(s string) bool {
	return longerThan(s, maxURL) && safeButForLength(s)
}

func safeButForLength(s string) bool {
	if !looksSafe(s) {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && u.Hostname() != ""
}

// looksSafe makes the checks of SafeURL that need no parsing.
func looksSafe(s string) bool {
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
