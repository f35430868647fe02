package message

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// idsInCode parses the package. mentioned are all its strings, asked the ids passed to text and
// mrkdwn or listed in a map named …IDs.
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
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && (f.Sel.Name == "text" || f.Sel.Name == "mrkdwn") &&
					len(n.Args) > 0 {
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

// inValues visits the strings in the values of a map or a list, but not the keys.
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

// literalCall matches a call of text or mrkdwn with a literal id and literal arguments, and returns
// these as placeholders.
func literalCall(n ast.Node) (id string, given []string, ok bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) != 2 {
		return "", nil, false
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || (f.Sel.Name != "text" && f.Sel.Name != "mrkdwn") {
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
