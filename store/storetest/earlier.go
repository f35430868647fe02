package storetest

import (
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
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
	provider, err := goose.NewProvider(dialect, db, migrations(t), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatalf("the migrations: %v", err)
	}
	if _, err := provider.UpTo(t.Context(), version); err != nil {
		t.Fatalf("migrating the database: %v", err)
	}
	return db
}

// migrations finds our migrations from the folder of a package, in which its tests run.
func migrations(t testing.TB) fs.FS {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for folder != filepath.Dir(folder) {
		if found := filepath.Join(folder, "store", "migrations"); isFolder(found) {
			return os.DirFS(found)
		}
		folder = filepath.Dir(folder)
	}
	t.Fatal("no folder above this package has store/migrations")
	return nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
