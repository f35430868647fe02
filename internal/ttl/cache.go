// Package ttl has a cache whose values expire and whose size is bounded. However many callers load
// the same key, it is loaded once at a time.
package ttl

import (
	"context"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/internal/panicsafe"
)

// A Cache keeps the values of keys for a time. It is safe for concurrent use.
type Cache[K comparable, V any] struct {
	now  func() time.Time
	most int

	mu      sync.Mutex
	entries map[K]entry[V]
	order   []K // of the entries, oldest first; also of some that are deleted
	loads   map[K]*load[V]
}

type entry[V any] struct {
	value V
	until time.Time
}

// A load computes the value of a key. Value and err are set when done is closed.
type load[V any] struct {
	done  chan struct{}
	value V
	err   error
}

// New returns an empty cache of at most the given number of values; the oldest make room for new
// ones.
func New[K comparable, V any](now func() time.Time, most int) *Cache[K, V] {
	return &Cache[K, V]{now: now, most: most, entries: map[K]entry[V]{}, loads: map[K]*load[V]{}}
}

// Get returns the value of key, unless it has expired.
func (c *Cache[K, V]) Get(key K) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.get(key)
}

// Put keeps the value of key for a time.
func (c *Cache[K, V]) Put(key K, value V, lasts time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.put(key, value, lasts)
}

// Add keeps the value of key for a time, unless there is one, and reports whether it did.
func (c *Cache[K, V]) Add(key K, value V, lasts time.Duration) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.get(key); known {
		return false
	}
	c.put(key, value, lasts)
	return true
}

// Delete forgets the value of key. A load that is running is not kept either.
func (c *Cache[K, V]) Delete(key K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, key)
	delete(c.loads, key)
}

// DeleteIf forgets the value of key if it is stale. A load that is running is kept.
func (c *Cache[K, V]) DeleteIf(key K, stale func(V) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, known := c.entries[key]; known && stale(e.value) {
		delete(c.entries, key)
	}
}

// Load returns the value of key, or else what compute returns, and keeps that for as long as
// compute says, if at all. Compute runs in a goroutine of its own and outlives the caller whose ctx
// ends; callers that come meanwhile get the same result. The error is ctx's or a *panicsafe.Panic.
func (c *Cache[K, V]) Load(ctx context.Context, key K, compute func() (V, time.Duration)) (V, error) {
	c.mu.Lock()
	if value, ok := c.get(key); ok {
		c.mu.Unlock()
		return value, nil
	}
	l, running := c.loads[key]
	if !running {
		l = &load[V]{done: make(chan struct{})}
		c.loads[key] = l
		go c.run(key, l, compute)
	}
	c.mu.Unlock()
	select {
	case <-l.done:
		return l.value, l.err
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
}

func (c *Cache[K, V]) run(key K, l *load[V], compute func() (V, time.Duration)) {
	var lasts time.Duration
	l.err = panicsafe.Run(func() error {
		l.value, lasts = compute()
		return nil
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.loads[key] == l { // nothing was deleted meanwhile
		delete(c.loads, key)
		if lasts > 0 {
			c.put(key, l.value, lasts)
		}
	}
	close(l.done)
}

func (c *Cache[K, V]) get(key K) (value V, ok bool) {
	e, ok := c.entries[key]
	if !ok || !c.now().Before(e.until) {
		return value, false
	}
	return e.value, true
}

func (c *Cache[K, V]) put(key K, value V, lasts time.Duration) {
	now := c.now()
	if _, known := c.entries[key]; !known {
		for len(c.order) > 0 && (len(c.order) >= c.most || !now.Before(c.entries[c.order[0]].until)) {
			delete(c.entries, c.order[0])
			c.order = c.order[1:]
		}
		c.order = append(c.order, key)
	}
	c.entries[key] = entry[V]{value, now.Add(lasts)}
}
