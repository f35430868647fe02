package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// excluded are the tables that must not be copied, because their rows are of the last minute. A new
// table is copied, or belongs here.
var excluded = map[string]bool{"budget": true, "user_change": true}

// ourTables asks the catalogue of an SQLite database, so that no table is forgotten.
func ourTables(t *testing.T, db *store.DB) []string {
	t.Helper()
	rows, err := db.Reader().QueryContext(t.Context(), `SELECT name FROM sqlite_master WHERE type = 'table'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(name, "sqlite_") && !strings.HasPrefix(name, "river_") && name != "goose_db_version" {
			names = append(names, name)
		}
	}
	return names
}

// fill puts rows into a table, whatever its columns are.
func fill(t *testing.T, db *store.DB, table string, rows int) {
	t.Helper()
	columns, err := db.Reader().QueryContext(t.Context(), `SELECT name, type FROM pragma_table_info($1)`, table)
	if err != nil {
		t.Fatal(err)
	}
	defer columns.Close()
	var names []string
	var texts []bool
	for columns.Next() {
		var name, kind string
		if err := columns.Scan(&name, &kind); err != nil {
			t.Fatal(err)
		}
		names, texts = append(names, name), append(texts, kind == "TEXT")
	}
	for row := range rows {
		values := make([]string, len(names))
		for i, text := range texts {
			values[i] = fmt.Sprint(1_700_000_000_000 + 1000*row + i)
			if text {
				values[i] = fmt.Sprintf(`'%d: Ibu Ñur "☕" O''Neil\ %d'`, row, i)
			}
		}
		statement := fmt.Sprintf(`INSERT INTO %s (%s) VALUES (%s)`, table, strings.Join(names, ", "),
			strings.Join(values, ", "))
		if _, err := db.Writer().ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
	}
}

// rowsIn returns every row of a table as text, in order.
func rowsIn(t *testing.T, db *store.DB, table string) string {
	t.Helper()
	rows, err := db.Reader().QueryContext(t.Context(), `SELECT * FROM `+table+` ORDER BY 1, 2`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Join(names, " ")
	for rows.Next() {
		values, targets := make([]sql.NullString, len(names)), make([]any, len(names))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		lines += fmt.Sprintf("\n%v", values)
	}
	return lines
}

func openURL(t *testing.T, databaseURL string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// A database that an earlier version made, and that nobody has used, is as good as a new one.
func TestCopyIntoAnUnusedDatabaseOfAnEarlierVersion(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, there string) {
		here := storetest.SQLiteURL(t)
		openURL(t, here)
		if err := storetest.Earlier(t, there, 50).Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Copy(t.Context(), here, there); err != nil {
			t.Error(err)
		}
	})
}

func TestCopyTakesEveryTableBothWays(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, there string) {
		here, back := storetest.SQLiteURL(t), storetest.SQLiteURL(t)
		source := openURL(t, here)
		tables := ourTables(t, source)
		for _, table := range tables {
			fill(t, source, table, 3)
		}
		for _, leg := range []struct{ from, to string }{{here, there}, {there, back}} {
			report, err := store.Copy(t.Context(), leg.from, leg.to)
			if err != nil {
				t.Fatal(err)
			}
			copied := map[string]int64{}
			for _, c := range report {
				copied[c.Table] = c.Rows
			}
			target := openURL(t, leg.to)
			for _, table := range tables {
				switch rows := rowsIn(t, target, table); {
				case excluded[table] && (copied[table] != 0 || rows == rowsIn(t, source, table)):
					t.Errorf("%s was copied", table)
				case !excluded[table] && rows != rowsIn(t, source, table):
					t.Errorf("%s did not arrive: %s", table, rows)
				case !excluded[table] && copied[table] < 3:
					t.Errorf("%d rows of %s are reported", copied[table], table)
				}
			}
		}
	})
}

func TestCopyReportsRowsAndSums(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, there string) {
		here := storetest.SQLiteURL(t)
		source := openURL(t, here)
		// More than one batch of a statement's parameters.
		for i := range 300 {
			addTransaction(t, source, fmt.Sprint(i), noon, time.Time{})
		}
		report, err := store.Copy(t.Context(), here, there)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range report {
			if c.Table != "unpaid" {
				continue
			}
			sums := map[string]int64{}
			for _, s := range c.Sums {
				sums[s.Column] = s.Total
			}
			if c.Rows != 300 || sums["amount"] != 300_000 || sums["created_ms"] != 0 {
				t.Errorf("reported %+v", c)
			}
			return
		}
		t.Error("unpaid is not reported")
	})
}

func TestCopyRejectsAUsedTarget(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, there string) {
		here := storetest.SQLiteURL(t)
		source, target := openURL(t, here), openURL(t, there)
		addTransaction(t, source, "theirs", noon, time.Time{})
		if _, err := target.Writer().ExecContext(t.Context(), `UPDATE mirror SET as_of_ms = 1`); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Copy(t.Context(), here, there); !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("got %v, want ErrNotEmpty for a mirror that was used", err)
		}
		if _, err := store.Copy(t.Context(), here, here); !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("got %v, want ErrNotEmpty for a copy onto itself", err)
		}
		if got := rowsIn(t, target, "unpaid"); strings.Contains(got, "theirs") {
			t.Errorf("something was copied: %s", got)
		}
	})
}

// stranger creates a table as another program would, and returns the number of tables.
func stranger(t *testing.T, databaseURL string) (tables func() int) {
	t.Helper()
	driver, name, count := "pgx", databaseURL, `SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()`
	if path, ok := strings.CutPrefix(databaseURL, "sqlite:"); ok {
		driver, name, count = "sqlite", path, `SELECT count(*) FROM sqlite_master WHERE type = 'table'`
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.ExecContext(t.Context(), `CREATE TABLE customers (id BIGINT)`); err != nil {
		t.Fatal(err)
	}
	return func() (n int) {
		if err := db.QueryRowContext(t.Context(), count).Scan(&n); err != nil {
			t.Error(err)
		}
		return n
	}
}

// A database of another program is rejected before anything is written there, even if a mayarbot
// shares it.
func TestCopyRejectsAForeignTarget(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, there string) {
		here := storetest.SQLiteURL(t)
		openURL(t, here)
		tables := stranger(t, there)
		refused := func() {
			t.Helper()
			before := tables()
			if _, err := store.Copy(t.Context(), here, there); !errors.Is(err, store.ErrNotEmpty) ||
				!strings.Contains(err.Error(), "customers") {
				t.Errorf("got %v, want ErrNotEmpty and the table named", err)
			}
			if after := tables(); after != before {
				t.Errorf("there were %d tables, now there are %d", before, after)
			}
		}
		refused()
		openURL(t, there)
		refused()
	})
}

// The version number of another program's file stays as it was.
func TestCopyLeavesTheVersionOfAForeignFile(t *testing.T) {
	t.Parallel()
	here, there := storetest.SQLiteURL(t), storetest.SQLiteURL(t)
	openURL(t, here)
	theirs, err := sql.Open("sqlite", strings.TrimPrefix(there, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	defer theirs.Close()
	if _, err := theirs.ExecContext(t.Context(),
		`CREATE TABLE customers (id BIGINT); PRAGMA user_version = 7`); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Copy(t.Context(), here, there); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("got %v, want ErrNotEmpty", err)
	}
	var version int
	if err := theirs.QueryRowContext(t.Context(), `PRAGMA user_version`).Scan(&version); err != nil || version != 7 {
		t.Errorf("its version is %d, %v", version, err)
	}
}

// Existing jobs would run once a mayarbot starts on the target. A tick is not such a job.
func TestCopyRejectsATargetWithJobs(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, there string) {
		here := storetest.SQLiteURL(t)
		openURL(t, here)
		target := openURL(t, there)
		add := func(kind string) {
			insert := `INSERT INTO river_job (kind, state, args, max_attempts) VALUES ('` + kind +
				`', 'available', '{}', 1)`
			if _, err := target.Writer().ExecContext(t.Context(), insert); err != nil {
				t.Fatal(err)
			}
		}
		add("digest_tick")
		if _, err := store.Copy(t.Context(), here, there); err != nil {
			t.Errorf("a target with a tick: %v", err)
		}
		add("send_invoice")
		if _, err := store.Copy(t.Context(), here, there); !errors.Is(err, store.ErrNotEmpty) ||
			!strings.Contains(err.Error(), "river_job") {
			t.Errorf("got %v, want ErrNotEmpty and the queue named", err)
		}
	})
}

