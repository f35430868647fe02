package receivables

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// fold makes texts equal that people take for equal: letter case, composed and decomposed accents, wide letters, runs of spaces and characters that
// cannot be seen do not count.
func fold(s string) string {
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
		folded[i] = fold(text)
	}
	return strings.Join(folded, "\n")
}

// internationalPhone is the digits of an Indonesian number in the one form that 0812…, +62 812… and 812… share. Other text becomes its digits.
func internationalPhone(s string) string {
	d := digits(s)
	switch {
	case strings.HasPrefix(d, "0") && !strings.HasPrefix(d, "00"):
		return "62" + d[1:]
	case strings.HasPrefix(d, "8") && len(d) >= 9 && len(d) <= 12:
		return "62" + d
	}
	return d
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// phoneForms returns how a word may stand in a phone number, if it can be part of one at all: as it is, and with the leading 0 as country code.
func phoneForms(word string) []string {
	const fewest = 4 // Fewer digits are in too many numbers to mean one.
	other := func(r rune) bool { return !strings.ContainsRune("0123456789+-.() ", r) }
	d := digits(word)
	if len(d) < fewest || strings.ContainsFunc(word, other) {
		return nil
	}
	if rest, ok := strings.CutPrefix(d, "0"); ok {
		return []string{d, "62" + rest}
	}
	return []string{d}
}
