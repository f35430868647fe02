package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
)

// oneConn is a connection of its own to a new database, with the statements that it keeps.
func oneConn(t *testing.T) (*sql.Conn, *keepingConn) {
	t.Helper()
	db, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "mayarbot.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	conn, err := db.writer.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	var under *keepingConn
	if err := conn.Raw(func(c any) error { under = c.(*keepingConn); return nil }); err != nil {
		t.Fatal(err)
	}
	must(t, conn, `CREATE TABLE thing (id BIGINT PRIMARY KEY)`)
	return conn, under
}

func must(t *testing.T, conn *sql.Conn, query string, args ...any) {
	t.Helper()
	if _, err := conn.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func number(t *testing.T, conn *sql.Conn, query string, args ...any) (n int) {
	t.Helper()
	if err := conn.QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestStatementsAreKeptAndNotTooMany(t *testing.T) {
	t.Parallel()
	conn, under := oneConn(t)
	const query = `SELECT $1 + 1`
	if n := number(t, conn, query, 1); n != 2 {
		t.Errorf("1 + 1 = %d", n)
	}
	kept := under.idle[query]
	if n := number(t, conn, query, 2); n != 3 || kept == nil || under.idle[query] != kept {
		t.Errorf("2 + 1 = %d, from %p and then %p", n, kept, under.idle[query])
	}
	for i := range 3 * mostStatements {
		if n := number(t, conn, fmt.Sprintf(`SELECT %d`, i)); n != i {
			t.Errorf("%d is %d", i, n)
		}
	}
	if len(under.idle) != mostStatements {
		t.Errorf("%d statements are kept, not %d", len(under.idle), mostStatements)
	}
}

func TestAStatementThatIsInUseIsNotUsedTwice(t *testing.T) {
	t.Parallel()
	conn, _ := oneConn(t)
	must(t, conn, `INSERT INTO thing (id) VALUES (1), (2), (3)`)
	const query = `SELECT id FROM thing WHERE id > $1 ORDER BY id`
	outer, err := conn.QueryContext(t.Context(), query, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer outer.Close()
	var found []int
	for outer.Next() {
		var id int
		if err := outer.Scan(&id); err != nil {
			t.Fatal(err)
		}
		found = append(found, id, number(t, conn, query, id-1))
	}
	if err := outer.Err(); err != nil || fmt.Sprint(found) != "[1 1 2 2 3 3]" {
		t.Errorf("found %v, %v", found, err)
	}
}

func TestAKeptStatementSeesWhatHasChanged(t *testing.T) {
	t.Parallel()
	conn, _ := oneConn(t)
	columns := func() int {
		rows, err := conn.QueryContext(t.Context(), `SELECT * FROM thing`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		return len(names)
	}
	before := columns()
	must(t, conn, `ALTER TABLE thing ADD COLUMN name TEXT`)
	if after := columns(); before != 1 || after != 2 {
		t.Errorf("%d columns, and %d after one was added", before, after)
	}
}

func TestAKeptStatementCanFailAndBeUsedAgain(t *testing.T) {
	t.Parallel()
	conn, under := oneConn(t)
	const insert = `INSERT INTO thing (id) VALUES ($1)`
	must(t, conn, insert, 1)
	if _, err := conn.ExecContext(t.Context(), insert, 1); err == nil {
		t.Error("the same key twice")
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := conn.ExecContext(over, insert, 2); err == nil {
		t.Error("after the context had ended")
	}
	must(t, conn, insert, 3)
	if n := number(t, conn, `SELECT count(*) FROM thing`); n != 2 || under.idle[insert] == nil {
		t.Errorf("%d rows, statement %p", n, under.idle[insert])
	}
}
