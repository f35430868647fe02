// Package lru has a cache that is bounded by the bytes of its values. Those that were used least
// recently make room for new ones.
package lru

import (
	"container/list"
	"sync"
)

// A Cache keeps the values of keys. It is safe for concurrent use.
type Cache[K comparable, V any] struct {
	most int

	mu      sync.Mutex
	bytes   int
	entries map[K]*list.Element // of entry[K, V]
	order   list.List           // the most recently used first
}

type entry[K comparable, V any] struct {
	key   K
	value V
	bytes int
}

// New returns an empty cache of at most the given number of bytes.
func New[K comparable, V any](most int) *Cache[K, V] {
	return &Cache[K, V]{most: most, entries: map[K]*list.Element{}}
}

// Get returns the value of key.
func (c *Cache[K, V]) Get(key K) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	element, ok := c.entries[key]
	if !ok {
		return value, false
	}
	c.order.MoveToFront(element)
	return element.Value.(entry[K, V]).value, true
}

// Put keeps a value of so many bytes, with its key, unless it is larger than the cache.
func (c *Cache[K, V]) Put(key K, value V, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if old, ok := c.entries[key]; ok {
		c.remove(old)
	}
	if bytes > c.most {
		return
	}
	c.entries[key] = c.order.PushFront(entry[K, V]{key, value, bytes})
	c.bytes += bytes
	for c.bytes > c.most {
		c.remove(c.order.Back())
	}
}

func (c *Cache[K, V]) remove(element *list.Element) {
	e := c.order.Remove(element).(entry[K, V])
	delete(c.entries, e.key)
	c.bytes -= e.bytes
}
