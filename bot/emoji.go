package bot

import (
	"cmp"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kyokomi/emoji/v2"
)

// shortName matches an emoji as Slack delivers it, even one that was typed as a sign: a name,
// perhaps with a skin tone.
var shortName = regexp.MustCompile(`:([^\s:]{1,60}):(:skin-tone-[2-6]:)?`)

// countryFlag matches a flag named by its country's code.
var countryFlag = regexp.MustCompile(`^flag-[a-z]{2}$`)

// replaceShortNames replaces the short names of emoji by their signs. It leaves names that Slack
// does not know, such as a workspace's own, and text that looks like a name inside a word or a
// time.
func replaceShortNames(text string) string {
	var b strings.Builder
	for {
		at := shortName.FindStringSubmatchIndex(text)
		if at == nil {
			b.WriteString(text)
			return b.String()
		}
		name, tone := text[at[2]:at[3]], ""
		if at[4] >= 0 {
			tone = text[at[4]:at[5]]
		}
		sign := signFor(name, tone)
		if sign == "" || !standsAlone(name, text[:at[0]], text[at[1]:]) {
			b.WriteString(text[:at[3]])
			text = text[at[3]:] // the colon behind it may begin another name
			continue
		}
		b.WriteString(text[:at[0]] + sign)
		text = text[at[1]:]
	}
}

// signFor returns the sign of a name, "" when there is none.
func signFor(name, tone string) string {
	sign := cmp.Or(slackNames[name], emoji.CodeMap()[":"+name+":"])
	if sign == "" && countryFlag.MatchString(name) {
		sign = strings.Map(regionalIndicator, strings.TrimPrefix(name, "flag-"))
	}
	if sign == "" || tone == "" {
		return sign
	}
	// The tone follows the first rune, which is the person, and replaces the mark that asks for a
	// colourful form.
	_, size := utf8.DecodeRuneInString(sign)
	return sign[:size] + emoji.CodeMap()[tone] + strings.TrimPrefix(sign[size:], "\uFE0F")
}

// regionalIndicator turns a letter into the one that flags are written with.
func regionalIndicator(r rune) rune { return '\U0001F1E6' + r - 'a' }

// standsAlone tells whether a name stands by itself: a picked emoji may follow a word closely, but
// nothing follows it closely. A number, such as :100:, counts only where it cannot be a part of a
// time.
func standsAlone(name, before, behind string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(behind)
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	if strings.Trim(name, "0123456789") == "" {
		return !inWord(last) && !inWord(next)
	}
	return !inWord(last) || !inWord(next)
}
