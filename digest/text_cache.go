package digest

import "sync"

// A memo remembers what was found out about texts, so that nothing is found out twice. It is safe for use by several goroutines.
type textCache[V any] struct {
	mu      sync.Mutex
	entries map[string]V
}

// maxRemembered is how many texts a memo knows. When there are more it begins anew: few schedules are in use at once.
const textCacheSize = 1000

// get returns what is known of a text, or asks find and remembers its answer. Two may ask at the same time.
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
