package receivables

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// fold makes texts equal that people take for equal: letter case, composed and decomposed accents, wide letters, runs of spaces and characters that
// cannot be seen do not count.
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

// searchText is what words are looked for in. A line end, which no word contains, keeps a phrase from being found across two texts.
func searchText(texts ...string) string {
	folded := make([]string, len(texts))
	for i, text := range texts {
		folded[i] = normalize(text)
	}
	return strings.Join(folded, "\n")
}
