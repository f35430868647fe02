// Package storetest opens databases without data for tests, on each engine.
package storetest

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/mayarbot/mayarbot/store"
)

// PostgresEnv names the variable that holds the URL of a Postgres server for tests.
const PostgresEnv = "TEST_POSTGRES_URL"

// Each runs test on a database of each engine with no data, in parallel. It skips Postgres if there
// is no server.
func Each(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	EachMigratedURL(t, func(t *testing.T, databaseURL string) { test(t, open(t, databaseURL)) })
}

// EachMigratedURL is Each for tests that open the database themselves.
func EachMigratedURL(t *testing.T, test func(t *testing.T, databaseURL string)) {
	t.Helper()
	each(t, MigratedSQLiteURL, MigratedPostgresURL, test)
}

// EachURL is EachMigratedURL for tests that migrate the database themselves.
func EachURL(t *testing.T, test func(t *testing.T, databaseURL string)) {
	t.Helper()
	each(t, SQLiteURL, PostgresURL, test)
}

func each(t *testing.T, sqlite, postgres func(testing.TB) string, test func(t *testing.T, databaseURL string)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, sqlite(t))
	})
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		test(t, postgres(t))
	})
}

// SQLite opens a database with no data in a file that is deleted after the test.
func SQLite(t testing.TB) *store.DB {
	t.Helper()
	return open(t, MigratedSQLiteURL(t))
}

// SQLiteURL is the URL of a database that does not exist yet.
func SQLiteURL(t testing.TB) string {
	return "sqlite:" + filepath.Join(t.TempDir(), "test.db")
}

// PostgresURL is the URL of an empty schema that is dropped after the test. Without a server it
// skips the test.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server := requireServer(t)
	schema := uniqueName()
	run(t, t.Context(), server, "CREATE SCHEMA "+schema)
	t.Cleanup(func() { run(t, context.Background(), server, "DROP SCHEMA "+schema+" CASCADE") })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s is not a URL", PostgresEnv)
	}
	query := u.Query()
	query.Set("search_path", schema)
	u.RawQuery = query.Encode()
	return u.String()
}

func requireServer(t testing.TB) string {
	t.Helper()
	server := os.Getenv(PostgresEnv)
	if server == "" {
		t.Skipf("%s is not set, so this is not tested on Postgres.", PostgresEnv)
	}
	return server
}

func uniqueName() string { return "test_" + strings.ReplaceAll(uuid.NewString(), "-", "") }

func run(t testing.TB, ctx context.Context, server, statement string) {
	t.Helper()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatalf("Postgres for tests: %v", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatalf("Postgres for tests: %v", err)
	}
}

func open(t testing.TB, databaseURL string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), databaseURL)
	if err != nil {
		t.Fatalf("open the database: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	return db
}
