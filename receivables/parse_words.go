package receivables

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// customEmoji is an emoji of the workspace, which nobody outside of it has in their name.
var customEmoji = regexp.MustCompile(`^:[a-z0-9_+'-]+:$`)

// trimPunctuation cuts quotes, brackets, formatting marks, bullets and punctuation off both ends of
// a word. Every text that contains the word contains the result too.
func trimPunctuation(word string) string {
	return strings.TrimFunc(word, func(r rune) bool {
		return r != '_' && unicode.IsPunct(r) || strings.ContainsRune("<>=|~`´^", r)
	})
}

// splitEmoji splits emoji off the letters that they touch, so that "Sekar🌸" is found in "Sekar 🌸
// Florist". It cuts the selector of the coloured form off the end of an emoji.
func splitEmoji(word string) []string {
	var parts []string
	start, inEmoji := 0, false
	for at, r := range word {
		emoji := isEmojiPart(r, inEmoji)
		if at > 0 && emoji != inEmoji {
			parts, start = append(parts, word[start:at]), at
		}
		inEmoji = emoji
	}
	parts = append(parts, word[start:])
	for i, part := range parts {
		parts[i] = trimPunctuation(strings.TrimRight(part, "\uFE0F"))
	}
	return slices.DeleteFunc(parts, func(part string) bool { return part == "" })
}

// isEmojiPart reports whether a rune is an emoji or, behind one, a part of it: a skin tone, a
// joiner, a selector.
func isEmojiPart(r rune, behindEmoji bool) bool {
	if r <= unicode.MaxLatin1 {
		return false
	}
	return unicode.Is(unicode.So, r) || behindEmoji && unicode.In(r, unicode.Sk, unicode.Mn, unicode.Cf)
}

// trimValue cuts the punctuation off both ends of the value of a filter.
func trimValue(value string) string {
	value = strings.TrimLeft(value, " '’‘`´*_~([<>=:")
	return strings.TrimRight(value, " '’‘`´*_~)]<>,;.!?…")
}

// searchWords returns the words to search: quoted ones as they are, others without the punctuation
// around them. Words of punctuation alone and emoji of the workspace count only if there is no
// other word.
func searchWords(tokens []token) []string {
	var words, fallback []string
	for _, t := range tokens {
		word := trimPunctuation(t.value)
		switch {
		case t.quoted:
			words = append(words, t.value)
		case word == "":
			fallback = append(fallback, t.value)
		case customEmoji.MatchString(t.value):
			fallback = append(fallback, word)
		default:
			words = append(words, splitEmoji(word)...)
		}
	}
	if len(words) == 0 {
		return fallback
	}
	return words
}
