package storetest

import (
	"database/sql"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/pressly/goose/v3"
)

// Earlier creates a database as an earlier version left it, with our migrations up to version.
// [store.Open] runs the later ones.
func Earlier(t testing.TB, databaseURL string, version int64) *sql.DB {
	t.Helper()
	driver, source, dialect := "pgx", databaseURL, goose.DialectPostgres
	if path, ok := strings.CutPrefix(databaseURL, "sqlite:"); ok {
		driver, source, dialect = "sqlite", "file:"+path, goose.DialectSQLite3
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatalf("open the database: %v", err)
	}
	t.Cleanup(func() { db.Close() })
	_, here, _, _ := runtime.Caller(0)
	folder := os.DirFS(filepath.Join(filepath.Dir(here), "..", "migrations"))
	provider, err := goose.NewProvider(dialect, db, folder, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatalf("the migrations: %v", err)
	}
	if _, err := provider.UpTo(t.Context(), version); err != nil {
		t.Fatalf("migrating the database: %v", err)
	}
	return db
}
