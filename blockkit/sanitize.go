package blockkit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// EmptyValue is what stands where a text is empty: Slack refuses empty texts and empty table cells.
const EmptyValue = "-"

const ellipsis = '…'

// maxMarks is how many combining marks may sit on one letter. Living scripts need at most four; text that climbs over its neighbours uses dozens.
const maxMarks = 4

// Sanitize makes untrusted text fit to be shown on one line, in at most maxRunes characters. Control, bidirectional, zero-width and other invisible
// characters go, runs of white space become one space, and what is too long ends in "…", never between a letter and its accents. It returns
// EmptyValue rather than an empty text. The result is not escaped: mrkdwn wants EscapeText.
func Sanitize(s string, maxRunes int) string {
	var b strings.Builder
	var spaced bool
	marks, runes := maxMarks, 0 // a mark without a letter before it would sit on somebody else's text
	limit := max(maxRunes, 1)
	fits := 0 // bytes up to the last place where an ellipsis may follow

	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			spaced = runes > 0
			continue
		case !Visible(r):
			continue
		case joins(r):
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

// joins tells whether r belongs to the character before it: combining marks, variation selectors and skin tones.
func joins(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc) || (r >= 0x1F3FB && r <= 0x1F3FF)
}

// Visible tells whether r leaves a trace that a reader can see. Format characters (bidirectional, zero-width, tags), private and unassigned ones
// do not, nor do a few letters and symbols that are drawn as nothing.
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
		r >= 0xFE00 && r <= 0xFE0E, r >= 0xE0100 && r <= 0xE01EF: // variation selectors but the one that asks for an emoji
		return false
	}
	return unicode.IsGraphic(r)
}
