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

// notCopied are the tables of a database that stay where they are, beside those of the job queue:
// each begins anew elsewhere.
var notCopied = map[string]bool{
	"goose_db_version": true, // which migrations have run: the target has its own
	"budget":           true, // of the last minute
	"checkout":         true, // of the last minute
	"user_change":      true, // of the last half hour
}

// queueTables is how the names of the job queue's tables begin. What is due is found again from
// ours.
const queueTables = "river_"

// ErrNotEmpty is in the error of a Copy into a database that is in use.
var ErrNotEmpty = errors.New("the target is not empty")

// CopiedTable says what was copied of one table.
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

// staysBehind reports whether a table of ours is not copied.
func staysBehind(table string) bool { return notCopied[table] || strings.HasPrefix(table, queueTables) }

// Copy copies everything that is kept from one database to another, of either engine, both given as
// to Open. The source is read as it is at one moment, and brought up to date with this version's
// migrations before. The target may be new but must hold nothing (ErrNotEmpty): tables of others
// are refused before anything is written there. Everything is written, read back, and compared in
// one transaction: after an error the target is as empty as before.
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
	target, err := openIf(ctx, to, c.refuseOthers)
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

// openSource opens a database that must exist and be one of ours. Open would make a new one.
func openSource(ctx context.Context, from string) (*DB, error) {
	if path, ok := strings.CutPrefix(from, "sqlite:"); ok {
		path = strings.TrimPrefix(path, "//")
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no file %s", path)
		}
	}
	return openIf(ctx, from, refuseForeign)
}

// openIf opens a database as Open does, if check lets it.
func openIf(ctx context.Context, databaseURL string, check func(context.Context, *DB) error) (*DB, error) {
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

// refuseForeign fails for a database that no mayarbot has ever used.
func refuseForeign(ctx context.Context, db *DB) error {
	tables, err := db.tables(ctx)
	if err == nil && !slices.Contains(tables, "audit") {
		err = errors.New("no mayarbot has ever used this database, so there is nothing to copy")
	}
	return err
}

// snapshot begins a transaction that sees the database as it is at one moment.
func (db *DB) snapshot(ctx context.Context) (*sql.Tx, error) {
	if db.engine == SQLite {
		return db.reader.BeginTx(ctx, nil)
	}
	return db.reader.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}
