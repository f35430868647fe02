package receivables

import (
	"iter"
	"strings"
	"unicode"

	"github.com/mayarbot/mayarbot/phone"
)

// A token is one word, one phrase or one filter of what a person typed.
type token struct {
	text   string // as typed, without quotes
	quoted bool   // a word of which something was in quotes
	filter bool
	name   string // of a filter, in lower case
	value  string // of a filter, or the word itself
}

// tokens splits what a person typed. A quote that is never closed reaches to the end. The value of a filter may follow after a space: "older: 7d".
func tokens(s string) iter.Seq[token] {
	return func(yield func(token) bool) {
		rest := []rune(s)
		for {
			var text string
			var bare int
			text, bare, rest = nextWord(rest)
			if text == "" && rest == nil {
				return
			}
			if text[:bare] == text && isFilterName(text) {
				text, bare, rest = withColon(text, rest)
			}
			t := read(text, bare)
			if t.filter && filterNames[t.name] != "" {
				rest = t.readOn(rest)
			}
			if (t.filter || t.value != "") && !yield(t) {
				return
			}
		}
	}
}

// read makes a token of a word, whose first bare bytes were not in quotes.
func read(text string, bare int) token {
	if inner := strings.TrimLeft(text[:bare], "('‘’[{<"); len(inner) < bare {
		if name, _, ok := splitFilter(inner); ok && isFilterName(name) {
			text, bare = text[bare-len(inner):], len(inner) // "(older:7d)"
		}
	}
	name, _, ok := splitFilter(text[:bare])
	if !ok {
		return token{text: text, quoted: bare < len(text), value: text}
	}
	return token{text: text, filter: true, name: strings.ToLower(name), value: text[len(name)+1:]}
}

// splitFilter splits "name:value", and "name=value" and "name>value" of those that there are. Times of day and addresses are no filters.
func splitFilter(word string) (name, value string, ok bool) {
	if at := strings.IndexAny(word, ":=<>"); at > 0 && isFilterName(word[:at]) {
		return word[:at], word[at+1:], true
	}
	name, value, ok = strings.Cut(word, ":")
	if !ok || name == "" || strings.HasPrefix(value, "//") {
		return "", "", false
	}
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) && r != '_' && r != '-' }
	return name, value, !strings.ContainsFunc(name, notLetter)
}

func isFilterName(word string) bool { return filterNames[strings.ToLower(word)] != "" }

// withColon puts what follows a filter's name after a space behind it, if it begins with a colon: "older : 7d".
func withColon(name string, rest []rune) (text string, bare int, behind []rune) {
	next, bare, behind := nextWord(rest)
	if bare > 0 && strings.ContainsRune(":=<>", rune(next[0])) {
		return name + next, len(name) + bare, behind
	}
	return name, len(name), rest
}

// readOn takes off rest what belongs to the value of a filter: all of it after a space, as in "older: 7d", the unit of a number, as in "older:7 days" and
// "min:1,5 jt", and the other words of a type, as in "type:payment request".
func (t *token) readOn(rest []rune) []rune {
	if bareValue(t.value) == "" {
		rest = t.take(rest)
	}
	for {
		next, bare, _ := nextWord(rest)
		if next == "" || bare != len(next) || !t.goesOn(next) {
			return rest
		}
		rest = t.take(rest)
	}
}

func (t *token) take(rest []rune) []rune {
	var next string
	next, _, rest = nextWord(rest)
	t.value = strings.TrimSpace(t.value + " " + next)
	t.text = strings.TrimSpace(t.text + " " + next)
	return rest
}

// goesOn tells whether a word belongs to the value before it.
func (t *token) goesOn(word string) bool {
	word = bareValue(word)
	switch filterNames[t.name] {
	case "older", "newer":
		number := strings.TrimLeft(t.value, "=<> ")
		return phone.Digits(number) == number && isAgeUnit(word)
	case "min", "max":
		return isAmountWord(t.value, word)
	case "type":
		return len(typesOf(t.value+" "+word)) > 0
	}
	return false
}

// nextWord takes the next word off s: up to a space, or a comma before a filter, that is not in quotes, with runs of spaces made one and the quotes left out. bare is the length
// of its beginning that was not in quotes. After the last word, rest is nil.
func nextWord(s []rune) (word string, bare int, rest []rune) {
	for len(s) > 0 && unicode.IsSpace(s[0]) {
		s = s[1:]
	}
	var b strings.Builder
	quoted, bare := false, -1
	for i, r := range s {
		switch {
		case isQuote(r):
			if bare < 0 {
				bare = b.Len()
			}
			quoted = !quoted
		case !quoted && isComma(r) && beginsFilter(s[i+1:]):
			return finish(b.String(), bare, s[i+1:])
		case !unicode.IsSpace(r):
			b.WriteRune(r)
		case !quoted:
			return finish(b.String(), bare, s[i:])
		default:
			b.WriteByte(' ')
		}
	}
	return finish(b.String(), bare, nil)
}

func isComma(r rune) bool { return strings.ContainsRune(",;，；", r) }

// beginsFilter tells whether a text begins with a filter.
func beginsFilter(s []rune) bool {
	end := 0
	for end < len(s) && end < longestName && unicode.IsLetter(s[end]) {
		end++
	}
	return end < len(s) && s[end] == ':' && isFilterName(string(s[:end]))
}

func finish(word string, bare int, rest []rune) (string, int, []rune) {
	if bare < 0 {
		return word, len(word), rest
	}
	// Quotes around a filter's value are not around its name, so the beginning keeps its length.
	head, tail := word[:bare], strings.Join(strings.Fields(word[bare:]), " ")
	return head + tail, bare, rest
}

// isQuote knows the double quotes that phones and word processors make of ".
func isQuote(r rune) bool {
	return strings.ContainsRune("\"“”„‟«»＂", r)
}
