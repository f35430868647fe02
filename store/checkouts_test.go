package store_test

import (
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
	"golang.org/x/sync/errgroup"
)

func claim(t *testing.T, c *store.Checkouts, id string, lasts time.Duration) (claim string, sealed []byte) {
	t.Helper()
	claim, sealed, err := c.Claim(t.Context(), id, lasts)
	if err != nil {
		t.Fatal(err)
	}
	return claim, sealed
}

func TestACheckoutIsClaimedOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := store.NewCheckouts(db)
		claims := make([]string, 8)
		var group errgroup.Group
		for i := range claims {
			group.Go(func() (err error) {
				claims[i], _, err = c.Claim(t.Context(), "one", time.Minute)
				return err
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		mine := ""
		for _, claim := range claims {
			if claim != "" && mine != "" {
				t.Fatal("two have claimed one request")
			}
			mine += claim
		}
		if _, sealed := claim(t, c, "one", time.Minute); sealed != nil {
			t.Errorf("%q is the answer before there is one", sealed)
		}
		if other, _ := claim(t, c, "another", time.Minute); other == "" {
			t.Error("another request is not free")
		}
		if err := c.Keep(t.Context(), mine, []byte("\x00links\xff"), time.Minute); err != nil {
			t.Fatal(err)
		}
		if again, sealed := claim(t, c, "one", time.Minute); again != "" || string(sealed) != "\x00links\xff" {
			t.Errorf("claim %q, answer %q", again, sealed)
		}
		if err := c.Release(t.Context(), mine); err != nil {
			t.Fatal(err)
		}
		if again, _ := claim(t, c, "one", time.Minute); again == "" {
			t.Error("not free after the release")
		}
	})
}

func TestCheckoutsExpire(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := store.NewCheckouts(db)
		dead, _ := claim(t, c, "one", 0)
		second, _ := claim(t, c, "one", time.Minute)
		if second == "" {
			t.Fatal("a claim that has run out was not given to another")
		}
		if err := c.Keep(t.Context(), dead, []byte("late"), time.Minute); err != nil {
			t.Fatal(err)
		}
		if _, sealed := claim(t, c, "one", time.Minute); sealed != nil {
			t.Errorf("%q is kept for a claim that had run out", sealed)
		}
		if err := c.Keep(t.Context(), second, []byte("links"), -time.Second); err != nil {
			t.Fatal(err)
		}
		if err := c.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		var rows int
		if err := db.Reader().QueryRowContext(t.Context(), "SELECT count(*) FROM checkout").Scan(&rows); err != nil ||
			rows != 0 {
			t.Errorf("%d rows are left (%v), want none", rows, err)
		}
	})
}
