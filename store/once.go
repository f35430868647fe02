package store

import (
	"context"
	"fmt"
	"time"
)

// Once lets something be done once among all replicas. Times are the database's.
type Once struct{ db *DB }

// NewOnce returns the Once in db.
func NewOnce(db *DB) *Once { return &Once{db} }

// First reports whether the caller is the first to do what id names within the given time.
func (o *Once) First(ctx context.Context, id string, lasts time.Duration) (bool, error) {
	if _, err := o.db.writer.ExecContext(ctx, `DELETE FROM once WHERE expires_ms <= `+o.db.nowMS()); err != nil {
		return false, fmt.Errorf("expire what was done once: %w", err)
	}
	insert := `INSERT INTO once (id, expires_ms) VALUES ($1, ` + o.db.nowMS() + ` + $2) ON CONFLICT (id) DO NOTHING`
	result, err := o.db.writer.ExecContext(ctx, insert, Sanitize(id), lasts.Milliseconds())
	if err != nil {
		return false, fmt.Errorf("note what is done once: %w", err)
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// Forget lets it be done again, because it was not done.
func (o *Once) Forget(ctx context.Context, id string) error {
	if _, err := o.db.writer.ExecContext(ctx, `DELETE FROM once WHERE id = $1`, Sanitize(id)); err != nil {
		return fmt.Errorf("forget what was done once: %w", err)
	}
	return nil
}

// nowMS is the database's time in SQL, in milliseconds since 1970.
func (db *DB) nowMS() string {
	if db.engine == SQLite {
		return `(` + sqliteMicros + `) / 1000`
	}
	return `(` + postgresMicros + `) / 1000`
}
