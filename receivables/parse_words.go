package receivables

import (
	"cmp"
	"regexp"
	"strings"
	"unicode"
)

var (
	// webPrefix is what an address begins with that people leave out.
	webPrefix = regexp.MustCompile(`(?i)^(?:https?://)?(?:www\.)?`)

	// ofTeam is an emoji of the workspace's own: nobody outside of it has one in their name.
	ofTeam = regexp.MustCompile(`^:[a-z0-9_+'-]+:$`)
)

// bareWord is a word without what stands around it: quotes, brackets, marks of formatting, bullets, the punctuation of a sentence. Whatever has the word
// has what is left of it.
func bareWord(word string) string {
	return strings.TrimFunc(word, func(r rune) bool { return r != '_' && unicode.IsPunct(r) || strings.ContainsRune("<>=|~`´^", r) })
}

// withoutWebPrefix is an address as people know it: whatever has one has what is left of it.
func withoutWebPrefix(word string) string {
	return cmp.Or(strings.TrimRight(webPrefix.ReplaceAllString(word, ""), "/"), word)
}

// bareValue is the value of a filter without what stands around it.
func bareValue(value string) string {
	value = strings.TrimLeft(value, " '’‘`´*_~([<>=:")
	return strings.TrimRight(value, " '’‘`´*_~)]<>,;.!?…")
}

// wordsOf are the words to look for: those in quotes as they are, others without what stands around them. Beside other words, what is nothing else is left
// out, and so are emoji of the workspace.
func wordsOf(typed []token) []string {
	var words, others []string
	for _, t := range typed {
		word := bareWord(t.value)
		switch {
		case t.quoted:
			words = append(words, t.value)
		case word == "":
			others = append(others, t.value)
		case ofTeam.MatchString(t.value):
			others = append(others, word)
		default:
			words = append(words, word)
		}
	}
	if len(words) == 0 {
		return others
	}
	return words
}
