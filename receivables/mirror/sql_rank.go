package mirror

import (
	"strings"
	"unicode"

	"github.com/mayarbot/mayarbot/receivables"
)

// separators are the characters between words in names, e-mails and products, beside spaces.
const separators = "\n.@-_+()/,;'\"#&:"

// rank returns, as SQL, how well a transaction matches the words: 2 for each that it has as a whole
// word, 1 for each that one of its words begins with, 0 for each that is inside of a word. It is
// empty if there are no words but phone numbers.
func (w *where) rank(words []string) string {
	var ranks []string
	for _, word := range words {
		word = spaceSeparators(trimWebPrefix(receivables.Normalize(word)))
		if word == "" || receivables.PhoneVariants(word) != nil {
			continue
		}
		begins := spacedSearchText + w.likePattern(" ", word, "")
		is := spacedSearchText + w.likePattern(" ", word, " ")
		ranks = append(ranks, "CASE WHEN "+is+" THEN 2 WHEN "+begins+" THEN 1 ELSE 0 END")
	}
	return strings.Join(ranks, " + ")
}

// spacedSearchText is the search text as SQL, with a space before and after each word.
var spacedSearchText = func() string {
	text := "u.search_text"
	for _, separator := range separators {
		text = "replace(" + text + ", '" + strings.ReplaceAll(string(separator), "'", "''") + "', ' ')"
	}
	return "' ' || " + text + " || ' '"
}()

// spaceSeparators replaces the separators between words by single spaces.
func spaceSeparators(word string) string {
	isSeparator := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(separators, r) }
	return strings.Join(strings.FieldsFunc(word, isSeparator), " ")
}
