package fakeslack

import (
	"strings"
	"sync"
	"unicode"

	"github.com/kyokomi/emoji/v2"
)

const (
	variation    = '\uFE0F' // selects the coloured form of an emoji
	longestEmoji = 16       // in runes, such as a family or a regional flag
)

// skinTones maps skin tone modifiers to Slack's names.
var skinTones = map[rune]string{
	'\U0001F3FB': "2", '\U0001F3FC': "3", '\U0001F3FD': "4", '\U0001F3FE': "5", '\U0001F3FF': "6",
}

// shortNames maps emoji, without variation selectors, to their short names.
var shortNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for sign, all := range emoji.RevCodeMap() {
		bare := strings.ReplaceAll(sign, string(variation), "")
		if strings.IndexFunc(bare, func(r rune) bool { return r > unicode.MaxASCII }) >= 0 && len(all) > 0 {
			names[bare] = slackName(all, names[bare])
		}
	}
	return names
})

// slackName picks Slack's name for an emoji: for a flag the one with the country code, otherwise
// the first.
func slackName(names []string, known string) string {
	for _, name := range names {
		if strings.HasPrefix(name, ":flag-") {
			return name
		}
	}
	if known != "" {
		return min(known, names[0])
	}
	return names[0]
}

// withShortNames replaces every emoji by its short name: ":wave::skin-tone-4:".
func withShortNames(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
		return text
	}
	var out strings.Builder
	for runes := []rune(text); len(runes) > 0; {
		name, length := emojiAt(runes)
		if length == 0 {
			name, length = string(runes[0]), 1
		}
		out.WriteString(name)
		runes = runes[length:]
	}
	return out.String()
}

// emojiAt returns the name and length of the longest emoji at the start; length is 0 if there is
// none.
func emojiAt(runes []rune) (name string, length int) {
	sign, tone := "", ""
	for i, r := range runes[:min(len(runes), longestEmoji)] {
		number, isTone := skinTones[r]
		switch {
		case r == variation && i > 0:
		case isTone && i > 0:
			tone = ":skin-tone-" + number + ":"
		default:
			sign += string(r)
		}
		if found, ok := shortNames()[sign]; ok {
			name, length = found+tone, i+1
		}
	}
	return name, length
}
