package digest

import "strings"

// A word is one word of a schedule.
type word struct{ text, lower string }

var (
	// separators makes commas words of their own. Between two days, dashes and slashes are too.
	separators = strings.NewReplacer(",", " , ", ";", " , ", "&", " , ", "–", "-", "—", "-")

	// People put quoteMarks around words and end their sentences with sentenceEnds.
	quoteMarks, sentenceEnds = "\"'`()[]", "!?."
)

// splitWords splits at spaces and commas, and "mon-fri" into three words.
func splitWords(text string) []word {
	var words []word
	for _, field := range strings.Fields(separators.Replace(text)) {
		if trimmed := strings.Trim(strings.TrimRight(field, sentenceEnds), quoteMarks); trimmed != "" {
			words = append(words, splitDays(trimmed)...)
		}
	}
	return words
}

func splitDays(text string) []word {
	for _, between := range []string{"-", "/"} {
		parts := strings.Split(text, between)
		if len(parts) < 2 {
			continue
		}
		var words []word
		for i, part := range parts {
			if vocabulary[strings.ToLower(part)].meaning != aDay {
				words = nil
				break
			}
			if i > 0 {
				words = append(words, word{between, map[string]string{"-": "-", "/": ","}[between]})
			}
			words = append(words, word{part, strings.ToLower(part)})
		}
		if words != nil {
			return words
		}
	}
	return []word{{text, strings.ToLower(text)}}
}
