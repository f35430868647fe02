package message

import (
	"go/ast"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
)

// forms are the plural forms of a text; a text without them has only "other".
type forms map[string]string

func readCatalog(t *testing.T, language string) map[string]forms {
	t.Helper()
	raw := map[string]any{}
	if _, err := toml.DecodeFile("locales/active."+language+".toml", &raw); err != nil {
		t.Fatal(err)
	}
	catalog := map[string]forms{}
	for id, value := range raw {
		switch v := value.(type) {
		case string:
			catalog[id] = forms{"other": v}
		case map[string]any:
			catalog[id] = forms{}
			for form, text := range v {
				catalog[id][form] = text.(string)
			}
		}
	}
	return catalog
}

var placeholder = regexp.MustCompile(`{{[^}]*}}`)

func placeholders(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestCatalogsMatch(t *testing.T) {
	t.Parallel()
	en, id := readCatalog(t, "en"), readCatalog(t, "id")
	if diff := cmp.Diff(slices.Sorted(maps.Keys(en)), slices.Sorted(maps.Keys(id))); diff != "" {
		t.Fatalf("ids (-en +id):\n%s", diff)
	}
	for key, english := range en {
		counts := strings.Contains(english["other"], "{{.Count}}")
		wantEN, wantID := []string{"other"}, []string{"other"}
		if counts || len(english) > 1 {
			wantEN = []string{"one", "other"}
		}
		if diff := cmp.Diff(wantEN, slices.Sorted(maps.Keys(english))); diff != "" {
			t.Errorf("en %s: plural forms (-want +got):\n%s", key, diff)
		}
		if diff := cmp.Diff(wantID, slices.Sorted(maps.Keys(id[key]))); diff != "" {
			t.Errorf("id %s: plural forms (-want +got):\n%s", key, diff)
		}
		want := placeholders(english["other"])
		for language, texts := range map[string]forms{"en": english, "id": id[key]} {
			for form, text := range texts {
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s %s.%s is empty", language, key, form)
				}
				got := placeholders(text)
				if form == "one" { // "a month" needs no number
					got = placeholders(text + "{{.Count}}")
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s %s.%s: placeholders (-en +got):\n%s", language, key, form, diff)
				}
			}
		}
	}
}

// The code mentions each id in the catalogs, and the catalogs have each id that the code asks for.
func TestCatalogsAreUsed(t *testing.T) {
	t.Parallel()
	catalog := readCatalog(t, "en")
	mentioned, asked := idsInCode(t)
	for id := range catalog {
		if !mentioned[id] {
			t.Errorf("nothing uses %s", id)
		}
	}
	for id := range asked {
		if _, ok := catalog[id]; !ok {
			t.Errorf("the code asks for %s, which is in no catalog", id)
		}
	}
}

// A text with a count works for any number.
func TestPluralTexts(t *testing.T) {
	t.Parallel()
	for _, language := range Languages {
		w := newRenderer(t, language)
		for id, texts := range readCatalog(t, language) {
			if !strings.Contains(texts["other"], "{{.Count}}") {
				continue
			}
			for _, n := range []int{0, 1, 2, 1234567} {
				if text := w.text(id, args{"Count": n}); text == id {
					t.Errorf("%s: %s has no text for %d", language, id, n)
				}
			}
		}
	}
}

// Literal arguments match the placeholders of the text: a missing one would become an empty string.
func TestArgumentsMatchPlaceholders(t *testing.T) {
	t.Parallel()
	catalog, checked := readCatalog(t, "en"), 0
	for _, file := range sources(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			id, given, ok := literalCall(n)
			if !ok {
				return true
			}
			checked++
			if diff := cmp.Diff(placeholders(catalog[id]["other"]), given); diff != "" {
				t.Errorf("%s (-catalog +code):\n%s", id, diff)
			}
			return true
		})
	}
	if checked < 50 {
		t.Errorf("only %d calls found", checked)
	}
}

func TestNewRejectsBadArguments(t *testing.T) {
	t.Parallel()
	if _, err := New("fr", jakarta); err == nil {
		t.Error("New accepts French")
	}
	if _, err := New("en", nil); err == nil {
		t.Error("New accepts no time zone")
	}
}

func TestBadCatalogsAreRejected(t *testing.T) {
	t.Parallel()
	complete, err := parseCatalog("en",
		[]byte(`A = "{{.N}} of {{.M}}"`+"\n"+`B.one = "a day"`+"\n"+`B.other = "{{.Count}} days"`))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ source, want string }{
		"no TOML":        {`A = `, "toml"},
		"other template": {`A = "{{.N | upper}} of {{.M}}"`, "not like {{.Name}}"},
		"no end":         {`A = "{{.N of"`, "not like {{.Name}}"},
		"no name":        {`A = "{{.}}"`, "not like {{.Name}}"},
		"unknown plural": {`A.several = "x"`, `"several" is not a plural form`},
		"number":         {`A = 1`, "not a plural form with a text"},
		"no other":       {`A.one = "x"`, `"other" is missing`},
		"missing text":   {`A = "{{.N}}/{{.M}}"`, "text B is missing"},
		"other placeholder": {`A = "{{.N}}/{{.X}}"` + "\n" + `B = "{{.Count}}"`,
			`text A must have the placeholders ["M" "N"]`},
		"unknown in one form": {`A = "{{.N}}/{{.M}}"` + "\n" + `B.one = "{{.Day}}"` + "\n" + `B.other = "{{.Count}}"`,
			`unknown placeholder "Day"`},
		"unknown text": {`A = "{{.N}}/{{.M}}"` + "\n" + `B = "{{.Count}}"` + "\n" + `C = "x"`,
			"text C is unknown"},
	} {
		c, err := parseCatalog("id", []byte(test.source))
		if err == nil {
			err = c.checkAgainst(complete)
		}
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want an error with %s", name, err, test.want)
		}
	}
}

// Plural forms follow CLDR for any language that is added.
func TestPluralForms(t *testing.T) {
	t.Parallel()
	russian, err := parseCatalog("ru", []byte(`A.one = "{{.Count}} день"
A.few = "{{.Count}} дня"
A.many = "{{.Count}} дней"
A.other = "{{.Count}} дня"`))
	if err != nil {
		t.Fatal(err)
	}
	w := &Renderer{catalog: russian, separator: "."}
	for count, want := range map[int]string{1: "1 день", 3: "3 дня", 11: "11 дней", 21: "21 день", 1000: "1.000 дней"} {
		if got := w.text("A", args{"Count": count}); got != want {
			t.Errorf("%d: got %q, want %q", count, got, want)
		}
	}
}
