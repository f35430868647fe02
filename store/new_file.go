package store

import (
	"context"
	_ "embed"
)

// newFileSchema is what the migrations make of an empty SQLite file. They take 40 ms, which is most
// of a first start, and this a few. The tests write it and hold it equal: go test ./store -update.
//
//go:embed schema_sqlite.sql
var newFileSchema string

// fillNewFile gives an empty file the schema of the last migration. A process that starts at the
// same time waits for the lock, and then finds the file filled.
func (db *DB) fillNewFile(ctx context.Context) error {
	tx, err := db.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var filled bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_master)`).Scan(&filled); err != nil ||
		filled {
		return err
	}
	if _, err := tx.ExecContext(ctx, newFileSchema); err != nil {
		return err
	}
	return tx.Commit()
}
