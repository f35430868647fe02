package store_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
	"golang.org/x/sync/errgroup"
)

// Of many concurrent callers exactly one is first, until the id is forgotten or expires.
func TestOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		once := store.NewOnce(db)
		var first atomic.Int64
		var group errgroup.Group
		for range 8 {
			group.Go(func() error {
				is, err := once.First(t.Context(), "share", time.Hour)
				if is {
					first.Add(1)
				}
				return err
			})
		}
		if err := group.Wait(); err != nil || first.Load() != 1 {
			t.Fatalf("%d were the first, %v", first.Load(), err)
		}
		wantFirst := func(id string, want bool, lasts time.Duration) {
			t.Helper()
			if is, err := once.First(t.Context(), id, lasts); is != want || err != nil {
				t.Errorf("%s: %v, %v", id, is, err)
			}
		}
		wantFirst("another", true, 0) // expires at once
		wantFirst("another", true, time.Hour)
		wantFirst("share", false, time.Hour)
		if err := once.Forget(t.Context(), "share"); err != nil {
			t.Fatal(err)
		}
		wantFirst("share", true, time.Hour)
	})
}
