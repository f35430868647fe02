package bot

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// The forms in which customers' data comes in words and errors. Quotes may be curly, and Slack writes e-mails and phone numbers as links. The token of a
// checkout link holds a name, an e-mail and a phone number.
var (
	slackLink     = regexp.MustCompile(`<(mailto|tel):[^>]*>`)
	webLink       = regexp.MustCompile(`(?i)\b(https?://)(?:[^\s/?#<>|"@]*@)?([^\s/?#<>|"]+)[^\s<>|"]*`)
	personalField = regexp.MustCompile(`(?i)\b(` + personKeys + `):(` + quoted + `|\S+)`)
	quotedText    = regexp.MustCompile(quoted)
	email         = regexp.MustCompile(`[^\s<>|:;,"“”]+[@＠﹫][^\s<>|:;,"“”]+`)
	spacedEmail   = regexp.MustCompile(`(?i)[^\s<>|:;,"“”]+(?:\s*[@＠﹫]\s*|\s*[(\[{]\s*at\s*[)\]}]\s*)[^\s<>|:;,"“”]+\.\pL{2,}`)
	phone         = regexp.MustCompile(uuid + `|\+?\p{Nd}(?:(?:[^\p{L}\p{Nd}+]{0,3}|\p{L}{1,2})\p{Nd}){7,}`)
	wholeUUID     = regexp.MustCompile(`^` + uuid + `$`)
)

// safeWord is what a word may be that is kept whole: an id, a number too short for a phone, a link of which the host is left, or what
// stands in the place of something hidden.
var safeWord = regexp.MustCompile(`^(?:` + uuid +
	`|\d{1,7}` +
	`|credit:(?:\d[\d.]*|\*\*\*)` +
	`|https?://[A-Za-z0-9.:-]+/\*\*\*` +
	`|(?:(?i:` + personKeys + `):)?\*\*\*)$`)

const (
	// uuid is how Mayar names things; a run of digits in one looks like a phone number.
	uuid = `[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`

	// personKeys is the words before a colon that name somebody.
	personKeys = `name|nama|email|e-mail|mobile|phone|hp|tel|customer|pelanggan|member|anggota`

	quoted = `["“”„«][^"“”„«»]*["“”»]?`

	hidden = "***"

	maxDetail = 500 // runes
)

// redact hides e-mails, phone numbers, what is quoted or named as a person's, and all of a link but its host.
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

// redactWords hides all but the first letter of each word behind a command, unless it is harmless or open reports that it may be read: someone who looks
// for a customer types a name without any sign that it is one.
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
