package bot

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/mayarbot/mayarbot/blockkit"
)

// NormalizeText turns text as Slack delivers it into what the user typed: labels instead of the
// targets of links and mentions, no formatting marks, signs instead of the short names of emoji,
// plain spaces and straight quotes. It is called once, where a request comes in: the result is
// text, even if it looks like Slack's markup. It is exported for text that was stored as delivered.
func NormalizeText(delivered string) string {
	text := bracketed.ReplaceAllStringFunc(delivered, bracketLabel)
	text = entities.Replace(text)
	text = strings.Map(plainRune, text)
	return replaceShortNames(stripMarks(text))
}

var (
	bracketed = regexp.MustCompile(`<[^<>]*>`)

	// withScheme matches a link. Other text between < and > was typed by the user.
	withScheme = regexp.MustCompile(`(?i)^[a-z][a-z0-9+.-]*:`)

	// specialMention matches a mention of everybody or of a user group, or a date.
	specialMention = regexp.MustCompile(`^!(?:subteam\^)?([^^]*)`)

	entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// bracketLabel returns what the user sees of something in <>, which is what they typed or chose.
func bracketLabel(link string) string {
	target, shown, _ := strings.Cut(link[1:len(link)-1], "|")
	shown = strings.TrimSpace(shown)
	switch {
	case target == "":
		return link
	case target[0] == '@' || target[0] == '#':
		return mentionLabel(target[:1], shown, target[1:])
	case target[0] == '!':
		name := specialMention.FindStringSubmatch(target)[1]
		if strings.HasPrefix(target, "!date^") {
			return shown
		}
		return mentionLabel("@", shown, name)
	case !withScheme.MatchString(target):
		return link
	}
	return linkLabel(target, shown)
}

// mentionLabel puts the sign of a mention before its label, which Slack gives with or without it,
// or before the id when there is no label.
func mentionLabel(sign, shown, id string) string {
	if shown = strings.TrimPrefix(shown, sign); shown == "" {
		shown = id
	}
	return sign + shown
}

// linkLabel returns the label of a link. The target is used for an e-mail whose label is not an
// address, and for a phone number whose label has spaces.
func linkLabel(target, shown string) string {
	scheme, rest, _ := strings.Cut(target, ":")
	switch strings.ToLower(scheme) {
	case "mailto":
		if !strings.Contains(shown, "@") {
			shown, _, _ = strings.Cut(rest, "?")
		}
	case "tel":
		if shown == "" || strings.ContainsFunc(shown, unicode.IsSpace) {
			shown = rest
		}
	}
	if shown == "" {
		return target
	}
	return shown
}

// plainRune turns every space into a plain one and every curly quote into a straight one, and drops
// invisible characters.
func plainRune(r rune) rune {
	switch {
	case r >= '０' && r <= '９' || strings.ContainsRune("：＝＋－．＠", r):
		return r - fullWidthOffset
	case strings.ContainsRune("\u2010\u2011", r): // hyphens, one of which keeps a word together
		return '-'
	case r == '\u2236': // a ratio, as some write 09:00
		return ':'
	case unicode.IsSpace(r) || strings.ContainsRune(blanks, r):
		return ' '
	case strings.ContainsRune("“”„‟«»＂", r):
		return '"'
	case strings.ContainsRune("‘’‚‛", r):
		return '\''
	case r != unicode.ReplacementChar && !blockkit.Visible(r):
		return -1
	}
	return r
}

// fullWidthOffset is the distance from a full-width sign to its narrow one.
const fullWidthOffset = '０' - '0'

// blanks are letters and symbols that are drawn as a space.
const blanks = "\u2800\u3164\uFFA0"
