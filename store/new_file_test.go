package store_test

import (
	"database/sql"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/store"
)

const schemaFile = "schema_sqlite.sql"

var update = flag.Bool("update", false, "write "+schemaFile)

// A new file has the schema and the rows that the migrations make.
func TestSchemaOfANewFile(t *testing.T) {
	t.Parallel()
	fresh, migrated := filepath.Join(t.TempDir(), "new.db"), filepath.Join(t.TempDir(), "migrated.db")
	execFile(t, migrated, `CREATE TABLE not_new (id INTEGER)`) // so all migrations run
	openAndClose(t, migrated)
	execFile(t, migrated, `DROP TABLE not_new`)
	want := dumpSchema(t, migrated)
	if *update {
		if err := os.WriteFile(schemaFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(written)); diff != "" {
		t.Fatalf("%s is not what the migrations make, go test ./store -update (-want +got):\n%s", schemaFile, diff)
	}
	openAndClose(t, fresh)
	if diff := cmp.Diff(want, dumpSchema(t, fresh)); diff != "" {
		t.Errorf("a new file (-want +got):\n%s", diff)
	}
}

func openAndClose(t *testing.T, path string) {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func execFile(t *testing.T, path, statement string) {
	t.Helper()
	db := openFile(t, path)
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func openFile(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// dumpSchema returns the statements that make a file what it is, without the times of its making.
func dumpSchema(t *testing.T, path string) string {
	t.Helper()
	db := openFile(t, path)
	var dump strings.Builder
	var tables []string
	for _, row := range texts(t, db, `SELECT type || ' ' || name || ' ' || sql FROM sqlite_master
		WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name <> 'not_new' ORDER BY rowid`) {
		words := strings.SplitN(row, " ", 3)
		dump.WriteString(words[2] + ";\n")
		if words[0] == "table" {
			tables = append(tables, words[1])
		}
	}
	for _, table := range tables {
		columns := slices.DeleteFunc(texts(t, db, `SELECT name FROM pragma_table_info('`+table+`')`),
			func(column string) bool { return column == "tstamp" || column == "created_at" })
		list := strings.Join(columns, ", ")
		for _, values := range texts(t, db, `SELECT quote(`+strings.Join(columns, `) || ', ' || quote(`)+`)
			FROM `+table+` ORDER BY rowid`) {
			fmt.Fprintf(&dump, "INSERT INTO %s (%s) VALUES (%s);\n", table, list, values)
		}
	}
	return dump.String()
}

// texts returns the one column of a query.
func texts(t *testing.T, db *sql.DB, query string) (found []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		found = append(found, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}
