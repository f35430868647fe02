package receivables

// Waiting is how many wait for the sync that runs.
func Waiting(m *Mirror) int {
	m.mu.Lock()
	f := m.flight
	m.mu.Unlock()
	if f == nil {
		return 0
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.waiting
}
