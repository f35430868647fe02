package mirror

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/mayarbot/mayarbot/receivables"
)

// searchText is the text in which words are searched. No word contains a line end, so no phrase is
// found across two texts.
func searchText(texts ...string) string {
	normalized := make([]string, len(texts))
	for i, text := range texts {
		normalized[i] = receivables.Normalize(text)
	}
	return strings.Join(normalized, "\n")
}

// webPrefix is the beginning of an address that people leave out.
var webPrefix = regexp.MustCompile(`(?i)^(?:https?://)?(?:www\.)?`)

// trimWebPrefix shortens an address to the part that people know. Every text that contains the
// address contains the result too.
func trimWebPrefix(word string) string {
	return cmp.Or(strings.TrimRight(webPrefix.ReplaceAllString(word, ""), "/"), word)
}
