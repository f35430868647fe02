package blockkit

import (
	"strings"
	"unicode"

	"github.com/slack-go/slack"
)

// maxLabel is the longest label of a Link, in characters before escaping.
const maxLabel = 150

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Escape replaces the three characters that mean something to Slack everywhere in mrkdwn: & < and >. It escapes what is escaped already once more,
// so call it once, last. It does not stop * _ ~ and ` from formatting: EscapeText does.
func Escape(s string) string {
	return escaper.Replace(s)
}

// EscapeText is mrkdwn that shows untrusted text as text: cleaned and cut to maxRunes characters (see Sanitize), escaped, and with what would format, quote
// or become an emoji replaced by a character that looks alike. Slack has no way to escape these, and zero-width characters between them would be
// copied along with a name or an e-mail; a look-alike is visible and honest. Characters between letters or digits format nothing and stay, so
// that budi_s@example.com can be copied. Put the result into Verbatim, else Slack still turns a bare @here or an address into something.
func EscapeText(s string, maxRunes int) string {
	return Escape(neutral(Sanitize(s, maxRunes)))
}

var lookAlike = map[rune]rune{
	'*': '∗',
	'_': 'ˍ',
	'~': '∼',
	'`': '\'',
	':': '∶',
	'>': '›',
}

func neutral(s string) string {
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

// formats tells whether the special character at i can do something where it stands.
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

// opensEmoji tells whether a colon before rest would begin the name of an emoji, as in :tada:.
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

// Link is mrkdwn for a link with a label. The label is untrusted; it is shown as EscapeText shows it. Where the address is not a SafeURL, the label
// stands alone.
func Link(url, label string) string {
	shown := EscapeText(label, maxLabel)
	safe, ok := SafeURL(url)
	if !ok {
		return shown
	}
	return "<" + Escape(safe) + "|" + shown + ">"
}

// Plain is a text in which nothing formats, links or becomes an emoji. The text is not escaped; untrusted text is to be cleaned first.
func Plain(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

// Verbatim is a mrkdwn text in which Slack leaves bare @here, #channel and addresses alone. Untrusted parts of it go through EscapeText or Link.
func Verbatim(mrkdwn string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, mrkdwn, false, true)
}
