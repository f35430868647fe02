package ttl_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/mayarbot/mayarbot/internal/ttl"
)

func TestValuesExpire(t *testing.T) {
	t.Parallel()
	now := time.Now()
	c := ttl.New[string, int](func() time.Time { return now }, 10)
	c.Put("a", 1, time.Minute)
	now = now.Add(time.Minute - 1)
	if v, ok := c.Get("a"); !ok || v != 1 {
		t.Errorf("got %d, %v before it expires", v, ok)
	}
	now = now.Add(1)
	if v, ok := c.Get("a"); ok || v != 0 {
		t.Errorf("got %d, %v after it expired", v, ok)
	}
	c.Put("a", 2, time.Minute)
	if v, ok := c.Get("a"); !ok || v != 2 {
		t.Errorf("got %d, %v, want the new value", v, ok)
	}
	if c.Delete("a"); len(get(c, "a")) != 0 {
		t.Error("it is there after Delete")
	}
}

// get returns the keys that have a value.
func get(c *ttl.Cache[string, int], keys ...string) (found []string) {
	for _, key := range keys {
		if _, ok := c.Get(key); ok {
			found = append(found, key)
		}
	}
	return found
}

func TestAddKeepsTheFirst(t *testing.T) {
	t.Parallel()
	now := time.Unix(1e9, 0)
	cache := ttl.New[string, int](func() time.Time { return now }, 10)
	for _, step := range []struct {
		pass  time.Duration
		value int
		added bool
		kept  int
	}{{0, 1, true, 1}, {0, 2, false, 1}, {time.Minute, 3, true, 3}} {
		now = now.Add(step.pass)
		added := cache.Add("a", step.value, time.Minute)
		if kept, _ := cache.Get("a"); added != step.added || kept != step.kept {
			t.Errorf("%d was added: %v; %d is kept, want %d", step.value, added, kept, step.kept)
		}
	}
}

func TestSizeIsBounded(t *testing.T) {
	t.Parallel()
	c := ttl.New[string, int](time.Now, 2)
	for range 100 {
		c.Put("a", 1, time.Hour) // known, so it needs no room
	}
	c.Put("b", 2, time.Hour)
	if got := get(c, "a", "b"); len(got) != 2 {
		t.Errorf("%v are there, want both", got)
	}
	c.Put("c", 3, time.Hour)
	if got := get(c, "a", "b", "c"); len(got) != 2 || got[0] != "b" || got[1] != "c" {
		t.Errorf("%v are there, want the newest two", got)
	}
	for range 100 {
		c.Delete("c")
		c.Put("c", 3, time.Hour)
	}
	if got := get(c, "c"); len(got) != 1 {
		t.Error("the newest is not there after it was deleted")
	}
}

func TestLoadsOnceForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := ttl.New[string, int](time.Now, 10)
		loads := 0
		compute := func() (int, time.Duration) {
			time.Sleep(time.Second)
			loads++
			return loads, time.Minute
		}
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				if v, err := c.Load(t.Context(), "a", compute); v != 1 || err != nil {
					t.Errorf("got %d, %v", v, err)
				}
			})
		}
		all.Wait()
		time.Sleep(time.Minute)
		if v, err := c.Load(t.Context(), "a", compute); v != 2 || err != nil {
			t.Errorf("got %d, %v after it expired", v, err)
		}
	})
}

// A load goes on without the caller who began it, and answers the next one.
func TestLoadOutlivesItsCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := ttl.New[string, int](time.Now, 10)
		compute := func() (int, time.Duration) {
			time.Sleep(time.Second)
			return 1, time.Minute
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := c.Load(ctx, "a", compute); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the context's error", err)
		}
		time.Sleep(time.Second)
		if got := get(c, "a"); len(got) != 1 {
			t.Error("the result was not kept")
		}
	})
}

func TestWhatIsNotKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := ttl.New[string, int](time.Now, 10)
		if v, err := c.Load(t.Context(), "unkept", func() (int, time.Duration) { return 1, 0 }); v != 1 || err != nil {
			t.Errorf("got %d, %v", v, err)
		}
		_, err := c.Load(t.Context(), "panic", func() (int, time.Duration) { panic("ani@example.com") })
		if _, ok := errors.AsType[*panicsafe.Panic](err); !ok {
			t.Errorf("got %v, want the panic", err)
		}
		go func() {
			_, _ = c.Load(t.Context(), "deleted", func() (int, time.Duration) {
				time.Sleep(time.Second)
				return 1, time.Minute
			})
		}()
		synctest.Wait()
		c.Delete("deleted")
		time.Sleep(time.Second)
		synctest.Wait()
		if got := get(c, "unkept", "panic", "deleted"); got != nil {
			t.Errorf("%v were kept", got)
		}
	})
}