// A failed copy leaves the target as it was.
func TestCopyIsAllOrNothing(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, there string) {
		here := storetest.SQLiteURL(t)
		source, target := openURL(t, here), openURL(t, there)
		addTransaction(t, source, "a", noon, time.Time{})
		// SQLite keeps anything in any column.
		if _, err := source.Writer().ExecContext(t.Context(), `UPDATE unpaid SET product_name = x'ff00'`); err != nil {
			t.Fatal(err)
		}
		fill(t, source, "audit", 3)
		if _, err := store.Copy(t.Context(), here, there); err == nil ||
			!strings.Contains(err.Error(), "product_name") {
			t.Errorf("got %v, want the column named", err)
		}
		if got := rowsIn(t, target, "audit"); strings.Contains(got, "\n") {
			t.Errorf("half of it was copied: %s", got)
		}
	})
}

// A target that loses or changes a row is detected, and keeps nothing.
func TestCopyComparesWhatArrived(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ statement, want string }{
		"a lost row":       {`DELETE FROM unpaid WHERE id = NEW.id`, "1 rows were sent, 0 arrived"},
		"a changed number": {`UPDATE unpaid SET amount = amount + 1`, "the values of amount did not arrive"},
		"a changed time":   {`UPDATE unpaid SET created_ms = 1`, "the values of created_ms did not arrive"},
		"a changed text":   {`UPDATE unpaid SET product_name = 'x'`, "the values of product_name did not arrive"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			here, there := storetest.SQLiteURL(t), storetest.SQLiteURL(t)
			source, target := openURL(t, here), openURL(t, there)
			addTransaction(t, source, "a", noon, time.Time{})
			tamper := `CREATE TRIGGER tamper AFTER INSERT ON unpaid BEGIN ` + tt.statement + `; END`
			if _, err := target.Writer().ExecContext(t.Context(), tamper); err != nil {
				t.Fatal(err)
			}
			if _, err := store.Copy(t.Context(), here, there); err == nil ||
				!strings.Contains(err.Error(), "copying unpaid: "+tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if got := rowsIn(t, target, "unpaid"); strings.Contains(got, "\n") {
				t.Errorf("it was kept all the same: %s", got)
			}
		})
	}
}

func TestCopySaysWhatIsWrongWithTheSource(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "missing.db")
	empty := filepath.Join(t.TempDir(), "empty.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for source, want := range map[string]string{
		"sqlite:" + missing:        "there is no file " + missing,
		"sqlite:" + empty:          "no mayarbot has ever used",
		"sqlite:" + t.TempDir():    "is a folder",
		"mysql://u:s3cret@x/y":     "a database is given as",
		"postgres://u:s3cret@[::1": "malformed",
	} {
		_, err := store.Copy(t.Context(), source, storetest.SQLiteURL(t))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: got %v, want %q", source, err, want)
		}
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("the missing file was made")
	}
}
