package blockkit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// EmptyValue stands for an empty text: Slack rejects empty texts and empty table cells.
const EmptyValue = "-"

const ellipsis = '…'

// maxMarks is how many combining marks may sit on one letter. Living scripts need at most four;
// text that climbs over its neighbours uses dozens.
const maxMarks = 4

// Sanitize makes untrusted text safe to show on one line of at most maxRunes characters. It removes
// control, bidirectional, zero-width and other invisible characters, turns white space into single
// spaces, and ends long text in "…", never between a letter and its accents. It returns EmptyValue
// for an empty text. It does not escape: mrkdwn needs EscapeText.
func Sanitize(s string, maxRunes int) string {
	if len(s) <= maxRunes && isPlainASCII(s) {
		return s // most names are
	}
	var b strings.Builder
	var spaced bool
	marks, runes := maxMarks, 0 // a mark without a letter before it would sit on the text before
	limit := max(maxRunes, 1)
	fits := 0 // bytes before the last place where an ellipsis may stand

	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			spaced = runes > 0
			continue
		case !Visible(r):
			continue
		case combines(r):
			if marks >= maxMarks || spaced {
				continue
			}
			marks++
		default:
			marks = 0
			if runes < limit {
				fits = b.Len()
			}
			if spaced && runes < limit {
				b.WriteByte(' ')
				runes++
			}
			spaced = false
		}
		if runes >= limit {
			return b.String()[:fits] + string(ellipsis)
		}
		b.WriteRune(r)
		runes++
	}
	if runes == 0 {
		return EmptyValue
	}
	return b.String()
}

// isPlainASCII reports whether s is ASCII with nothing to remove: not empty, no control characters,
// and no spaces but single ones inside.
func isPlainASCII(s string) bool {
	afterSpace := true
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7F || s[i] == ' ' && afterSpace {
			return false
		}
		afterSpace = s[i] == ' '
	}
	return !afterSpace
}

// combines reports whether r belongs to the character before it: combining marks, variation
// selectors and skin tones.
func combines(r rune) bool {
	return r >= utf8.RuneSelf && unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc) || r >= 0x1F3FB && r <= 0x1F3FF
}

// Visible reports whether a reader can see r. Format characters (bidirectional, zero-width, tags),
// private and unassigned ones are invisible, and so are a few letters and symbols.
func Visible(r rune) bool {
	if r < utf8.RuneSelf {
		return r > ' ' && r != 0x7F
	}
	switch {
	case r == utf8.RuneError,
		r == 0x034F,                                        // combining grapheme joiner
		r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0, // Hangul fillers
		r == 0x17B4, r == 0x17B5, // Khmer inherent vowels
		r == 0x2800,                                              // empty Braille pattern
		r >= 0x180B && r <= 0x180F,                               // Mongolian selectors
		r >= 0xFE00 && r <= 0xFE0E, r >= 0xE0100 && r <= 0xE01EF: // variation selectors, but not the emoji's
		return false
	}
	return unicode.IsGraphic(r)
}
