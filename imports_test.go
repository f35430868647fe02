package mayarbot_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/mayarbot/mayarbot"

// mayImport lists the folders of ours that the packages of a folder may import, besides those of
// the same folder. The longest folder that a package is below counts for it. Every top-level folder
// with code is here; a new one needs a line, and so a reason.
var mayImport = map[string][]string{
	"cmd":        {"*"},
	"bench":      {"digest", "digest/engine", "mayar", "receivables", "receivables/mirror", "sandbox", "store"},
	"blockkit":   {},
	"bot":        {"blockkit", "internal"},
	"collecting": {"blockkit", "phone", "receivables", "workdays"},
	"commands": {
		"blockkit", "bot", "collecting", "digest", "internal", "mayar", "message", "phone", "receivables", "workdays",
	},
	"digest":      {"receivables", "workdays"},
	"internal":    {},
	"mayar":       {"internal/loopback"},
	"message":     {"blockkit", "collecting", "digest", "receivables", "workdays"},
	"receivables": {"phone"},
	"phone":       {},
	"sandbox":     {"blockkit", "internal/loopback", "workdays"},
	"store":       {"internal"},
	"workdays":    {},

	"collecting/ledger":  {"collecting", "internal", "phone", "receivables", "store", "workdays"},
	"receivables/mirror": {"internal", "mayar", "phone", "receivables", "store"},
	"digest/engine":      {"blockkit", "digest", "internal", "mayar", "receivables", "store", "workdays"},
}

// mustNotImport lists the foreign packages that a folder must not import itself, because they would
// make it more than it is for.
var mustNotImport = map[string][]string{
	"collecting":  {"github.com/slack-go/slack", "database/sql", "net/http", "context"},
	"digest":      {"context"},
	"mayar":       {"github.com/slack-go/slack", "database/sql"},
	"message":     {"net/http", "net", "os", "database/sql", "log/slog"},
	"receivables": {"github.com/slack-go/slack", "database/sql", "net/http"},
	"store":       {"github.com/slack-go/slack", "net/http"},
}

type goPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,Deps", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []goPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		switch err := dec.Decode(&p); {
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// below reports whether path is the folder or stands below it.
func below(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

// folderOf returns the longest folder of mayImport that path is below, or "".
func folderOf(path string) (longest string) {
	for folder := range mayImport {
		if below(path, folder) && len(folder) > len(longest) {
			longest = folder
		}
	}
	return longest
}

func TestImportRules(t *testing.T) {
	t.Parallel()
	for _, p := range listPackages(t) {
		path, ours := strings.CutPrefix(p.ImportPath, module+"/")
		if !ours {
			continue
		}
		folder := folderOf(path)
		if folder == "" {
			t.Errorf("%s: the folder is not in mayImport", path)
		}
		for _, imported := range p.Imports {
			if slices.Contains(mustNotImport[folder], imported) {
				t.Errorf("%s must not import %s", path, imported)
			}
			other, ours := strings.CutPrefix(imported, module+"/")
			if ours && !isAllowed(folder, other) {
				t.Errorf("%s must not import %s", path, other)
			}
		}
	}
}

func isAllowed(folder, other string) bool {
	in := folderOf(other)
	return in == folder || slices.ContainsFunc(mayImport[folder], func(may string) bool {
		return may == "*" || below(other, may) && folderOf(may) == in
	})
}

// The client for Mayar can be used alone, the transport knows nothing of Mayar, and values need no
// database, not even through other imports.
func TestForbiddenDependencies(t *testing.T) {
	t.Parallel()
	never := map[string][]string{
		"mayar":       {"github.com/slack-go/slack", module + "/store"},
		"bot":         {module + "/mayar", module + "/receivables"},
		"receivables": {module + "/mayar", module + "/store", "database/sql"},
		"digest":      {module + "/mayar", module + "/store", "database/sql"},
		"message":     {module + "/mayar", module + "/store", "database/sql"},
	}
	for _, p := range listPackages(t) {
		for _, dep := range never[strings.TrimPrefix(p.ImportPath, module+"/")] {
			if slices.Contains(p.Deps, dep) {
				t.Errorf("%s needs %s", p.ImportPath, dep)
			}
		}
	}
}
