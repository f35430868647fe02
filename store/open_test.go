package store_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
	"golang.org/x/sync/errgroup"
)

func TestOpenStartsSeveralProcessesOnAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, databaseURL string) {
		var group errgroup.Group
		for range 4 {
			group.Go(func() error {
				db, err := store.Open(t.Context(), databaseURL)
				if err != nil {
					return err
				}
				return db.Close()
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		db, err := store.Open(t.Context(), databaseURL)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var mirrors int
		if err := db.Reader().QueryRowContext(t.Context(), "SELECT count(*) FROM mirror").Scan(&mirrors); err != nil ||
			mirrors != 1 {
			t.Errorf("%d rows in mirror (%v), want the one that a single run of the migrations makes", mirrors, err)
		}
	})
}

func TestOpenRejectsANewerDatabase(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, databaseURL string) {
		db, err := store.Open(t.Context(), databaseURL)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Writer().ExecContext(t.Context(),
			"INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)"); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(t.Context(), databaseURL); err == nil || !strings.Contains(err.Error(), "newer") {
			t.Errorf("got %v, want a refusal that names the newer version", err)
		}
	})
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("This is no database. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ url, want string }{
		"no scheme":      {"mayarbot.db", `"sqlite:PATH"`},
		"empty":          {"", `"sqlite:PATH"`},
		"another engine": {"mysql://bot:s3cret@db.example.com/x", `"sqlite:PATH"`},
		"no path":        {"sqlite:", "needs a file"},
		"in memory":      {"sqlite::memory:", "needs a file"},
		"no folder": {"sqlite:" + filepath.Join(dir, "none", "a.db"), "the folder " + filepath.Join(dir,
			"none")},
		"a file as a folder": {"sqlite:" + filepath.Join(text, "a.db"), "folder"},
		"a folder":           {"sqlite:" + dir, "is a folder"},
		"not a database":     {"sqlite:" + text, "is not a database"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, err := store.Open(t.Context(), test.url)
			if err == nil {
				db.Close()
				t.Fatal("opened")
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %q, want it to contain %q", err, test.want)
			}
			if strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%q contains the password", err)
			}
		})
	}
}

func TestSQLiteFilesBelongToTheirOwnerAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a file? 100%#.db")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("%q has mode %o, want 600", path+suffix, mode)
		}
	}
}

func TestReadersDoNotWaitForAWriterNorWrite(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	tx, err := db.Writer().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(t.Context(), "UPDATE mirror SET version_ms = 7"); err != nil {
		t.Fatal(err)
	}
	var version int
	if err := db.Reader().QueryRowContext(t.Context(), "SELECT version_ms FROM mirror").Scan(&version); err != nil ||
		version != 0 {
		t.Errorf("read %d (%v) beside an open transaction, want what was committed: 0", version, err)
	}
	if _, err := db.Reader().ExecContext(t.Context(), "UPDATE mirror SET version_ms = 9"); err == nil {
		t.Error("a reader could write")
	}
}

func TestPing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.Ping(t.Context()); err != nil {
			t.Error(err)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if err := db.Ping(ended); err == nil {
			t.Error("answered after the context had ended")
		}
	})
}
