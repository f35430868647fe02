package mayar

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A fakeSharedState is shared by several budgets. Its clock differs from this machine's.
type fakeSharedState struct {
	mu     sync.Mutex
	state  []byte
	skew   time.Duration
	broken error
	after  func() // called when a change has been made
	calls  int
}

func (l *fakeSharedState) Update(ctx context.Context, change func(time.Time, []byte) ([]byte, error)) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls++
	if l.broken != nil {
		return l.broken
	}
	state, err := change(time.Now().Add(l.skew).UTC().Truncate(time.Microsecond), slices.Clone(l.state))
	if err != nil {
		return err
	}
	l.state = state
	if l.after != nil {
		l.after()
	}
	return ctx.Err()
}

func (l *fakeSharedState) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = err
}

func replicas(perMinute int, shared *fakeSharedState) (a, b *Budget) {
	return NewSharedBudget(perMinute, shared), NewSharedBudget(perMinute, shared)
}

func TestSharedBudgetNeverExceedsAnyMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := replicas(20, &fakeSharedState{skew: -3 * time.Hour})
		var mu sync.Mutex
		var starts []time.Time
		var all sync.WaitGroup
		rnd := rand.New(rand.NewPCG(3, 4))
		for i := range 70 {
			ctx, budget := t.Context(), a
			if rnd.IntN(2) == 0 {
				ctx = Background(ctx)
			}
			if i%2 == 0 {
				budget = b
			}
			delay := time.Duration(rnd.IntN(120_000)) * time.Millisecond
			all.Go(func() {
				time.Sleep(delay)
				slot, err := budget.acquire(ctx)
				if err != nil {
					t.Errorf("no slot: %v", err)
					return
				}
				time.Sleep(delay % (10 * time.Second)) // dialling
				budget.markStarted(ctx, slot)
				mu.Lock()
				starts = append(starts, time.Now())
				mu.Unlock()
			})
		}
		began := time.Now()
		all.Wait()
		slices.SortFunc(starts, time.Time.Compare)
		for i := 20; i < len(starts); i++ {
			if gap := starts[i].Sub(starts[i-20]); gap <= time.Minute {
				t.Fatalf("21 requests within %s", gap)
			}
		}
		if took, most := time.Since(began), 6*time.Minute; len(starts) != 70 || took > most {
			t.Errorf("%d of 70 were served in %s, want all within %s", len(starts), took, most)
		}
	})
}

func TestSharedBudgetPeopleGoFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := replicas(1, &fakeSharedState{})
		take(t, t.Context(), a)
		served := make(chan string, 3)
		queue := func(name string, ctx context.Context, budget *Budget) {
			go func() {
				if _, err := budget.acquire(ctx); err != nil {
					t.Error(err)
				}
				served <- name
			}()
			synctest.Wait()
		}
		queue("sweep", Background(t.Context()), a)
		queue("first person", t.Context(), b)
		queue("second person", t.Context(), a)
		var order []string
		for range 3 {
			order = append(order, <-served)
		}
		if want := []string{"first person", "second person", "sweep"}; !slices.Equal(order, want) {
			t.Errorf("served %v, want %v", order, want)
		}
	})
}

func TestSharedBudgetPauseHoldsForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := replicas(20, &fakeSharedState{skew: time.Hour})
		began := time.Now()
		until := a.pause(t.Context(), 90*time.Second)
		if err := b.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := b.PausedUntil(); !got.Equal(until) || b.Remaining() != 0 {
			t.Errorf("the other is paused until %s with %d left, want %s and none", got, b.Remaining(), until)
		}
		take(t, t.Context(), b)
		if took := time.Since(began); took != 90*time.Second {
			t.Errorf("the other waited %s, want 90s", took)
		}
	})
}

