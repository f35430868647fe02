package storetest

import (
	"database/sql"
	"errors"
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

// migrations returns our migrations.
func migrations(t testing.TB) fs.FS {
	t.Helper()
	top, err := topFolder()
	if err != nil {
		t.Fatal(err)
	}
	return os.DirFS(filepath.Join(top, "store", "migrations"))
}

// packageFolder is the folder of the package whose tests run. Tests may go to another folder later.
var packageFolder, errPackageFolder = os.Getwd()

// topFolder finds the folder of the module.
func topFolder() (string, error) {
	if errPackageFolder != nil {
		return "", errPackageFolder
	}
	for folder := packageFolder; folder != filepath.Dir(folder); folder = filepath.Dir(folder) {
		if isFolder(filepath.Join(folder, "store", "migrations")) {
			return folder, nil
		}
	}
	return "", errors.New("no folder above this package has store/migrations")
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
