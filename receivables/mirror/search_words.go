package mirror

import (
	"cmp"
	"regexp"
	"strings"
	"unicode"

	"github.com/mayarbot/mayarbot/receivables"
)

// searchedText is what a search text must contain to have a word. It lacks the sign of a mention,
// which Slack adds to a name that it knows, and the beginning of a web address.
func searchedText(word string) string {
	text := trimWebPrefix(receivables.Normalize(word))
	return cmp.Or(strings.TrimLeft(text, "@#"), text)
}

// webPrefix is the beginning of an address that people leave out.
var webPrefix = regexp.MustCompile(`(?i)^(?:https?://)?(?:www\.)?`)

// trimWebPrefix shortens an address to the part that people know. Every text that contains the
// address contains the result too.
func trimWebPrefix(word string) string {
	return cmp.Or(strings.TrimRight(webPrefix.ReplaceAllString(word, ""), "/"), word)
}

// separators are the characters between words in names, e-mails and products, beside spaces. All
// are ASCII.
const separators = "\n.@-_+()/,;'\"#&:"

// appendSpaced appends a search text with a space before and after each word.
func appendSpaced(to []byte, text string) []byte {
	to = append(append(append(to, ' '), text...), ' ')
	for i, c := range to {
		if isSeparator[c] {
			to[i] = ' '
		}
	}
	return to
}

var isSeparator = func() (is [256]bool) {
	for _, separator := range []byte(separators) {
		is[separator] = true
	}
	return is
}()

// spaceSeparators replaces the separators between words by single spaces.
func spaceSeparators(word string) string {
	separates := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(separators, r) }
	return strings.Join(strings.FieldsFunc(word, separates), " ")
}
