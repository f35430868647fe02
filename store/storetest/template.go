package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/mayarbot/mayarbot/store"
)

// Migrating an empty database takes longer than most tests. So it is done once, and tests get
// copies.

// sqliteTemplate returns the content of the file of a migrated database.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "mayarbot-template")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// postgresTemplate returns the name of a migrated database on the server. It is not dropped,
// because other test processes copy it at the same time, and the next ones will.
var postgresTemplate = sync.OnceValues(func() (string, error) {
	server := os.Getenv(PostgresEnv)
	version, err := schemaVersion()
	if err != nil {
		return "", err
	}
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	// The lock ends with the connection.
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(hashtext('mayarbot test template'))"); err != nil {
		return "", err
	}
	name, building := "mayarbot_test_"+version, "mayarbot_test_building"
	var exists bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&exists)
	if err != nil || exists {
		return name, err
	}
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + building, "CREATE DATABASE " + building} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return "", err
		}
	}
	databaseURL, err := onServer(building)
	if err != nil {
		return "", err
	}
	if err := migrate(databaseURL); err != nil {
		return "", err
	}
	_, err = conn.Exec(ctx, "ALTER DATABASE "+building+" RENAME TO "+name)
	return name, err
})

func migrate(databaseURL string) error {
	db, err := store.Open(context.Background(), databaseURL)
	if err != nil {
		return err
	}
	return db.Close()
}

// schemaVersion names what the migrations are now: ours, and by its version in go.sum River's.
func schemaVersion() (string, error) {
	top, err := topFolder()
	if err != nil {
		return "", err
	}
	files, err := filepath.Glob(filepath.Join(top, "store", "migrations", "*.sql"))
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, file := range append(files, filepath.Join(top, "go.sum")) {
		content, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%d %s", len(content), content)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

// onServer returns the URL of a database on the server for tests.
func onServer(name string) (string, error) {
	u, err := url.Parse(os.Getenv(PostgresEnv))
	if err != nil {
		return "", fmt.Errorf("%s is not a URL", PostgresEnv)
	}
	u.Path = "/" + name
	return u.String(), nil
}

// MigratedSQLiteURL returns the URL of a migrated SQLite database with no data.
func MigratedSQLiteURL(t testing.TB) string {
	t.Helper()
	content, err := sqliteTemplate()
	if err != nil {
		t.Fatalf("the template of a database: %v", err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

// MigratedPostgresURL returns the URL of a migrated Postgres database with no data, which is
// dropped after the test. Without a server it skips the test.
func MigratedPostgresURL(t testing.TB) string {
	t.Helper()
	server := requireServer(t)
	template, err := postgresTemplate()
	if err != nil {
		t.Fatalf("the template of a database: %v", err)
	}
	name := uniqueName()
	run(t, t.Context(), server, "CREATE DATABASE "+name+" TEMPLATE "+template)
	t.Cleanup(func() { run(t, context.Background(), server, "DROP DATABASE "+name+" WITH (FORCE)") })
	databaseURL, err := onServer(name)
	if err != nil {
		t.Fatal(err)
	}
	return databaseURL
}
