package message

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed locales/*.toml
var locales embed.FS

// Languages are the languages that messages can be written in. The first has every text.
var Languages = []string{"en", "id"}

// pluralForms are the CLDR names of the plural forms in the catalogs.
var pluralForms = map[string]plural.Form{
	"zero": plural.Zero, "one": plural.One, "two": plural.Two,
	"few": plural.Few, "many": plural.Many, "other": plural.Other,
}

// A catalog holds the texts of one language.
type catalog struct {
	language language.Tag
	texts    map[string]map[plural.Form]template // by id
}

// template returns the template of a text. count chooses the plural form.
func (c *catalog) template(id string, count int, counted bool) (template, bool) {
	forms, ok := c.texts[id]
	if !ok {
		return nil, false
	}
	if counted {
		if t, ok := forms[plural.Cardinal.MatchPlural(c.language, count, 0, 0, 0, 0)]; ok {
			return t, true
		}
	}
	return forms[plural.Other], true
}

// A template is a text cut at its placeholders.
type template []templatePart

// A templatePart is literal text and the placeholder after it. The last one has no placeholder.
type templatePart struct{ literal, placeholder string }

// parseTemplate cuts a text at its placeholders, which look like {{.Name}}.
func parseTemplate(text string) (template, error) {
	var t template
	for {
		literal, rest, found := strings.Cut(text, "{{")
		if !found {
			return append(t, templatePart{literal: literal}), nil
		}
		name, rest, closed := strings.Cut(rest, "}}")
		if !closed || !isPlaceholder(name) {
			return nil, fmt.Errorf("%q has a placeholder that is not like {{.Name}}", text)
		}
		t = append(t, templatePart{literal: literal, placeholder: name[1:]})
		text = rest
	}
}

func isPlaceholder(name string) bool {
	notLetter := func(r rune) bool { return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') }
	return len(name) > 1 && name[0] == '.' && !strings.ContainsFunc(name[1:], notLetter)
}

// placeholders returns the names of the placeholders, each once.
func (t template) placeholders() []string {
	var names []string
	for _, part := range t {
		if part.placeholder != "" {
			names = append(names, part.placeholder)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// readCatalogs parses the catalogs of all Languages, once.
var readCatalogs = sync.OnceValues(func() (map[string]*catalog, error) {
	all := map[string]*catalog{}
	for _, name := range Languages {
		source, err := locales.ReadFile("locales/active." + name + ".toml")
		if err != nil {
			return nil, err
		}
		if all[name], err = parseCatalog(name, source); err != nil {
			return nil, fmt.Errorf("catalog of %s: %w", name, err)
		}
		if err := all[name].checkAgainst(all[Languages[0]]); err != nil {
			return nil, fmt.Errorf("catalog of %s: %w", name, err)
		}
	}
	return all, nil
})

// InLanguage returns the value of a language, or else that of the first of Languages.
func InLanguage[V any](values map[string]V, language string) V {
	if value, ok := values[language]; ok {
		return value
	}
	return values[Languages[0]]
}

// languageName returns what a language calls itself, "" for an unknown one.
func languageName(language string) string {
	catalogs, err := readCatalogs()
	if err != nil || catalogs[language] == nil {
		return ""
	}
	return (&Renderer{catalog: catalogs[language]}).text("LanguageName", nil)
}

// parseCatalog parses a catalog. It fails for a placeholder that is not {{.Name}}, for an unknown
// plural form, and for a text without the form "other".
func parseCatalog(name string, source []byte) (*catalog, error) {
	var file map[string]any
	if err := toml.Unmarshal(source, &file); err != nil {
		return nil, err
	}
	tag, err := language.Parse(name)
	if err != nil {
		return nil, err
	}
	c := &catalog{language: tag, texts: make(map[string]map[plural.Form]template, len(file))}
	for id, value := range file {
		forms, ok := value.(map[string]any)
		if !ok {
			forms = map[string]any{"other": value}
		}
		if c.texts[id], err = parseForms(forms); err != nil {
			return nil, fmt.Errorf("text %s: %w", id, err)
		}
	}
	return c, nil
}

func parseForms(forms map[string]any) (map[plural.Form]template, error) {
	parsed := make(map[plural.Form]template, len(forms))
	for name, value := range forms {
		form, known := pluralForms[name]
		text, isText := value.(string)
		if !known || !isText {
			return nil, fmt.Errorf("%q is not a plural form with a text", name)
		}
		var err error
		if parsed[form], err = parseTemplate(text); err != nil {
			return nil, err
		}
	}
	if _, ok := parsed[plural.Other]; !ok {
		return nil, fmt.Errorf("the plural form %q is missing", "other")
	}
	return parsed, nil
}

// checkAgainst fails for a text that the complete catalog does not have, for one that is missing,
// and for one with other placeholders. A form other than "other" may leave placeholders out: "a
// month".
func (c *catalog) checkAgainst(complete *catalog) error {
	for id, forms := range complete.texts {
		known := forms[plural.Other].placeholders()
		mine, ok := c.texts[id]
		if !ok {
			return fmt.Errorf("text %s is missing", id)
		}
		if !slices.Equal(mine[plural.Other].placeholders(), known) {
			return fmt.Errorf("text %s must have the placeholders %q", id, known)
		}
		for _, t := range mine {
			for _, name := range t.placeholders() {
				if !slices.Contains(known, name) {
					return fmt.Errorf("text %s has the unknown placeholder %q", id, name)
				}
			}
		}
	}
	for id := range c.texts {
		if _, ok := complete.texts[id]; !ok {
			return fmt.Errorf("text %s is unknown", id)
		}
	}
	return nil
}
