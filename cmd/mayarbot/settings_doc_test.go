package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of variables into docs/settings.md")

const (
	tableBegins = "<!-- variables: a test keeps this table equal to `mayarbot help` -->\n"
	tableEnds   = "<!-- end of variables -->"
)

func TestSettingsListTheVariables(t *testing.T) {
	const path = "../../docs/settings.md"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(page), tableBegins)
	_, after, ok2 := strings.Cut(rest, tableEnds)
	if !ok || !ok2 {
		t.Fatal("the table's marks are missing in docs/settings.md")
	}
	want := before + tableBegins + variableTable() + tableEnds + after
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(page) {
		t.Error("docs/settings.md lists other variables than mayarbot help: " +
			"go test ./cmd/mayarbot -run Settings -update")
	}
}

func variableTable() string {
	var table strings.Builder
	table.WriteString("| variable | default | what it is |\n|---|---|---|\n")
	for _, v := range allVariables() {
		fallback := v.fallback
		if fallback != "" {
			fallback = "`" + fallback + "`"
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s |\n", v.name, fallback, v.about)
	}
	return table.String()
}
