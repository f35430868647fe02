package store_test

import (
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/internal/audit"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// Another process changes the schema while this one has prepared its statements. Later releases do
// that with each migration.
func TestPreparedStatementsSurviveAChangedSchema(t *testing.T) {
	t.Parallel()
	storetest.EachMigratedURL(t, func(t *testing.T, databaseURL string) {
		db, other := openURL(t, databaseURL), openURL(t, databaseURL)
		changes, records := store.NewChanges(db), store.NewAudit(db, "a")
		use := func() {
			t.Helper()
			if err := store.NewChanges(other).Changed(t.Context(), "U1"); err != nil {
				t.Fatal(err)
			}
			if stamp, err := changes.Last(t.Context(), "U1"); err != nil || stamp == "" {
				t.Fatalf("the last change is %q, %v", stamp, err)
			}
			if err := records.Record(t.Context(), audit.Record{At: time.Now(), User: "U1"}); err != nil {
				t.Fatal(err)
			}
		}
		change := []string{
			`ALTER TABLE user_change ADD COLUMN later TEXT NOT NULL DEFAULT ''`,
			`CREATE INDEX audit_later ON audit (user_id)`,
			`ALTER TABLE audit ADD COLUMN later TEXT NOT NULL DEFAULT ''`,
		}
		if db.Engine() == store.Postgres { // the type of a result changes
			change = append(change, `ALTER TABLE user_change ALTER COLUMN stamp TYPE VARCHAR(99)`)
		}
		for _, statement := range change {
			use()
			if _, err := other.Writer().ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
			use()
		}
	})
}
