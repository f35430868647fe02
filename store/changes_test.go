package store_test

import (
	"testing"

	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// Each change of a user gets an id of its own, which all replicas read.
func TestChanges(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		one, other := store.NewChanges(db), store.NewChanges(db)
		last := func(user string) string {
			t.Helper()
			stamp, err := other.Last(t.Context(), user)
			if err != nil {
				t.Fatal(err)
			}
			return stamp
		}
		change := func(user string) {
			t.Helper()
			if err := one.Changed(t.Context(), user); err != nil {
				t.Fatal(err)
			}
		}
		if got := last("U1"); got != "" {
			t.Errorf("before any change: %q", got)
		}
		change("U1")
		first := last("U1")
		change("U1")
		if second := last("U1"); first == "" || second == "" || first == second || last("U2") != "" {
			t.Errorf("changes are named %q and %q, of another %q", first, second, last("U2"))
		}
		// The next change deletes old ones.
		if _, err := db.Writer().ExecContext(t.Context(),
			`UPDATE user_change SET at_ms = at_ms - 3600000`); err != nil {
			t.Fatal(err)
		}
		change("U2")
		if last("U1") != "" || last("U2") == "" {
			t.Errorf("after an hour: %q and %q", last("U1"), last("U2"))
		}
	})
}
