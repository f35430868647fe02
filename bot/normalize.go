package bot

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/mayarbot/mayarbot/message/blockkit"
)

// NormalizeText turns what Slack delivers into what the person typed: labels instead of the targets of links and mentions, no marks of formatting.
func NormalizeText(delivered string) string {
	text := bracketed.ReplaceAllStringFunc(delivered, bracketLabel)
	text = entities.Replace(text)
	text = strings.Map(plainRune, text)
	return replaceShortNames(stripMarks(text))
}

var (
	bracketed = regexp.MustCompile(`<[^<>]*>`)

	// withScheme matches a link. Other text between < and > is somebody's own.
	withScheme = regexp.MustCompile(`(?i)^[a-z][a-z0-9+.-]*:`)

	// specialMention is a mention of everybody, of a user group or a date.
	specialMention = regexp.MustCompile(`^!(?:subteam\^)?([^^]*)`)

	entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// bracketLabel is what a person sees of something in <>, and that is what they typed or chose.
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

// mentionLabel puts the sign of a mention before its label, which Slack gives with or without it, or before the id where there is no label.
func mentionLabel(sign, shown, id string) string {
	if shown = strings.TrimPrefix(shown, sign); shown == "" {
		shown = id
	}
	return sign + shown
}

// linkLabel is the label of a link. Of an e-mail whose label is no address, and of a phone number in several words, the target counts.
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

// plainRune makes a space of every space, a straight quote of every curly one, a narrow sign of the wide ones that numbers, filters and addresses are
// written with, and nothing of what cannot be seen.
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

// fullWidthOffset is how far a wide sign is from its narrow one.
const fullWidthOffset = '０' - '0'

// blanks are letters and symbols that are drawn as a space.
const blanks = "\u2800\u3164\uFFA0"
