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
	slackLink   = regexp.MustCompile(`<(mailto|tel):[^>]*>`)
	webLink     = regexp.MustCompile(`(?i)\b(https?://)(?:[^\s/?#<>|"@]*@)?([^\s/?#<>|"]+)[^\s<>|"]*`)
	quotedText  = regexp.MustCompile(quoted)
	email       = regexp.MustCompile(`[^\s<>|:;,"“”]+[@＠﹫][^\s<>|:;,"“”]+`)
	spacedEmail = regexp.MustCompile(`(?i)[^\s<>|:;,"“”]+(?:\s*[@＠﹫]\s*|\s*[(\[{]\s*at\s*[)\]}]\s*)` +
		`[^\s<>|:;,"“”]+\.\pL{2,}`)
	phone     = regexp.MustCompile(uuid + `|\+?\p{Nd}(?:(?:[^\p{L}\p{Nd}+]{0,3}|\p{L}{1,2})\p{Nd}){7,}`)
	wholeUUID = regexp.MustCompile(`^` + uuid + `$`)
)

const (
	// uuid is the form of Mayar's ids; a run of digits in one looks like a phone number.
	uuid = `[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`

	quoted = `["“”„«][^"“”„«»]*["“”»]?`

	hidden = "***"

	maxDetail = 500 // runes
)

// A redactor hides customers' data.
type redactor struct {
	personal *regexp.Regexp // a value that names a person, with its key
	safeWord *regexp.Regexp // an id, a short number, the host of a link, or something redacted
}

// newRedactor returns a redactor that hides the values behind the keys.
func newRedactor(keys []string) redactor {
	anyKey := "(?i:" + strings.Join(keys, "|") + ")"
	if len(keys) == 0 {
		anyKey = `[^\s\S]` // which matches nothing
	}
	return redactor{
		personal: regexp.MustCompile(`\b(` + anyKey + `):(?:` + quoted + `|\S+)`),
		safeWord: regexp.MustCompile(`^(?:` + uuid +
			`|\d{1,7}` +
			`|https?://[A-Za-z0-9.:-]+/\*\*\*` +
			`|(?:` + anyKey + `:)?\*\*\*)$`),
	}
}

// text hides e-mails, phone numbers, quoted text, values that name a person, and all of a link but
// its host.
func (r redactor) text(text string) string {
	text = slackLink.ReplaceAllString(text, hidden)
	text = webLink.ReplaceAllString(text, "$1$2/"+hidden)
	text = r.personal.ReplaceAllString(text, "$1:"+hidden)
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

// words hides all but the first letter of each word of a command, unless it is safe or loggable: a
// search for a customer's name looks like any other word.
func (r redactor) words(text string, loggable func(word string) bool) string {
	words := strings.Fields(r.text(text))
	for i, word := range words {
		if !r.safeWord.MatchString(word) && !loggable(word) {
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
