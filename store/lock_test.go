package store_test

import (
	"context"
	"testing"

	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

func take(t *testing.T, db *store.DB, name string) (unlock func(), ok bool) {
	t.Helper()
	unlock, ok, err := db.TryLock(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return unlock, ok
}

func TestALockHasOneHolder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		unlock, ok := take(t, db, "sync")
		if !ok {
			t.Fatal("a free lock was refused")
		}
		if _, ok := take(t, db, "sync"); ok {
			t.Error("the lock was given twice")
		}
		other, ok := take(t, db, "another")
		if !ok {
			t.Fatal("a lock with another name was refused")
		}
		other()
		unlock()
		again, ok := take(t, db, "sync")
		if !ok {
			t.Fatal("the lock was refused after its release")
		}
		unlock() // A second release of the first holder must not take it from the second.
		if _, ok := take(t, db, "sync"); ok {
			t.Error("the first holder's second release freed the second holder's lock")
		}
		again()
	})
}

func TestALockIsReleasedAfterItsContextEnded(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		unlock, ok, err := db.TryLock(ctx, "sync")
		if err != nil || !ok {
			t.Fatalf("refused: %v", err)
		}
		cancel()
		unlock()
		again, ok := take(t, db, "sync")
		if !ok {
			t.Fatal("still held")
		}
		again()
	})
}

func TestReplicasShareALock(t *testing.T) {
	t.Parallel()
	databaseURL := storetest.PostgresURL(t)
	var replicas [2]*store.DB
	for i := range replicas {
		db, err := store.Open(t.Context(), databaseURL)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		replicas[i] = db
	}
	unlock, ok := take(t, replicas[0], "sync")
	if !ok {
		t.Fatal("a free lock was refused")
	}
	if _, ok := take(t, replicas[1], "sync"); ok {
		t.Error("two replicas hold one lock")
	}
	unlock()
	other, ok := take(t, replicas[1], "sync")
	if !ok {
		t.Fatal("the lock was refused after the other replica released it")
	}
	other()
}
