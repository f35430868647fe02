package receivables

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Compare returns what Look does, and what changed after a moment, which is the Upto of an earlier comparison: all as of one moment, so that what was
// open, plus what came, minus what went, is what the View has. From each comparison to the next, nothing is told twice and nothing is left out. With
// a zero moment only Upto and After are set.
func (m *Mirror) Compare(ctx context.Context, q Query, page int, from time.Time) (Page, Changes, error) {
	// Whoever writes from now on has a later moment.
	if err := m.write(ctx, func(*sql.Tx, time.Time) error { return nil }); err != nil {
		return Page{}, Changes{}, err
	}
	tx, err := m.snapshot(ctx)
	if err != nil {
		return Page{}, Changes{}, err
	}
	defer tx.Rollback()
	var until int64
	if err := tx.QueryRowContext(ctx, `SELECT moment_ms FROM mirror`).Scan(&until); err != nil {
		return Page{}, Changes{}, fmt.Errorf("the mirror's moment: %w", err)
	}
	v, err := m.list(ctx, tx, q.withAgesAt(fromMillis(until)), page)
	if err != nil {
		return Page{}, Changes{}, err
	}
	c, err := m.changes(ctx, tx, from, fromMillis(until), q)
	return v, c, err
}

// snapshot begins a transaction whose queries all see the mirror as of one moment.
func (m *Mirror) snapshot(ctx context.Context) (*sql.Tx, error) {
	tx, err := m.db.Reader().BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("look into the mirror: %w", err)
	}
	return tx, nil
}
