package mirror

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// Compare returns what List returns of open transactions, and what changed after a version, which
// is the Until of an earlier comparison. Both are as of one version, so Before plus what was added
// minus what was closed is what the Page has. From each comparison to the next, each change is
// counted once. With a zero version only Until and After are set. Changes reach back as far as the
// retention.
func (m *Mirror) Compare(
	ctx context.Context, q receivables.Query, page int, from time.Time,
) (receivables.Page, receivables.Changes, error) {
	// Every write from now on has a later version.
	if err := m.write(ctx, func(*sql.Tx, time.Time) error { return nil }); err != nil {
		return receivables.Page{}, receivables.Changes{}, err
	}
	var list receivables.Page
	var changes receivables.Changes
	err := m.inSnapshot(ctx, func(tx snapshot) error {
		var version int64
		if err := tx.QueryRowContext(ctx, `SELECT version_ms FROM mirror`).Scan(&version); err != nil {
			return fmt.Errorf("read the version of the mirror: %w", err)
		}
		until := store.FromMillis(version)
		var err error
		if list, err = m.list(ctx, tx, q.WithAgesAt(until), false, page); err != nil {
			return err
		}
		changes, err = m.changes(ctx, tx.Tx, from, until, q)
		return err
	})
	return list, changes, err
}

// changes returns what changed after from, up to and including to. Both are versions of the mirror,
// so the past does not change later; only unknown outcomes become known.
func (m *Mirror) changes(
	ctx context.Context, tx *sql.Tx, from, to time.Time, q receivables.Query,
) (receivables.Changes, error) {
	c := newComparison(tx, q, from, to)
	if err := c.read(ctx); err != nil {
		return receivables.Changes{}, fmt.Errorf("read changes: %w", err)
	}
	c.BaselineKnown = c.BaselineKnown && from.After(m.cfg.Now().Add(-m.cfg.Retention))
	return c.Changes, nil
}
