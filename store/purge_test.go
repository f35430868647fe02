package store_test

import (
	"database/sql"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// A transaction is reopened while it would be deleted. It stays, and its writer does not update a
// deleted row: in both cases the stored totals would be wrong from then on.
func TestPurgeWaitsForWritersOfTheMirror(t *testing.T) {
	t.Parallel()
	for name, meet := range map[string]func(reopen, purge func()){
		"the row is reopened before": func(reopen, purge func()) { reopen(); purge() },
		"the row is reopened after":  func(reopen, purge func()) { purge(); reopen() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := openURL(t, storetest.PostgresURL(t))
			addTransaction(t, db, "back", noon.AddDate(-1, 0, 0), noon.AddDate(-1, 0, 1))
			writer, err := db.Writer().BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer writer.Rollback()
			changeOne(t, writer, `UPDATE mirror SET version_ms = version_ms`)

			purged := make(chan struct{})
			meet(func() {
				changeOne(t, writer, `UPDATE unpaid SET closed_ms = 0 WHERE id = 'back'`)
			}, func() {
				go func() {
					defer close(purged)
					if _, err := db.Purge(t.Context(), noon); err != nil {
						t.Error(err)
					}
				}()
				untilHeldUp(t, db, writer, purged)
			})
			if err := writer.Commit(); err != nil {
				t.Fatal(err)
			}
			<-purged
			var open int
			const count = `SELECT count(*) FROM unpaid WHERE closed_ms = 0`
			err = db.Reader().QueryRowContext(t.Context(), count).Scan(&open)
			if err != nil || open != 1 {
				t.Errorf("%d transactions are open, want the one that came back; %v", open, err)
			}
		})
	}
}

func changeOne(t *testing.T, tx *sql.Tx, statement string) {
	t.Helper()
	result, err := tx.ExecContext(t.Context(), statement)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		t.Errorf("%s: changed %d rows, %v", statement, n, err)
	}
}

// untilHeldUp returns when somebody waits for a lock of the transaction, or done is closed.
func untilHeldUp(t *testing.T, db *store.DB, holder *sql.Tx, done <-chan struct{}) {
	t.Helper()
	var pid int
	if err := holder.QueryRowContext(t.Context(), `SELECT pg_backend_pid()`).Scan(&pid); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		select {
		case <-done:
			return
		default:
		}
		const waiting = `SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid)))`
		var heldUp bool
		if err := db.Reader().QueryRowContext(t.Context(), waiting, pid).Scan(&heldUp); err != nil {
			t.Fatal(err)
		}
		if heldUp {
			return
		}
	}
	t.Error("nobody waits for the lock")
}
