package blockkit

import (
	"strings"
	"unicode/utf8"
)

// cutPlain returns s in at most most characters, the last of them "…" if something is missing. It does not part a letter from its accents.
func cutPlain(s string, most int) string {
	return cut(s, most, func(s string) int {
		_, size := utf8.DecodeRuneInString(s)
		for size < len(s) {
			r, n := utf8.DecodeRuneInString(s[size:])
			if !joins(r) {
				break
			}
			size += n
		}
		return size
	})
}

// cutMrkdwn is cutPlain for mrkdwn: it keeps entities such as &amp; and links such as <https://example.com|label> whole or leaves them out, and
// does not leave a block of code open.
func cutMrkdwn(s string, most int) string {
	short := cut(s, most, firstToken)
	if strings.Count(short, fence)%2 == 0 || most < 2*len(fence)+1 {
		return short
	}
	short = cut(s, most-len(fence), firstToken)
	if strings.Count(short, fence)%2 == 0 {
		return short
	}
	return short + fence
}

const fence = "```"

// cut takes parts off s, which first measures in bytes, while they fit.
func cut(s string, most int, first func(s string) int) string {
	if !longer(s, most) {
		return s
	}
	taken, room := 0, most-1
	for taken < len(s) {
		size := first(s[taken:])
		room -= utf8.RuneCountInString(s[taken : taken+size])
		if room < 0 {
			break
		}
		taken += size
	}
	return strings.TrimRight(s[:taken], " \n") + string(ellipsis)
}

// firstToken returns the length in bytes of what s begins with: an entity, a link or mention, a fence of code, or one character.
func firstToken(s string) int {
	switch {
	case strings.HasPrefix(s, "&amp;"):
		return len("&amp;")
	case strings.HasPrefix(s, "&lt;"), strings.HasPrefix(s, "&gt;"):
		return len("&lt;")
	case strings.HasPrefix(s, fence):
		return len(fence)
	case s[0] == '<':
		if end := strings.IndexAny(s, ">\n"); end > 0 && s[end] == '>' {
			return end + 1
		}
	}
	_, size := utf8.DecodeRuneInString(s)
	return size
}
