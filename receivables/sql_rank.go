package receivables

import (
	"strings"
	"unicode"
)

// separators are what stands between words in names, e-mails and products, beside spaces.
const separators = "\n.@-_+()/,;'\"#&:"

// near tells, as SQL, how well a transaction fits the words of a query: 2 for each that is a word of it, 1 for each with which one begins, 0 for one that is
// only inside of one. It is empty where there are no words to tell by; numbers of phones are none.
func (w *where) rank(words []string) string {
	var ranks []string
	for _, word := range words {
		word = spaceSeparators(withoutWebPrefix(normalize(word)))
		if word == "" || phoneForms(word) != nil {
			continue
		}
		begins, is := spacedSearchText+w.likePattern(" ", word, ""), spacedSearchText+w.likePattern(" ", word, " ")
		ranks = append(ranks, "CASE WHEN "+is+" THEN 2 WHEN "+begins+" THEN 1 ELSE 0 END")
	}
	return strings.Join(ranks, " + ")
}

// asWords is the text that words are looked for in, as SQL, with a space before and behind each word.
var spacedSearchText = func() string {
	text := "u.search_text"
	for _, separator := range separators {
		text = "replace(" + text + ", '" + strings.ReplaceAll(string(separator), "'", "''") + "', ' ')"
	}
	return "' ' || " + text + " || ' '"
}()

// spaced makes spaces of what stands between words.
func spaceSeparators(word string) string {
	return strings.Join(strings.FieldsFunc(word, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(separators, r) }), " ")
}
