package message

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
)

// forms are the plural forms of one text: "other" alone where it has one form.
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

func TestCatalogsSayTheSame(t *testing.T) {
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

// Every id in the catalogs stands in the code as a string, and every id that the code asks for is in the catalogs.
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

// idsInCode reads the package: all strings that it mentions, and those that are looked up directly or through one of the maps named …IDs.
func idsInCode(t *testing.T) (mentioned, asked map[string]bool) {
	t.Helper()
	mentioned, asked = map[string]bool{}, map[string]bool{}
	for _, file := range sources(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if s, ok := literalString(n); ok {
					mentioned[s] = true
				}
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && (f.Sel.Name == "words" || f.Sel.Name == "mrkdwn") && len(n.Args) > 0 {
					if s, ok := literalString(n.Args[0]); ok {
						asked[s] = true
					}
				}
			case *ast.ValueSpec:
				if strings.HasSuffix(n.Names[0].Name, "IDs") && len(n.Values) > 0 {
					inValues(n.Values[0], func(s string) { asked[s] = true })
				}
			}
			return true
		})
	}
	return mentioned, asked
}

// inValues visits the strings that a map or a list holds, but not the keys.
func inValues(n ast.Node, visit func(string)) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			inValues(n.Value, visit)
			return false
		case *ast.BasicLit:
			if s, ok := literalString(n); ok {
				visit(s)
			}
		}
		return true
	})
}

func literalString(n ast.Node) (string, bool) {
	literal, ok := n.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(literal.Value)
	return s, err == nil
}

func sources(t *testing.T) []*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// A text with numbers can be said with any.
func TestTextsWithNumbers(t *testing.T) {
	t.Parallel()
	for _, language := range Languages {
		w := writer(t, language)
		for id, texts := range readCatalog(t, language) {
			if !strings.Contains(texts["other"], "{{.Count}}") {
				continue
			}
			for _, n := range []int{0, 1, 2, 1234567} {
				if said := w.words(id, args{"Count": n}); said == id {
					t.Errorf("%s: %s cannot be said with %d", language, id, n)
				}
			}
		}
	}
}

// Where the code gives the arguments beside the id, they are the placeholders of the text: one that is missing would be said as nothing.
func TestArgumentsArePlaceholders(t *testing.T) {
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

// literalCall is a call that looks up a text with its id and arguments spelt out; given are the arguments as placeholders.
func literalCall(n ast.Node) (id string, given []string, ok bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) != 2 {
		return "", nil, false
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || (f.Sel.Name != "words" && f.Sel.Name != "mrkdwn") {
		return "", nil, false
	}
	id, ok = literalString(call.Args[0])
	if !ok {
		return "", nil, false
	}
	if name, isName := call.Args[1].(*ast.Ident); isName {
		return id, nil, name.Name == "nil"
	}
	list, ok := call.Args[1].(*ast.CompositeLit)
	if !ok {
		return "", nil, false
	}
	for _, element := range list.Elts {
		key, _ := literalString(element.(*ast.KeyValueExpr).Key)
		given = append(given, "{{."+key+"}}")
	}
	slices.Sort(given)
	return id, given, true
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	if _, err := New("fr", jakarta); err == nil {
		t.Error("it speaks French")
	}
	if _, err := New("en", nil); err == nil {
		t.Error("it needs no time zone")
	}
}
