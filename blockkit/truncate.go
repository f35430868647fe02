package blockkit

import (
	"strings"
	"unicode/utf8"
)

// truncatePlain returns s in at most most characters; a shortened text ends in "…". It keeps a
// letter and its accents together.
func truncatePlain(s string, most int) string {
	return truncate(s, most, func(s string) int {
		_, size := utf8.DecodeRuneInString(s)
		for size < len(s) {
			r, n := utf8.DecodeRuneInString(s[size:])
			if !combines(r) {
				break
			}
			size += n
		}
		return size
	})
}

// truncateMrkdwn is truncatePlain for mrkdwn: it keeps entities such as &amp; and links such as
// <https://example.com|label> whole or leaves them out, and closes a block of code.
func truncateMrkdwn(s string, most int) string {
	short := truncate(s, most, firstToken)
	if strings.Count(short, fence)%2 == 0 || most < 2*len(fence)+1 {
		return short
	}
	short = truncate(s, most-len(fence), firstToken)
	if strings.Count(short, fence)%2 == 0 {
		return short
	}
	return short + fence
}

const fence = "```"

// truncate keeps as many tokens of s as fit and adds "…". first returns the bytes of the first
// token.
func truncate(s string, most int, first func(s string) int) string {
	if !longerThan(s, most) {
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

// firstToken returns the length in bytes of the first token of s: an entity, a link or mention, a
// fence of code, or one character.
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
