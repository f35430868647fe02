package lru_test

import (
	"sync"
	"testing"

	"github.com/mayarbot/mayarbot/internal/lru"
)

func get(t *testing.T, c *lru.Cache[string, int], key string, want int) {
	t.Helper()
	if got, ok := c.Get(key); ok != (want > 0) || got != want {
		t.Errorf("%s is %d, %t; want %d", key, got, ok, want)
	}
}

func TestLeastRecentlyUsedMakesRoom(t *testing.T) {
	t.Parallel()
	c := lru.New[string, int](10)
	c.Put("a", 1, 4)
	c.Put("b", 2, 4)
	get(t, c, "a", 1)
	c.Put("c", 3, 4)
	get(t, c, "a", 1)
	get(t, c, "b", 0)
	get(t, c, "c", 3)
	c.Put("d", 4, 10)
	get(t, c, "a", 0)
	get(t, c, "c", 0)
	get(t, c, "d", 4)
}

func TestSizesFollowTheValues(t *testing.T) {
	t.Parallel()
	c := lru.New[string, int](10)
	c.Put("a", 1, 8)
	c.Put("a", 2, 2) // smaller by now
	c.Put("b", 3, 8)
	get(t, c, "a", 2)
	get(t, c, "b", 3)
	c.Put("b", 4, 11) // too large: the old value is not right any more
	get(t, c, "b", 0)
	get(t, c, "a", 2)
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	c := lru.New[int, int](100)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for i := range 1000 {
				c.Put(i%150, i%150, 1+i%7)
				if got, ok := c.Get(i % 90); ok && got != i%90 {
					t.Errorf("%d is %d", i%90, got)
				}
			}
		})
	}
	group.Wait()
}
