package blockkit

import (
	"strings"
	"unicode"

	"github.com/slack-go/slack"
)

// maxLabel is the longest label of a Link, in characters before escaping.
const maxLabel = 150

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Escape replaces the three characters with a meaning everywhere in mrkdwn: & < and >. It escapes
// escaped text once more, so call it once, last. It does not keep * _ ~ and ` from formatting:
// EscapeText does.
func Escape(s string) string {
	return escaper.Replace(s)
}

// EscapeText returns mrkdwn that shows untrusted text as text: sanitized, at most maxRunes
// characters long, and escaped. Look-alikes replace the characters that would format, quote or
// become an emoji: Slack has no escape for them, and zero-width characters between them would be
// copied along with a name or an e-mail. Characters between letters or digits format nothing and
// stay, so that people can copy budi_s@example.com. Put the result into Verbatim, or Slack links a
// bare @here or an address.
func EscapeText(s string, maxRunes int) string {
	return Escape(replaceFormatting(Sanitize(s, maxRunes)))
}

var lookAlike = map[rune]rune{
	'*': '∗',
	'_': 'ˍ',
	'~': '∼',
	'`': '\'',
	':': '∶',
	'>': '›',
}

func replaceFormatting(s string) string {
	if !strings.ContainsAny(s, "*_~`:>") {
		return s
	}
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		if alike, special := lookAlike[r]; special && formats(runes, i) {
			r = alike
		}
		b.WriteRune(r)
	}
	return b.String()
}

// formats reports whether Slack would give the special character at i a meaning.
func formats(runes []rune, i int) bool {
	switch runes[i] {
	case '>':
		return i == 0
	case '`':
		return true
	case ':':
		return opensEmoji(runes[i+1:])
	}
	return i == 0 || i == len(runes)-1 || !isWord(runes[i-1]) || !isWord(runes[i+1])
}

// opensEmoji reports whether a colon before rest would begin the name of an emoji, as in :tada:.
func opensEmoji(rest []rune) bool {
	for i, r := range rest {
		switch {
		case r == ':':
			return i > 0
		case !isWord(r) && !strings.ContainsRune("_-+'", r):
			return false
		}
	}
	return false
}

func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// Link returns mrkdwn for a link. The label is untrusted and goes through EscapeText. Where the
// address is not a SafeURL, it returns the label alone.
func Link(url, label string) string {
	text := EscapeText(label, maxLabel)
	safe, ok := SafeURL(url)
	if !ok {
		return text
	}
	return "<" + Escape(safe) + "|" + text + ">"
}

// Plain returns a text in which nothing formats, links or becomes an emoji. It does not escape;
// untrusted text goes through Sanitize first.
func Plain(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

// Verbatim returns a mrkdwn text in which Slack leaves bare @here, #channel and addresses alone.
// Untrusted parts of it go through EscapeText or Link.
func Verbatim(mrkdwn string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, mrkdwn, false, true)
}
