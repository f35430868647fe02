package store_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Purged text is also gone from the bytes of the file and of its log, even after rows were inserted
// out of order, changed, and grew.
func TestPurgeLeavesNoBytes(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mayarbot.db")
	db := openURL(t, "sqlite:"+path)
	const people = 2000
	name := func(i int) string { return fmt.Sprintf("Purnama%05dSari", i) }
	insert := func(i int, gone bool) {
		id := fmt.Sprintf("%016x-%05d", rand.Uint64(), i)
		if gone {
			addTransaction(t, db, id, noon.AddDate(-1, 0, 0), noon.AddDate(-1, 0, 1))
		} else {
			addTransaction(t, db, id, noon, time.Time{})
		}
		const fill = `UPDATE unpaid SET customer_name = $2, customer_email = $3, customer_phone = $4, search_text = $5,
			group_key = $6, url = $7 WHERE id = $1`
		for _, grown := range []string{"", " of a long address that makes the row longer than it was before"} {
			if _, err := db.Writer().ExecContext(t.Context(), fill, id, name(i), name(i)+"@example.com", "0812"+name(i),
				name(i)+grown, "k"+name(i), "https://example.com/"+name(i)+grown); err != nil {
				t.Fatal(err)
			}
		}
	}
	kept := map[int]bool{}
	for i := range people {
		kept[i] = i%7 == 0
		insert(i, !kept[i])
	}
	if n, err := db.Purge(t.Context(), noon.AddDate(0, -1, 0)); err != nil || n == 0 {
		t.Fatalf("purged %d rows, %v", n, err)
	}
	var file []byte
	for _, suffix := range []string{"", "-wal", "-shm"} {
		part, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		file = append(file, part...)
	}
	for i := range people {
		if found := bytes.Contains(file, []byte(name(i))); found != kept[i] {
			t.Errorf("%s is in the file: %v, want %v", name(i), found, kept[i])
		}
	}
}

// A purge beside a reader does not fail, and the next purge clears what it could not.
func TestPurgeBesideAReader(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mayarbot.db")
	db := openURL(t, "sqlite:"+path)
	addTransaction(t, db, "purged-id", noon.AddDate(-1, 0, 0), noon.AddDate(-1, 0, 1))
	tx, err := db.Reader().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	var n int
	if err := tx.QueryRowContext(t.Context(), `SELECT count(*) FROM unpaid`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Purge(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	tx.Rollback()
	if _, err := db.Purge(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	if log, err := os.ReadFile(path + "-wal"); err != nil || bytes.Contains(log, []byte("purged-id")) {
		t.Errorf("the log still has what was purged (%v)", err)
	}
}
