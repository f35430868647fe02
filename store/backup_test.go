package store_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

func countOnce(t *testing.T, databaseURL string) (n int) {
	t.Helper()
	db, err := store.Open(t.Context(), databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Reader().QueryRowContext(t.Context(), "SELECT count(*) FROM once").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A copy made while the database is in use has what was written, and its owner alone can read it.
func TestBackup(t *testing.T) {
	t.Parallel()
	from := storetest.SQLiteURL(t)
	db, err := store.Open(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	fill(t, db, "once", 3)
	file := filepath.Join(t.TempDir(), "it's a copy.db")
	if err := store.Backup(t.Context(), from, file); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy: %v, %v", info, err)
	}
	if n := countOnce(t, "sqlite:"+file); n != 3 {
		t.Errorf("%d rows in the copy, want 3", n)
	}
}

// The copy is of the version before, so that one can go back to it.
func TestBackupMigratesNothing(t *testing.T) {
	t.Parallel()
	from := storetest.SQLiteURL(t)
	earlier := storetest.Earlier(t, from, 20)
	file := filepath.Join(t.TempDir(), "copy.db")
	if err := store.Backup(t.Context(), from, file); err != nil {
		t.Fatal(err)
	}
	var version int
	if err := earlier.QueryRow("SELECT max(version_id) FROM goose_db_version").Scan(&version); err != nil ||
		version != 20 {
		t.Errorf("the database is of version %d, %v", version, err)
	}
}

func TestBackupRefuses(t *testing.T) {
	t.Parallel()
	folder, from := t.TempDir(), storetest.MigratedSQLiteURL(t)
	other, taken := filepath.Join(folder, "other.db"), filepath.Join(folder, "taken")
	for path, text := range map[string]string{other: "", taken: "theirs"} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, tt := range map[string]struct{ from, file, want string }{
		"a file that exists": {from, taken, "exists already"},
		"itself":             {from, strings.TrimPrefix(from, "sqlite:"), "exists already"},
		"no folder":          {from, filepath.Join(folder, "no", "copy"), "cannot be made"},
		"no database": {"sqlite:" + filepath.Join(folder, "no.db"), filepath.Join(folder, "a"),
			"there is no database"},
		"what is not ours":    {"sqlite:" + other, filepath.Join(folder, "b"), "no mayarbot has ever used"},
		"a server's database": {"postgres://u:s3cr3t@127.0.0.1:1/x", filepath.Join(folder, "c"), "pg_dump"},
	} {
		err := store.Backup(t.Context(), tt.from, tt.file)
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	if text, err := os.ReadFile(taken); err != nil || string(text) != "theirs" {
		t.Errorf("the file that exists is now %q, %v", text, err)
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != 2 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
