package digest

import "sync"

// A textCache remembers the results for texts, so that nothing is computed twice. It is safe for
// concurrent use.
type textCache[V any] struct {
	mu      sync.Mutex
	entries map[string]V
}

// textCacheSize is the largest number of texts in a textCache. Beyond it the cache is emptied: few
// schedules are in use at the same time.
const textCacheSize = 1000

// get returns the entry of a text, or calls find and stores its result. Two goroutines may call
// find at the same time.
func (m *textCache[V]) get(text string, find func() V) V {
	m.mu.Lock()
	known, ok := m.entries[text]
	m.mu.Unlock()
	if ok {
		return known
	}
	found := find()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.entries == nil || len(m.entries) >= textCacheSize {
		m.entries = map[string]V{}
	}
	m.entries[text] = found
	return found
}
