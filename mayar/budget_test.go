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

// take acquires a slot and fails the test when it cannot.
func take(t *testing.T, ctx context.Context, b *Budget) {
	t.Helper()
	if _, err := b.acquire(ctx); err != nil {
		t.Fatalf("no slot: %v", err)
	}
}

func TestBudgetNeverExceedsAnyMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(20)
		var mu sync.Mutex
		var starts []time.Time
		var all sync.WaitGroup
		rnd := rand.New(rand.NewPCG(1, 2))
		for range 200 {
			ctx := t.Context()
			if rnd.IntN(2) == 0 {
				ctx = Background(ctx)
			}
			delay := time.Duration(rnd.IntN(120_000)) * time.Millisecond
			all.Go(func() {
				time.Sleep(delay)
				slot, err := b.acquire(ctx)
				if err != nil {
					t.Errorf("no slot: %v", err)
					return
				}
				time.Sleep(delay % (10 * time.Second)) // dialling
				b.markStarted(ctx, slot)
				mu.Lock()
				starts = append(starts, time.Now())
				mu.Unlock()
			})
		}
		all.Wait()
		slices.SortFunc(starts, time.Time.Compare)
		for i := 20; i < len(starts); i++ {
			if gap := starts[i].Sub(starts[i-20]); gap <= time.Minute {
				t.Fatalf("21 requests within %s", gap)
			}
		}
		if got := len(starts); got != 200 {
			t.Errorf("%d of 200 were served", got)
		}
	})
}

func TestBudgetGivesEverySlot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(20)
		began := time.Now()
		for range 60 {
			take(t, t.Context(), b)
		}
		if took, most := time.Since(began), 2*rateWindow; took > most {
			t.Errorf("60 requests took %s, want at most %s", took, most)
		}
	})
}

func TestBudgetPeopleGoFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(1)
		take(t, t.Context(), b)
		var mu sync.Mutex
		var order []string
		queue := func(name string, ctx context.Context) {
			go func() {
				if _, err := b.acquire(ctx); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				order = append(order, name)
			}()
			synctest.Wait()
		}
		queue("sweep", Background(t.Context()))
		queue("person", t.Context())
		time.Sleep(2 * rateWindow)
		synctest.Wait()
		if want := []string{"person", "sweep"}; !slices.Equal(order, want) {
			t.Errorf("served %v, want %v", order, want)
		}
	})
}

func TestBudgetBackgroundLeavesTheLastQuarter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(20)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for range 15 {
			take(t, Background(ctx), b)
		}
		if _, err := b.acquire(Background(ctx)); !RateLimited(err) {
			t.Errorf("background work got a 16th slot: %v", err)
		}
		for range 5 {
			take(t, ctx, b)
		}
		if got := b.Remaining(); got != 0 {
			t.Errorf("Remaining is %d, want 0", got)
		}
	})
}

func TestBudgetFailsAtOnceWhenTheSlotIsTooLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(1)
		take(t, t.Context(), b)
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		_, err := b.acquire(ctx)
		limited, ok := errors.AsType[*RateLimitError](err)
		if !ok {
			t.Fatalf("got %v, want a RateLimitError", err)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %s to refuse", took)
		}
		if !limited.Local || limited.Paused || limited.RetryAfter != rateWindow ||
			!limited.Until.Equal(began.Add(rateWindow)) {
			t.Errorf("got %+v, want a local refusal for %s", limited, rateWindow)
		}
		b.pause(t.Context(), 2*rateWindow)
		_, err = b.acquire(ctx)
		if limited, ok := errors.AsType[*RateLimitError](err); !ok || !limited.Local || !limited.Paused {
			t.Errorf("got %v, want a local refusal because Mayar asked for a pause", err)
		}
	})
}

func TestBudgetCountsEarlierWaiters(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(1)
		take(t, t.Context(), b)
		go func() { _, _ = b.acquire(t.Context()) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), rateWindow+30*time.Second)
		defer cancel()
		if _, err := b.acquire(ctx); !RateLimited(err) {
			t.Errorf("got %v, want a refusal: the next slot is promised to another", err)
		}
		time.Sleep(rateWindow)
	})
}

func TestBudgetCancelledWaiterCostsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(1)
		take(t, t.Context(), b)
		ctx, cancel := context.WithCancel(t.Context())
		failed := make(chan error, 1)
		go func() {
			_, err := b.acquire(ctx)
			failed <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-failed; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
		began := time.Now()
		take(t, t.Context(), b)
		if took := time.Since(began); took != rateWindow {
			t.Errorf("the next slot came after %s, want %s", took, rateWindow)
		}
		if _, err := b.acquire(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v for a context that had ended, want context.Canceled", err)
		}
	})
}

// A waiter that gives up just when it gets its slot releases the slot.
func TestBudgetReleasesASlot(t *testing.T) {
	t.Parallel()
	b := NewBudget(1)
	slot := &reservation{id: 7}
	if wait, err := b.request(t.Context(), slot); err != nil || wait > 0 {
		t.Fatalf("no slot: %s, %v", wait, err)
	}
	b.cancel(t.Context(), slot)
	if got := b.Remaining(); got != 1 {
		t.Errorf("Remaining is %d, want 1", got)
	}
}

func TestBudgetPause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(20)
		began := time.Now()
		until := b.pause(t.Context(), 90*time.Second)
		b.pause(t.Context(), time.Second) // a shorter one does not end it
		if got := b.PausedUntil(); !got.Equal(until) || !got.Equal(began.Add(90*time.Second)) {
			t.Errorf("paused until %s, want %s", got, began.Add(90*time.Second))
		}
		if got := b.Remaining(); got != 0 {
			t.Errorf("Remaining is %d during a pause, want 0", got)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := b.acquire(ctx); !RateLimited(err) {
			t.Errorf("got %v, want a RateLimitError", err)
		}
		take(t, t.Context(), b)
		if took := time.Since(began); took != 90*time.Second {
			t.Errorf("the pause took %s, want 90s", took)
		}
		if got := b.PausedUntil(); !got.IsZero() {
			t.Errorf("still paused until %s", got)
		}
	})
}

func TestNewBudgetIsAtLeastOne(t *testing.T) {
	t.Parallel()
	b := NewBudget(-3)
	if b.PerMinute() != 1 || b.Remaining() != 1 {
		t.Errorf("%d a minute, %d left, want 1 and 1", b.PerMinute(), b.Remaining())
	}
	take(t, Background(t.Context()), b)
}
