package mirror_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// earlierNames are the names before migration 60 of the tables and columns that it renames.
var earlierNames = map[string]map[string]string{
	"unpaid": {
		"missed_sweeps": "missed", "valid_from_ms": "since_ms", "start_reason": "began", "closed_ms": "gone_ms",
		"outcome_known_ms": "known_ms", "lookups": "tries",
	},
	"unpaid_history": {
		"unpaid_history": "unpaid_past", "valid_from_ms": "since_ms", "start_reason": "began",
		"valid_to_ms": "end_ms", "end_reason": "ended",
	},
	"unpaid_group": {},
	"unpaid_hour":  {},
	"mirror": {
		"version_ms": "moment_ms", "failing_since_ms": "failing_ms", "sync_pages_total": "sync_of",
		"totals_valid": "kept",
	},
}

// laterColumns are columns that later migrations add.
var laterColumns = []string{"customer_key", "case_id", "edited_ms", "purged_ms"}

func TestDatabaseWithEarlierNames(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, databaseURL string) {
		h := &history{world: newWorld(t, storetest.SQLite(t)), random: rand.New(rand.NewPCG(3, 7))}
		for range 20 {
			h.changeMayar()
			h.sync()
			h.remember()
		}
		exec(t, h.db, `UPDATE mirror SET failing_since_ms = 1000, sync_pages = 2, sync_pages_total = 5, sync_rows = 90`)
		exec(t, h.db, `UPDATE unpaid SET missed_sweeps = 1, lookups = 2, outcome_known_ms = closed_ms + 1
			WHERE id = (SELECT max(id) FROM unpaid WHERE closed_ms > 0)`)
		exec(t, h.db, `UPDATE unpaid SET case_id = '', edited_ms = 0`) // the next sweep writes it

		earlier := storetest.Earlier(t, databaseURL, 59)
		for table := range earlierNames {
			copyToEarlier(t, h.db.Reader(), earlier, table)
		}
		migrated := &history{world: newWorld(t, open(t, databaseURL)), versions: h.versions}
		migrated.advance(h.clock().Sub(migrated.clock()))
		for table := range earlierNames {
			want, got := contents(t, h.db.Reader(), table), contents(t, migrated.db.Reader(), table)
			if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
				t.Errorf("%s after the migration (-want +got):\n%s", table, diff)
			}
		}
		if diff := cmp.Diff(h.answers(), migrated.answers()); diff != "" {
			t.Errorf("answers after the migration (-want +got):\n%s", diff)
		}
	})
}

// copyToEarlier copies a table into a database with the earlier names.
func copyToEarlier(t *testing.T, from, to *sql.DB, table string) {
	t.Helper()
	renamed := func(name string) string {
		if earlier, ok := earlierNames[table][name]; ok {
			return earlier
		}
		return name
	}
	if _, err := to.ExecContext(t.Context(), `DELETE FROM `+renamed(table)); err != nil {
		t.Fatal(err)
	}
	eachRow(t, from, table, func(columns []string, values []any) {
		var names, marks []string
		var kept []any
		for i, column := range columns {
			if slices.Contains(laterColumns, column) {
				continue
			}
			names, kept = append(names, renamed(column)), append(kept, values[i])
			marks = append(marks, fmt.Sprintf("$%d", len(kept)))
		}
		insert := fmt.Sprintf(`INSERT INTO %s (%s) VALUES (%s)`,
			renamed(table), strings.Join(names, ", "), strings.Join(marks, ", "))
		if _, err := to.ExecContext(t.Context(), insert, kept...); err != nil {
			t.Fatal(err)
		}
	})
}

// contents returns the rows of a table by their first column.
func contents(t *testing.T, db *sql.DB, table string) map[string]string {
	t.Helper()
	found := map[string]string{}
	eachRow(t, db, table, func(columns []string, values []any) {
		found[fmt.Sprint(values[0])] = fmt.Sprint(columns, values)
	})
	return found
}

func eachRow(t *testing.T, db *sql.DB, table string, do func(columns []string, values []any)) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT * FROM `+table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		do(columns, values)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// answers are what the mirror says of its state, its lists and its changes.
func (h *history) answers() (all []any) {
	h.t.Helper()
	state, err := h.mirror.State(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	all = append(all, state)
	from, until := h.versions[0].until, h.versions[len(h.versions)-1].until
	for _, f := range filters {
		all = append(all, h.list(f.words, 1), h.changes(from, until, f.words))
	}
	paid, err := h.mirror.ListPaid(h.t.Context(), receivables.Query{}, from, until, 1)
	if err != nil {
		h.t.Fatal(err)
	}
	return append(all, h.list("status:paid", 1), paid)
}
