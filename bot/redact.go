package bot

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Patterns of customers' data in commands and errors. Quotes may be curly, and Slack writes e-mails
// and phone numbers as links. The token of a checkout link holds a name, an e-mail and a phone
// number.
var (
	slackLink     = regexp.MustCompile(`<(mailto|tel):[^>]*>`)
	webLink       = regexp.MustCompile(`(?i)\b(https?://)(?:[^\s/?#<>|"@]*@)?([^\s/?#<>|"]+)[^\s<>|"]*`)
	personalField = regexp.MustCompile(`(?i)\b(` + personKeys + `):(` + quoted + `|\S+)`)
	quotedText    = regexp.MustCompile(quoted)
	email         = regexp.MustCompile(`[^\s<>|:;,"“”]+[@＠﹫][^\s<>|:;,"“”]+`)
	spacedEmail   = regexp.MustCompile(`(?i)[^\s<>|:;,"“”]+(?:\s*[@＠﹫]\s*|\s*[(\[{]\s*at\s*[)\]}]\s*)` +
		`[^\s<>|:;,"“”]+\.\pL{2,}`)
	phone     = regexp.MustCompile(uuid + `|\+?\p{Nd}(?:(?:[^\p{L}\p{Nd}+]{0,3}|\p{L}{1,2})\p{Nd}){7,}`)
	wholeUUID = regexp.MustCompile(`^` + uuid + `$`)
)

// safeWord matches a word that is kept whole: an id, a number too short for a phone, a link of
// which the host is left, or a placeholder for something redacted.
var safeWord = regexp.MustCompile(`^(?:` + uuid +
	`|\d{1,7}` +
	`|credit:(?:\d[\d.]*|\*\*\*)` +
	`|https?://[A-Za-z0-9.:-]+/\*\*\*` +
	`|(?:(?i:` + personKeys + `):)?\*\*\*)$`)

const (
	// uuid is the form of Mayar's ids; a run of digits in one looks like a phone number.
	uuid = `[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`

	// personKeys are the words before a colon whose value names a person.
	personKeys = `name|nama|email|e-mail|mobile|phone|hp|tel|customer|pelanggan|member|anggota`

	quoted = `["“”„«][^"“”„«»]*["“”»]?`

	hidden = "***"

	maxDetail = 500 // runes
)

// redact hides e-mails, phone numbers, quoted text, values that name a person, and all of a link
// but its host.
func redact(text string) string {
	text = slackLink.ReplaceAllString(text, hidden)
	text = webLink.ReplaceAllString(text, "$1$2/"+hidden)
	text = personalField.ReplaceAllString(text, "$1:"+hidden)
	text = quotedText.ReplaceAllString(text, hidden)
	text = spacedEmail.ReplaceAllString(text, hidden)
	text = email.ReplaceAllString(text, hidden)
	text = phone.ReplaceAllStringFunc(text, func(found string) string {
		if wholeUUID.MatchString(found) {
			return found
		}
		return hidden
	})
	return truncate(text, maxDetail)
}

// redactWords hides all but the first letter of each word of a command, unless it is safe or
// loggable: a search for a customer's name looks like any other word.
func redactWords(text string, open func(word string) bool) string {
	words := strings.Fields(redact(text))
	for i, word := range words {
		if !safeWord.MatchString(word) && !open(word) {
			_, size := utf8.DecodeRuneInString(word)
			words[i] = word[:size] + hidden
		}
	}
	return truncate(strings.Join(words, " "), maxDetail)
}

func truncate(text string, runes int) string {
	if utf8.RuneCountInString(text) <= runes {
		return text
	}
	return string([]rune(text)[:runes-1]) + "…"
}
