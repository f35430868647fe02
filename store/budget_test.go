package store_test

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
	"golang.org/x/sync/errgroup"
)

func count(_ time.Time, state []byte) ([]byte, error) {
	n, _ := strconv.Atoi(string(state))
	return []byte(strconv.Itoa(n + 1)), nil
}

// budgetState returns what the last change left, and the time.
func budgetState(t *testing.T, b *store.Budget) (state string, now time.Time) {
	t.Helper()
	err := b.Update(t.Context(), func(at time.Time, s []byte) ([]byte, error) {
		state, now = string(s), at
		return s, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return state, now
}

func TestBudgetChangesFollowEachOther(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, databaseURL string) {
		var group errgroup.Group
		var last *store.Budget
		for range 2 {
			db, err := store.Open(t.Context(), databaseURL)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			last = store.NewBudget(db)
			for range 4 {
				group.Go(func() error {
					for range 10 {
						if err := store.NewBudget(db).Update(t.Context(), count); err != nil {
							return err
						}
					}
					return nil
				})
			}
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		if got, _ := budgetState(t, last); got != "80" {
			t.Errorf("80 changes left %q", got)
		}
	})
}

func TestBudgetReturnsTheTime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		_, now := budgetState(t, store.NewBudget(db))
		if off := time.Since(now).Abs(); off > time.Minute {
			t.Errorf("the database on this machine is off by %s", off)
		}
	})
}

// A caller that waited for the row gets the time at which it got the row, not the one at which it
// asked, even if nothing changed meanwhile.
func TestBudgetReturnsTheTimeAfterWaiting(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := store.NewBudget(db)
		holding, release := make(chan time.Time), make(chan struct{})
		var group errgroup.Group
		group.Go(func() error {
			return b.Update(t.Context(), func(now time.Time, state []byte) ([]byte, error) {
				holding <- now
				<-release
				return state, nil
			})
		})
		first := <-holding
		group.Go(func() error {
			return b.Update(t.Context(), func(now time.Time, state []byte) ([]byte, error) {
				if waited := now.Sub(first); waited < 90*time.Millisecond {
					t.Errorf("the time moved on by %s only", waited)
				}
				return state, nil
			})
		})
		time.AfterFunc(100*time.Millisecond, func() { close(release) })
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestBudgetKeepsTheStateWhenAChangeFails(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := store.NewBudget(db)
		if err := b.Update(t.Context(), count); err != nil {
			t.Fatal(err)
		}
		broken := errors.New("broken")
		err := b.Update(t.Context(), func(time.Time, []byte) ([]byte, error) { return []byte("x"), broken })
		if !errors.Is(err, broken) {
			t.Errorf("got %v, want the change's error", err)
		}
		if got, _ := budgetState(t, b); got != "1" {
			t.Errorf("it left %q", got)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if err := b.Update(ended, count); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
	})
}

// BenchmarkBudget measures what a shared budget adds to each request to Mayar.
func BenchmarkBudget(b *testing.B) {
	db, err := store.Open(b.Context(), storetest.PostgresURL(b))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	budget := store.NewBudget(db)
	state := bytes.Repeat([]byte("x"), 1500) // twenty slots
	for b.Loop() {
		err := budget.Update(b.Context(), func(now time.Time, _ []byte) ([]byte, error) {
			return append(strconv.AppendInt(nil, now.UnixMicro(), 10), state...), nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
