package receivables

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// normalize makes texts equal that people take for equal. It ignores letter case, the composition
// of accents, the width of letters, runs of spaces, and invisible characters.
func normalize(s string) string {
	s = norm.NFKC.String(cases.Fold().String(norm.NFKC.String(s)))
	s = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf) || unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// searchText is the text in which words are searched. No word contains a line end, so no phrase is
// found across two texts.
func searchText(texts ...string) string {
	normalized := make([]string, len(texts))
	for i, text := range texts {
		normalized[i] = normalize(text)
	}
	return strings.Join(normalized, "\n")
}