// A pause that the shared state could not store still holds in its own process, and in all once the
// state works again.
func TestSharedBudgetPublishesThePauseLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := &fakeSharedState{}
		a, b := replicas(20, shared)
		began := time.Now()
		shared.fail(errors.New("down"))
		a.pause(t.Context(), 90*time.Second)
		shared.fail(nil)
		if got := a.Remaining(); got != 0 {
			t.Errorf("%d left where the pause was heard", got)
		}
		if err := a.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		take(t, t.Context(), b)
		if took := time.Since(began); took != 90*time.Second {
			t.Errorf("the other waited %s, want 90s", took)
		}
	})
}

func TestSharedBudgetWithoutItsState(t *testing.T) {
	t.Parallel()
	down := errors.New("down")
	b := NewSharedBudget(20, &fakeSharedState{broken: down})
	_, err := b.acquire(t.Context())
	if !errors.Is(err, ErrBudgetUnavailable) || !errors.Is(err, down) || RateLimited(err) {
		t.Errorf("got %v, want ErrBudgetUnavailable and the cause", err)
	}
	c, err := New("key", WithBudget(b))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Transactions.ListUnpaid(t.Context(), nil); !errors.Is(err, ErrBudgetUnavailable) {
		t.Errorf("got %v, want ErrBudgetUnavailable and no request", err)
	}
	if health := c.Health(); !health.DownSince.IsZero() || !health.LastOK.IsZero() {
		t.Errorf("Mayar is blamed or praised: %+v", health)
	}
}

// A replica that died in the queue does not hold up the others for long.
func TestSharedBudgetDropsWaitersOfADeadReplica(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := replicas(1, &fakeSharedState{})
		take(t, t.Context(), a)
		if wait, err := a.request(t.Context(), &reservation{id: 1}); err != nil || wait <= 0 {
			t.Fatalf("the dead one has the slot: %s, %v", wait, err)
		}
		began := time.Now()
		take(t, Background(t.Context()), b)
		if took := time.Since(began); took != rateWindow {
			t.Errorf("it took %s, want %s", took, rateWindow)
		}
	})
}

// A waiter that leaves the queue in one process makes room in another.
func TestSharedBudgetSeesOthersLeave(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := replicas(1, &fakeSharedState{})
		began := time.Now()
		take(t, t.Context(), a)
		impatient, cancel := context.WithCancel(t.Context())
		gone := make(chan error, 1)
		go func() {
			_, err := a.acquire(impatient)
			gone <- err
		}()
		synctest.Wait()
		time.AfterFunc(time.Minute, cancel)
		take(t, t.Context(), b)
		if took, most := time.Since(began), rateWindow+pollEvery; took > most {
			t.Errorf("it took %s, want at most %s", took, most)
		}
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
	})
}

// A slot is released when the answer of the shared state was lost and nobody uses it.
func TestSharedBudgetReleasesAnUnknownSlot(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	shared := &fakeSharedState{after: cancel}
	a, b := replicas(1, shared)
	if _, err := a.acquire(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want context.Canceled", err)
	}
	take(t, t.Context(), b)
}

func TestSharedBudgetUpdatesOncePerRequest(t *testing.T) {
	t.Parallel()
	shared := &fakeSharedState{}
	b := NewSharedBudget(20, shared)
	slot, err := b.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.markStarted(t.Context(), slot)
	if shared.calls != 1 || b.Remaining() != 19 {
		t.Errorf("%d changes and %d left, want 1 and 19", shared.calls, b.Remaining())
	}
}

// A clock that was set back delays nobody for more than a minute.
func TestSharedBudgetAfterTheClockWasSetBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := &fakeSharedState{skew: 24 * time.Hour}
		a, b := replicas(1, shared)
		take(t, t.Context(), a)
		shared.skew = 0
		began := time.Now()
		take(t, t.Context(), b)
		if took := time.Since(began); took != rateWindow {
			t.Errorf("it took %s, want %s", took, rateWindow)
		}
	})
}

func TestSharedBudgetRejectsAMalformedState(t *testing.T) {
	t.Parallel()
	shared := &fakeSharedState{state: []byte("{")}
	if _, err := NewSharedBudget(20, shared).acquire(t.Context()); !errors.Is(err, ErrBudgetUnavailable) {
		t.Errorf("got %v, want ErrBudgetUnavailable", err)
	}
}
