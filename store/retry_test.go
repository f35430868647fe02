package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/internal/audit"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

func TestRequestsSurviveAFailover(t *testing.T) {
	t.Parallel()
	db := openURL(t, storetest.MigratedPostgresURL(t))
	changes, records := store.NewChanges(db), store.NewAudit(db, "a")
	for i := range 3 {
		if err := changes.Changed(t.Context(), "U1"); err != nil {
			t.Fatal(err)
		}
		storetest.Disconnect(t, db)
		if stamp, err := changes.Last(t.Context(), "U1"); err != nil || stamp == "" {
			t.Errorf("the last change is %q, %v", stamp, err)
		}
		storetest.Disconnect(t, db)
		if err := records.Record(t.Context(), audit.Record{At: time.Now(), Ref: fmt.Sprint(i)}); err != nil {
			t.Error(err)
		}
	}
	if all, err := records.Recent(t.Context(), 10); err != nil || len(all) != 3 {
		t.Errorf("%d records are kept, want 3: %v", len(all), err)
	}
}

// What is wrong with a statement itself is no reason to run it again.
func TestRetryOnlyForAnotherConnection(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		times := 0
		err := db.Retry(func() error {
			times++
			_, err := db.Reader().ExecContext(t.Context(), `SELECT nothing FROM nowhere`)
			return err
		})
		if err == nil || times != 1 {
			t.Errorf("run %d times: %v", times, err)
		}
	})
}
