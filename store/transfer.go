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

// copiedTables are the tables with what is kept.
var copiedTables = []string{
	"audit", "unpaid", "unpaid_history", "unpaid_group", "unpaid_hour", "mirror",
	"subscription", "delivery", "digest_notice", "digest_sent_notice", "once",
	"collect_customer", "collect_case", "collect_contact", "collect_note",
}

// excludedTables are the tables that are not copied, beside those of the job queue: they begin
// empty in a new database.
var excludedTables = []string{
	"goose_db_version", // which migrations have run: the target has its own
	"budget",           // of the last minute
	"user_change",      // of the last half hour
}

// earlierTables are tables that migrations rename or drop. A target may have them from an earlier
// version.
var earlierTables = []string{"unpaid_past", "digest_told", "checkout"}

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

// Copy copies everything durable from one database to another, of either engine, both given as to
// Open. It first migrates the source to this version, then reads it as of one moment. The target
// may be new but must be empty (ErrNotEmpty); foreign tables are rejected before anything is
// written. Everything is written in one transaction, which also compares the number of rows and the
// sum of each column with the source's. After an error the target is as empty as before.
func Copy(ctx context.Context, from, to string) ([]CopiedTable, error) {
	source, err := openSource(ctx, from)
	if err != nil {
		return nil, fmt.Errorf("the source: %w", err)
	}
	defer source.Close()
	target, err := openChecked(ctx, to, rejectForeignTables)
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
	c := copier{target.engine, read, write}
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

// rejectForeignTables fails for a target that has tables of another program.
func rejectForeignTables(ctx context.Context, target *DB) error {
	tables, err := target.tables(ctx)
	for _, table := range tables {
		ours := slices.Concat(copiedTables, excludedTables, earlierTables)
		if !slices.Contains(ours, table) && !strings.HasPrefix(table, queueTables) {
			return fmt.Errorf("%w: its table %s is none of mayarbot's; give a database that has not been used",
				ErrNotEmpty, table)
		}
	}
	return err
}

// tables returns the names of all tables but the engine's own.
func (db *DB) tables(ctx context.Context) ([]string, error) {
	query := `SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'`
	if db.engine == Postgres {
		query = `SELECT tablename FROM pg_tables WHERE schemaname = current_schema()`
	}
	rows, err := db.reader.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// snapshot begins a transaction that sees the database as of one moment.
func (db *DB) snapshot(ctx context.Context) (*sql.Tx, error) {
	if db.engine == SQLite {
		return db.reader.BeginTx(ctx, nil)
	}
	return db.reader.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}
