package fakeslack

import (
	"cmp"
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

// shortNames maps emoji, without variation selectors, to their short names: for a flag the one with
// the country code, otherwise the shortest in small letters, as all of Slack's are.
var shortNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for name, sign := range emoji.CodeMap() { // its other direction would be 0.5 MB of program
		bare := strings.ReplaceAll(sign, string(variation), "")
		known, isFlag := names[bare], strings.HasPrefix(name, ":flag-")
		if strings.IndexFunc(bare, func(r rune) bool { return r > unicode.MaxASCII }) < 0 ||
			name != strings.ToLower(name) {
			continue
		}
		shorter := cmp.Or(cmp.Compare(len(name), len(known)), cmp.Compare(name, known)) < 0
		if known == "" || isFlag || shorter && !strings.HasPrefix(known, ":flag-") {
			names[bare] = name
		}
	}
	return names
})

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
