package mayar

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// budgets are the budget of one process, and one that two replicas share.
func budgets(perMinute int) map[string][2]*Budget {
	alone := NewBudget(perMinute)
	a, b := replicas(perMinute, &fakeSharedState{skew: time.Hour})
	return map[string][2]*Budget{"alone": {alone, alone}, "shared": {a, b}}
}

// rush requests n slots at once for a person, each waiting up to patience. It returns the number of
// slots given, and the errors.
func rush(ctx context.Context, b *Budget, n int, patience time.Duration) (served int, refused []error) {
	var mu sync.Mutex
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, patience)
			defer cancel()
			_, err := b.acquire(ctx)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				served++
			} else {
				refused = append(refused, err)
			}
		})
	}
	all.Wait()
	return served, refused
}

// Whoever asks for everything gets half of what is left, so that the next person is served at once,
// on any replica.
func TestBudgetSharesAmongPeople(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for name, b := range budgets(20) {
			began := time.Now()
			for i, want := range []int{10, 5, 3, 1, 1} {
				served, refused := rush(ForPerson(t.Context(), fmt.Sprint("person-", i)), b[i%2], 60, 25*time.Second)
				if served != want {
					t.Errorf("%s: person %d got %d slots, want %d", name, i, served, want)
				}
				for _, err := range refused {
					if waiting, ok := errors.AsType[*WaitingError](err); ok && waiting.Waiting == 10 {
						continue // so many were about to be refused
					}
					limited, ok := errors.AsType[*RateLimitError](err)
					if spent := i == 4; !ok || !limited.Local || limited.Paused || limited.Own == spent {
						t.Errorf("%s: person %d was refused for %v", name, i, err)
					}
				}
			}
			if took := time.Since(began); took != 0 {
				t.Errorf("%s: it took %s", name, took)
			}
			time.Sleep(2 * rateWindow)
		}
	})
}

// The person with the fewest slots is served next, not the one who came first.
func TestBudgetGoesRoundByPerson(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for name, b := range budgets(2) {
			take(t, t.Context(), b[0])
			take(t, t.Context(), b[0])
			served := make(chan string, 7)
			var all sync.WaitGroup
			for i, who := range []string{"ani", "ani", "ani", "budi", "budi", "", "cici"} {
				all.Go(func() {
					if _, err := b[i%2].acquire(ForPerson(t.Context(), who)); err != nil {
						t.Error(err)
					}
					served <- who
				})
				synctest.Wait()
			}
			all.Wait()
			close(served)
			var order []string
			for who := range served {
				order = append(order, who)
			}
			if first := slices.Sorted(slices.Values(order[:4])); !slices.Equal(first,
				[]string{"", "ani", "budi", "cici"}) {
				t.Errorf("%s: served %q, want everybody once before anybody twice", name, order)
			}
			time.Sleep(2 * rateWindow)
		}
	})
}

// Ten requests of one person may wait, on all replicas together; the next one fails. Other people
// are not affected.
func TestBudgetBoundsWaitersPerPerson(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for name, b := range budgets(2) {
			ctx, cancel := context.WithCancel(t.Context())
			take(t, ForPerson(ctx, "ani"), b[0])
			var all sync.WaitGroup
			for i := range 10 {
				all.Go(func() { _, _ = b[i%2].acquire(ForPerson(ctx, "ani")) })
			}
			synctest.Wait()
			_, err := b[1].acquire(ForPerson(ctx, "ani"))
			if waiting, ok := errors.AsType[*WaitingError](err); !ok || waiting.Waiting != 10 {
				t.Errorf("%s: got %v, want a refusal because 10 wait", name, err)
			}
			take(t, ForPerson(ctx, "budi"), b[1])
			cancel()
			all.Wait()
			time.Sleep(2 * rateWindow)
		}
	})
}

// The whole queue is bounded too.
func TestBudgetBoundsTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(1)
		take(t, t.Context(), b)
		ctx, cancel := context.WithCancel(t.Context())
		for i := range maxQueue {
			go func() { _, _ = b.acquire(ForPerson(ctx, fmt.Sprint(i))) }()
		}
		synctest.Wait()
		if _, err := b.acquire(ForPerson(ctx, "ani")); !RateLimited(err) {
			t.Errorf("got %v, want a refusal", err)
		}
		cancel()
		synctest.Wait()
	})
}

// A person's share neither delays background work nor shrinks because of it.
func TestBudgetShareAndBackground(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(20)
		ani := ForPerson(t.Context(), "ani")
		for range 5 {
			take(t, Background(ani), b)
		}
		if served, _ := rush(ani, b, 60, time.Second); served != 10 {
			t.Errorf("the person got %d slots, want 10", served)
		}
		if _, refused := rush(Background(t.Context()), b, 1, time.Second); !RateLimited(refused[0]) ||
			refused[0].(*RateLimitError).Own {
			t.Errorf("background work: got %v, want a refusal at its own 15", refused)
		}
		if served, _ := rush(ForPerson(t.Context(), ""), b, 60, time.Second); served != 5 {
			t.Errorf("what is nobody's got %d slots, want the 5 that are left", served)
		}
	})
}

func TestSharedStateHoldsNoIDs(t *testing.T) {
	t.Parallel()
	shared := &fakeSharedState{}
	take(t, ForPerson(t.Context(), "U0BUDI0002"), NewSharedBudget(20, shared))
	if bytes.Contains(shared.state, []byte("BUDI")) || !strings.Contains(string(shared.state), `"person"`) {
		t.Errorf("the state has %s", shared.state)
	}
}
