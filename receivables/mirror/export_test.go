package mirror

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// Waiting is the number of waiters of the running sync.
func Waiting(m *Mirror) int {
	m.mu.Lock()
	shared := m.running
	m.mu.Unlock()
	if shared == nil {
		return 0
	}
	shared.mu.Lock()
	defer shared.mu.Unlock()
	return shared.waiters
}

// Syncing returns the progress of the sync in this process; ok is false if none is running.
func (m *Mirror) Syncing() (p receivables.Progress, ok bool) {
	m.mu.Lock()
	shared := m.running
	m.mu.Unlock()
	if shared == nil {
		return receivables.Progress{}, false
	}
	shared.mu.Lock()
	defer shared.mu.Unlock()
	return shared.progress, true
}

// ListFresh is List without what is remembered.
func (m *Mirror) ListFresh(ctx context.Context, q receivables.Query, page int) (p receivables.Page, err error) {
	err = m.inSnapshot(ctx, func(tx snapshot) (err error) {
		p, err = m.list(ctx, tx, q, true, page)
		return err
	})
	return p, err
}

// Changes is the part of Compare that returns the changes, between any two versions.
func (m *Mirror) Changes(ctx context.Context, from, to time.Time, q receivables.Query) (receivables.Changes, error) {
	tx, err := m.snapshot(ctx)
	if err != nil {
		return receivables.Changes{}, err
	}
	defer tx.Rollback()
	return m.changes(ctx, tx.Tx, from, to, q)
}

// SetIndexTimeout sets how long a read may keep others from the index.
func (m *Mirror) SetIndexTimeout(d time.Duration) { m.index.timeout = d }

// ForgetOldIndex is what Run does from time to time.
func (m *Mirror) ForgetOldIndex() { m.index.forgetOld(m.cfg.Now()) }
