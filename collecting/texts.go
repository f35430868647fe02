package collecting

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

//go:embed texts.toml
var ours string

// Tones is the number of tones.
const Tones = 5

const (
	// maxTemplates bounds a file of texts, in bytes.
	maxTemplates = 64 << 10

	// maxTemplate bounds a text as a web address holds it: names and links need room too.
	maxTemplate = 1700
)

// variables are what a text may name between braces.
var variables = []string{"name", "shop", "product", "amount", "link", "sender"}

var (
	variable  = regexp.MustCompile(`\{([^{}\s]*)\}`)
	lineSpace = regexp.MustCompile(`[ \t\r]*\n[ \t]*`)
)

// Texts are the reminders of all languages and tones. They do not change.
type Texts struct {
	languages map[string]map[string]string
}

// OurTexts returns the texts that the program has.
func OurTexts() *Texts {
	t := &Texts{}
	if _, err := toml.Decode(ours, &t.languages); err != nil {
		panic(err) // it is part of the program
	}
	return t
}

// Languages returns the languages of the texts, in the order of the alphabet.
func (t *Texts) Languages() []string { return slices.Sorted(maps.Keys(t.languages)) }

var errNoTexts = errors.New("it is not of the form [id], T1 = \"…\"")

// With returns the texts with those of a shop's own file instead. Its error has the line and what
// is wrong.
func (t *Texts) With(source string) (*Texts, error) {
	if len(source) > maxTemplates {
		return nil, fmt.Errorf("it is longer than %d KB", maxTemplates>>10)
	}
	var own map[string]map[string]string
	if _, err := toml.Decode(source, &own); err != nil {
		if wrong, ok := errors.AsType[toml.ParseError](err); ok {
			return nil, fmt.Errorf("line %d: it is no TOML of the form [id], T1 = \"…\"", wrong.Position.Line)
		}
		return nil, errNoTexts
	}
	merged := &Texts{languages: map[string]map[string]string{}}
	for language, texts := range t.languages {
		merged.languages[language] = maps.Clone(texts)
	}
	for _, language := range slices.Sorted(maps.Keys(own)) {
		if len(own[language]) == 0 {
			return nil, errNoTexts
		}
		for _, key := range slices.Sorted(maps.Keys(own[language])) {
			if err := merged.set(source, language, key, own[language][key]); err != nil {
				return nil, err
			}
		}
	}
	return merged, nil
}

// set checks and replaces one text.
func (t *Texts) set(source, language, key, text string) error {
	refuse := func(needle, what string) error {
		return fmt.Errorf("line %d: %s of [%s] %s", lineOf(source, language, key, needle), key, language, what)
	}
	if _, ok := t.languages[language]; !ok || !strings.HasPrefix(key, "T") || t.languages[language][key] == "" {
		return refuse("", "is no text; there are T0 to T4 of ["+strings.Join(t.Languages(), "] and [")+"]")
	}
	for _, match := range variable.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(variables, match[1]) {
			return refuse(match[0], "has the unknown variable "+strconv.Quote(match[0])+"; there are {"+
				strings.Join(variables, "}, {")+"}")
		}
	}
	text = lineSpace.ReplaceAllString(strings.TrimSpace(text), "\n")
	if !slices.Contains(strings.Split(text, "\n"), "{link}") {
		return refuse("", "needs a line with {link} and nothing else")
	}
	if n := len(escape(text)); n > maxTemplate {
		return refuse("", fmt.Sprintf("is too long: it takes %d characters of a web address, and has %d",
			n, maxTemplate))
	}
	t.languages[language][key] = text
	return nil
}

// lineOf returns the line of a text in its file, or in it the one with a needle.
func lineOf(source, language, key, needle string) int {
	section, begin := "", 0
	for i, line := range strings.Split(source, "\n") {
		name, _, assigns := strings.Cut(line, "=")
		switch trimmed := strings.TrimSpace(line); {
		case begin == 0 && strings.HasPrefix(trimmed, "["):
			section = strings.Trim(trimmed, "[] \t")
		case begin == 0 && assigns && section == language && strings.TrimSpace(name) == key:
			begin = i + 1
		}
		if begin > 0 && (needle == "" || strings.Contains(line, needle)) {
			return i + 1
		}
	}
	return cmp.Or(begin, 1)
}
