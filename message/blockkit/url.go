package blockkit

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxURL is the longest address that Slack takes in a button or an image, in characters.
const maxURL = 3000

// SafeURL tells whether s may be linked, and returns it byte for byte if so. It must be an http or https address with a host, without user
// information (which makes https://bank.example@evil.example look like a bank), and without spaces, control or invisible characters, quotes,
// backslashes and the characters that end a link in mrkdwn. Nothing is repaired: an address that would need it is refused.
func SafeURL(s string) (string, bool) {
	if utf8.RuneCountInString(s) > maxURL || strings.ContainsFunc(s, unsafeInURL) {
		return "", false
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || u.User != nil {
		return "", false
	}
	if u.Scheme != "http" && u.Scheme != "https" { // Parse lowers the scheme
		return "", false
	}
	return s, true
}

func unsafeInURL(r rune) bool {
	return strings.ContainsRune("|<>\\\"`", r) || unicode.IsSpace(r) || !visible(r)
}
