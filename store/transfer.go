package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// excludedTables are the tables that are not copied, beside those of the job queue: they begin
// empty in a new database.
var excludedTables = map[string]bool{
	"goose_db_version": true, // which migrations have run: the target has its own
	"budget":           true, // of the last minute
	"user_change":      true, // of the last half hour
}

// queueTables is the prefix of the job queue's tables. Due jobs are found again from our own
// tables.
const queueTables = "river_"

// ErrNotEmpty is in the error of a Copy into a database in use.
var ErrNotEmpty = errors.New("the target is not empty")

// CopiedTable reports what was copied of one table.
type CopiedTable struct {
	Table string
	Rows  int64
	Sums  []Sum // of its numbers, but times
}

// Sum is the sum of a column.
type Sum struct {
	Column string
	Total  int64
}

// isExcluded reports whether a table of ours is not copied.
func isExcluded(table string) bool {
	return excludedTables[table] || strings.HasPrefix(table, queueTables)
}

// Copy copies everything durable from one database to another, of either engine, both given as to
// Open. It first migrates the source to this version, then reads it as of one moment. The target
// may be new but must be empty (ErrNotEmpty); foreign tables are rejected before anything is
// written. Everything is written, read back and compared in one transaction: after an error the
// target is as empty as before.
func Copy(ctx context.Context, from, to string) ([]CopiedTable, error) {
	var c copier
	if err := c.describe(ctx); err != nil {
		return nil, fmt.Errorf("an unused database to compare with: %w", err)
	}
	source, err := openSource(ctx, from)
	if err != nil {
		return nil, fmt.Errorf("the source: %w", err)
	}
	defer source.Close()
	target, err := openChecked(ctx, to, c.rejectForeignTables)
	if err != nil {
		return nil, fmt.Errorf("the target: %w", err)
	}
	defer target.Close()
	read, err := source.snapshot(ctx)
	if err != nil {
		return nil, fmt.Errorf("the source: %w", err)
	}
	defer read.Rollback()
	write, err := target.writer.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("the target: %w", err)
	}
	defer write.Rollback()
	c.to, c.read, c.write = target.engine, read, write
	report, err := c.copy(ctx)
	if err != nil {
		return nil, err
	}
	if err := write.Commit(); err != nil {
		return nil, fmt.Errorf("the target: %w", err)
	}
	return report, nil
}

// openSource opens an existing database of ours. Open would create a new one.
func openSource(ctx context.Context, from string) (*DB, error) {
	if path, ok := strings.CutPrefix(from, "sqlite:"); ok {
		path = strings.TrimPrefix(path, "//")
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no file %s", path)
		}
	}
	return openChecked(ctx, from, requireOurs)
}

// openChecked opens a database as Open does, if check accepts it.
func openChecked(ctx context.Context, databaseURL string, check func(context.Context, *DB) error) (*DB, error) {
	db, err := connect(ctx, databaseURL)
	if err != nil {
		return nil, err
	}
	if err := check(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := db.migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// requireOurs fails for a database that no mayarbot has used.
func requireOurs(ctx context.Context, db *DB) error {
	tables, err := db.tables(ctx)
	if err == nil && !slices.Contains(tables, "audit") {
		err = errors.New("no mayarbot has ever used this database, so there is nothing to copy")
	}
	return err
}

// snapshot begins a transaction that sees the database as of one moment.
func (db *DB) snapshot(ctx context.Context) (*sql.Tx, error) {
	if db.engine == SQLite {
		return db.reader.BeginTx(ctx, nil)
	}
	return db.reader.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}
