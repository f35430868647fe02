package mirror

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// Compare returns what List returns of open transactions, and what changed after a version, which
// is the Until of an earlier comparison. Both are as of one version, so Before plus what was added
// minus what was closed is what the Page has. From each comparison to the next, each change is
// counted once. With a zero version only Until and After are set.
func (m *Mirror) Compare(
	ctx context.Context, q receivables.Query, page int, from time.Time,
) (receivables.Page, receivables.Changes, error) {
	// Every write from now on has a later version.
	if err := m.write(ctx, func(*sql.Tx, time.Time) error { return nil }); err != nil {
		return receivables.Page{}, receivables.Changes{}, err
	}
	tx, err := m.snapshot(ctx)
	if err != nil {
		return receivables.Page{}, receivables.Changes{}, err
	}
	defer tx.Rollback()
	var until int64
	if err := tx.QueryRowContext(ctx, `SELECT version_ms FROM mirror`).Scan(&until); err != nil {
		return receivables.Page{}, receivables.Changes{}, fmt.Errorf("read the version of the mirror: %w", err)
	}
	list, err := m.list(ctx, tx, q.WithAgesAt(fromMillis(until)), false, page)
	if err != nil {
		return receivables.Page{}, receivables.Changes{}, err
	}
	c, err := m.changes(ctx, tx, from, fromMillis(until), q)
	return list, c, err
}

// snapshot begins a read-only transaction whose queries all see one version of the mirror.
func (m *Mirror) snapshot(ctx context.Context) (*sql.Tx, error) {
	tx, err := m.db.Reader().BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("read the mirror: %w", err)
	}
	return tx, nil
}
