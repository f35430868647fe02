package bot

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// The forms in which customers' data comes in words and errors. Quotes may be curly, and Slack writes e-mails and phone numbers as links.
var (
	slackLink  = regexp.MustCompile(`<(mailto|tel):[^>]*>`)
	personal   = regexp.MustCompile(`(?i)\b(name|nama|email|e-mail|mobile|phone|hp|tel|customer|pelanggan|member|anggota):(` + quoted + `|\S+)`)
	inQuotes   = regexp.MustCompile(quoted)
	email      = regexp.MustCompile(`[^\s<>|:;,"“”]+@[^\s<>|:;,"“”]+`)
	phone      = regexp.MustCompile(uuid + `|\+?\d[\d\s().-]{6,}\d`)
	plainWord  = regexp.MustCompile(`^[\pL\pM'’.-]+$`)
	identifier = regexp.MustCompile(`^` + uuid + `$`)
)

const (
	// uuid is how Mayar names things; a run of digits in one looks like a phone number.
	uuid = `[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`

	quoted = `["“”„«][^"“”„«»]*["“”»]?`

	hidden = "***"

	longestDetail = 500 // runes
)

// mask hides e-mails, phone numbers and what is quoted or named as a person's.
func mask(text string) string {
	text = slackLink.ReplaceAllString(text, hidden)
	text = personal.ReplaceAllString(text, "$1:"+hidden)
	text = inQuotes.ReplaceAllString(text, hidden)
	text = email.ReplaceAllString(text, hidden)
	text = phone.ReplaceAllStringFunc(text, func(found string) string {
		if identifier.MatchString(found) {
			return found
		}
		return hidden
	})
	return clip(text, longestDetail)
}

// maskWords hides what mask hides in the words behind a command, and of each other word all but the first letter: someone who looks for a customer
// types a name without any sign that it is one. Filters (older:7d), numbers and ids stay, and so do words that open reports true of.
func maskWords(text string, open func(word string) bool) string {
	words := strings.Fields(mask(text))
	for i, word := range words {
		if plainWord.MatchString(word) && !open(strings.ToLower(word)) {
			_, size := utf8.DecodeRuneInString(word)
			words[i] = word[:size] + hidden
		}
	}
	return strings.Join(words, " ")
}

func clip(text string, runes int) string {
	if utf8.RuneCountInString(text) <= runes {
		return text
	}
	return string([]rune(text)[:runes-1]) + "…"
}
