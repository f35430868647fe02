package digest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/digest"
)

// The lists hold each constant: what ranges over them misses none.
func TestProblemsAndSkipReasonsAreComplete(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "problem.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var problems, reasons []digest.Problem
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(spec.Names[0].Name, "Reason") {
			reasons = append(reasons, digest.Problem(text))
		} else {
			problems = append(problems, digest.Problem(text))
		}
		return true
	})
	if got := digest.Problems(); !slices.Equal(got, problems) {
		t.Errorf("Problems has %q, want %q", got, problems)
	}
	if got := digest.SkipReasons(); !slices.Equal(got, reasons) {
		t.Errorf("SkipReasons has %q, want %q", got, reasons)
	}
}
