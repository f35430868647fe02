package store_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/internal/audit"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func TestAuditKeepsWhatWasRecorded(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		kept := store.NewAudit(db, "one")
		first := audit.Record{
			At:      noon,
			Ref:     "K7Q2",
			Team:    "T1",
			Channel: "C1",
			User:    "U1",
			Kind:    "command",
			Command: "unpaid",
			ID:      "next",
			Detail:  "older:7d a\x00b\xff",
			Outcome: "ok",
			Took:    12 * time.Millisecond,
			Replica: "one",
		}
		second := audit.Record{At: noon.Add(time.Second), Ref: "K7Q3", Outcome: "refused: guest", Replica: "one"}
		for _, rec := range []audit.Record{first, second} {
			if err := kept.Record(t.Context(), rec); err != nil {
				t.Fatal(err)
			}
		}
		recent, err := kept.Recent(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}
		first.Detail = "older:7d ab\uFFFD"
		if diff := cmp.Diff([]audit.Record{second, first}, recent); diff != "" {
			t.Error(diff)
		}
		if recent, err := kept.Recent(t.Context(), 1); err != nil || len(recent) != 1 {
			t.Errorf("%d records (%v), want 1", len(recent), err)
		}
	})
}

// Also when many wait and are written in one statement.
func TestAuditRecordReturnsWhenItIsCommitted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		kept := store.NewAudit(db, "one")
		busy, err := db.Writer().BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer busy.Rollback()
		if _, err := busy.ExecContext(t.Context(), lockAudit[db.Engine()]); err != nil {
			t.Fatal(err)
		}
		const records = 30
		results := make(chan error, records)
		record := func(i int) { results <- recordAndRead(t.Context(), kept, db, fmt.Sprint("record ", i)) }
		go record(0)
		waitForQueue(kept, 0) // the first is being written, and waits for the lock
		for i := range records - 1 {
			go record(i + 1)
		}
		waitForQueue(kept, records-1)
		impatient, cancel := context.WithCancel(t.Context())
		cancel()
		if err := kept.Record(impatient, audit.Record{At: noon}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want the end of the context", err)
		}
		if err := busy.Rollback(); err != nil {
			t.Fatal(err)
		}
		for range records {
			if err := <-results; err != nil {
				t.Error(err)
			}
		}
	})
}

// Each number of records in a statement is a plan that Postgres keeps, on every connection.
func TestAuditWritesFewKindsOfStatements(t *testing.T) {
	t.Parallel()
	sizes := map[int]bool{}
	for waiting := range 2000 {
		size := store.AuditBatch(waiting)
		if size > waiting || 2*size < min(waiting, 1000) {
			t.Errorf("%d of %d records are written at once", size, waiting)
		}
		sizes[size] = true
	}
	if len(sizes) > 12 {
		t.Errorf("%d different statements", len(sizes))
	}
}

func waitForQueue(kept *store.Audit, want int) {
	for {
		if writing, waiting := kept.Queue(); writing && waiting == want {
			return
		}
		runtime.Gosched()
	}
}

// lockAudit keeps other connections from writing to the audit until the transaction ends.
var lockAudit = map[store.Engine]string{
	store.SQLite:   "DELETE FROM audit",
	store.Postgres: "LOCK TABLE audit IN EXCLUSIVE MODE",
}

func recordAndRead(ctx context.Context, kept *store.Audit, db *store.DB, ref string) error {
	if err := kept.Record(ctx, audit.Record{At: noon, Ref: ref}); err != nil {
		return err
	}
	var found int
	err := db.Reader().QueryRowContext(ctx, "SELECT count(*) FROM audit WHERE ref = $1", ref).Scan(&found)
	if err == nil && found != 1 {
		err = fmt.Errorf("%s: found %d times when Record had returned", ref, found)
	}
	return err
}

func TestPurgeDeletesWhatIsOlderThanTheRetention(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		kept := store.NewAudit(db, "one")
		for i := range 3 {
			if err := kept.Record(t.Context(), audit.Record{At: noon.AddDate(0, 0, -i),
				Ref: fmt.Sprint("day ", i)}); err != nil {
				t.Fatal(err)
			}
		}
		addTransaction(t, db, "open", noon.AddDate(-1, 0, 0), time.Time{})
		addTransaction(t, db, "gone long ago", noon.AddDate(-1, 0, 0), noon.AddDate(0, 0, -91))
		addTransaction(t, db, "gone lately", noon.AddDate(-1, 0, 0), noon)
		// More than one batch.
		for i := range 600 {
			addTransaction(t, db, fmt.Sprint(i), noon.AddDate(-1, 0, 0), noon.AddDate(-1, 0, 1))
		}

		n, err := db.Purge(t.Context(), noon.AddDate(0, 0, -1))
		if err != nil {
			t.Fatal(err)
		}
		if n != 602 {
			t.Errorf("deleted %d rows, want 602", n)
		}
		var left []string
		recent, err := kept.Recent(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, rec := range recent {
			left = append(left, rec.Ref)
		}
		rows, err := db.Reader().QueryContext(t.Context(), "SELECT id FROM unpaid ORDER BY id")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				t.Fatal(err)
			}
			left = append(left, id)
		}
		if diff := cmp.Diff([]string{"day 0", "day 1", "gone lately", "open"}, left); diff != "" {
			t.Error(diff)
		}
	})
}

func addTransaction(t *testing.T, db *store.DB, id string, seen, closed time.Time) {
	t.Helper()
	var closedMS int64
	if !closed.IsZero() {
		closedMS = closed.UnixMilli()
	}
	const insert = `INSERT INTO unpaid (id, created_ms, type, status, amount, customer_name, customer_email,
		customer_phone, product_name, url, group_key, search_text, search_phone, first_seen_ms, last_seen_ms,
		seen_sweep, valid_from_ms, start_reason, closed_ms)
		VALUES ($1, $2, 'invoice', 'active', 1000, '', '', '', '', '', $1, '', '', $2, $2, 1, $2, 'new', $3)`
	if _, err := db.Writer().ExecContext(t.Context(), insert, id, seen.UnixMilli(), closedMS); err != nil {
		t.Fatal(err)
	}
}

// The audit keeps only so many records, whatever their age: the oldest go.
func TestAuditIsBounded(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		kept := store.NewAudit(db, "one")
		const many = 1203
		for i := range many {
			if err := kept.Record(t.Context(), audit.Record{At: noon.Add(time.Duration(i) * time.Second),
				Ref: fmt.Sprint(i)}); err != nil {
				t.Fatal(err)
			}
		}
		for _, test := range []struct {
			most    int
			deleted int64
			oldest  string
		}{{many, 0, "0"}, {many - 1, 1, "1"}, {100, 1102, "1103"}, {100, 0, "1103"}} {
			n, err := store.LimitAudit(db, t.Context(), test.most)
			if err != nil || n != test.deleted {
				t.Errorf("of at most %d: %d deleted, %v, want %d", test.most, n, err, test.deleted)
			}
			recent, err := kept.Recent(t.Context(), many)
			if err != nil {
				t.Fatal(err)
			}
			if got := recent[len(recent)-1].Ref; got != test.oldest || recent[0].Ref != "1202" {
				t.Errorf("of at most %d: from %s to %s are left, want from %s", test.most, got, recent[0].Ref,
					test.oldest)
			}
		}
	})
}
