package receivables

import (
	"iter"
	"strings"
	"unicode"

	"github.com/mayarbot/mayarbot/phone"
)

// A token is one word, one phrase or one filter.
type token struct {
	text   string // as typed, without quotes
	quoted bool   // part of the word was in quotes
	filter bool
	name   string // of a filter, in lower case
	value  string // of a filter, or the word itself
}

// lex splits what a person typed. A quote without an end reaches to the end of the text. The value
// of a filter may follow after a space: "older: 7d".
func lex(s string) iter.Seq[token] {
	return func(yield func(token) bool) {
		rest := []rune(s)
		for {
			var text string
			var unquoted int
			text, unquoted, rest = nextWord(rest)
			if text == "" && rest == nil {
				return
			}
			if text[:unquoted] == text && isFilterName(text) {
				text, unquoted, rest = joinColon(text, rest)
			}
			t := newToken(text, unquoted)
			if t.filter && filterNames[t.name] != "" {
				rest = t.takeValue(rest)
			}
			if (t.filter || t.value != "") && !yield(t) {
				return
			}
		}
	}
}

// newToken makes a token of a word whose first unquoted bytes were not in quotes.
func newToken(text string, unquoted int) token {
	if inner := strings.TrimLeft(text[:unquoted], "('‘’[{<"); len(inner) < unquoted {
		if name, _, ok := splitFilter(inner); ok && isFilterName(name) {
			text, unquoted = text[unquoted-len(inner):], len(inner) // "(older:7d)"
		}
	}
	name, _, ok := splitFilter(text[:unquoted])
	if !ok {
		return token{text: text, quoted: unquoted < len(text), value: text}
	}
	return token{text: text, filter: true, name: strings.ToLower(name), value: text[len(name)+1:]}
}

// splitFilter splits "name:value", and for known filters "name=value" and "name>value" too. Times
// of day and addresses are no filters.
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

// joinColon joins the name of a filter with the next word if that begins with a colon: "older :
// 7d".
func joinColon(name string, rest []rune) (text string, unquoted int, behind []rune) {
	next, unquoted, behind := nextWord(rest)
	if unquoted > 0 && strings.ContainsRune(":=<>", rune(next[0])) {
		return name + next, len(name) + unquoted, behind
	}
	return name, len(name), rest
}

// takeValue takes the rest of the value of a filter: all of it after a space, as in "older: 7d",
// the unit of a number, as in "older:7 days" and "min:1,5 jt", and the other words of a type, as in
// "type:payment request".
func (t *token) takeValue(rest []rune) []rune {
	if trimValue(t.value) == "" {
		rest = t.takeWord(rest)
	}
	for {
		next, unquoted, _ := nextWord(rest)
		if next == "" || unquoted != len(next) || !t.continuesWith(next) {
			return rest
		}
		rest = t.takeWord(rest)
	}
}

func (t *token) takeWord(rest []rune) []rune {
	var next string
	next, _, rest = nextWord(rest)
	t.value = strings.TrimSpace(t.value + " " + next)
	t.text = strings.TrimSpace(t.text + " " + next)
	return rest
}

// continuesWith reports whether a word continues the value before it.
func (t *token) continuesWith(word string) bool {
	word = trimValue(word)
	switch filterNames[t.name] {
	case "older", "newer":
		number := strings.TrimLeft(t.value, "=<> ")
		return phone.Digits(number) == number && isAgeUnit(word)
	case "min", "max":
		return continuesAmount(t.value, word)
	case "type":
		return len(typesNamed(t.value+" "+word)) > 0
	}
	return false
}

// nextWord takes the next word off s. The word ends at a space, or at a comma before a filter,
// outside of quotes. Runs of spaces become one space, and quotes are left out. unquoted is the
// length of the part before the first quote. After the last word, rest is nil.
func nextWord(s []rune) (word string, unquoted int, rest []rune) {
	for len(s) > 0 && unicode.IsSpace(s[0]) {
		s = s[1:]
	}
	var b strings.Builder
	quoted, unquoted := false, -1
	for i, r := range s {
		switch {
		case isQuote(r):
			if unquoted < 0 {
				unquoted = b.Len()
			}
			quoted = !quoted
		case !quoted && isComma(r) && beginsFilter(s[i+1:]):
			return joinQuoted(b.String(), unquoted, s[i+1:])
		case !unicode.IsSpace(r):
			b.WriteRune(r)
		case !quoted:
			return joinQuoted(b.String(), unquoted, s[i:])
		default:
			b.WriteByte(' ')
		}
	}
	return joinQuoted(b.String(), unquoted, nil)
}

func isComma(r rune) bool { return strings.ContainsRune(",;，；", r) }

// beginsFilter reports whether a text begins with the name of a filter and a colon.
func beginsFilter(s []rune) bool {
	end := 0
	for end < len(s) && end < maxNameLen && unicode.IsLetter(s[end]) {
		end++
	}
	return end < len(s) && s[end] == ':' && isFilterName(string(s[:end]))
}

// joinQuoted collapses the spaces in the quoted part of a word.
func joinQuoted(word string, unquoted int, rest []rune) (string, int, []rune) {
	if unquoted < 0 {
		return word, len(word), rest
	}
	// The quotes are around the value of a filter, not its name, so the beginning keeps its length.
	head, tail := word[:unquoted], strings.Join(strings.Fields(word[unquoted:]), " ")
	return head + tail, unquoted, rest
}

// isQuote reports whether r is a double quote, or one that phones and word processors put in its
// place.
func isQuote(r rune) bool {
	return strings.ContainsRune("\"“”„‟«»＂", r)
}
