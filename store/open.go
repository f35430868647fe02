package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Engine names the database behind a DB.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// openTimeout bounds how long Open waits for a server.
const openTimeout = 15 * time.Second

// DB is an open, migrated database. It is safe for concurrent use.
type DB struct {
	engine    Engine
	writer    *sql.DB
	reader    *sql.DB
	pool      *pgxpool.Pool // under both, on Postgres
	path      string        // of the file, on SQLite
	closePool func()        // closes what is under the pools; may be nil
	reads     *prepared     // of the reader, on SQLite
	writes    *prepared     // of the writer, on SQLite

	mu    sync.Mutex
	locks map[string]bool // names held through TryLock on SQLite
}

// Open opens the database of databaseURL, "sqlite:PATH" or "postgres://…", and runs the pending
// migrations. Its errors say what is wrong with the path or the server, and never contain the
// password.
func Open(ctx context.Context, databaseURL string) (*DB, error) {
	db, err := connect(ctx, databaseURL)
	if err != nil {
		return nil, err
	}
	if err := db.migrate(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

func connect(ctx context.Context, databaseURL string) (*DB, error) {
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	scheme, rest, _ := strings.Cut(databaseURL, ":")
	switch scheme {
	case "sqlite":
		return openSQLite(ctx, sqlitePath(rest))
	case "postgres", "postgresql":
		return openPostgres(ctx, databaseURL)
	}
	// The URL stays out of the error, because it may contain a password.
	return nil, errors.New(`a database is given as "sqlite:PATH" or "postgres://USER:PASSWORD@HOST/NAME"`)
}

// Engine returns the kind of the database.
func (db *DB) Engine() Engine { return db.engine }

// Writer is the pool for statements and transactions that write.
func (db *DB) Writer() *sql.DB { return db.writer }

// Reader is the pool for queries that only read.
func (db *DB) Reader() *sql.DB { return db.reader }

// Pool is the pgx pool under the Writer on Postgres; nil on SQLite.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Ping checks that the database answers.
func (db *DB) Ping(ctx context.Context) error {
	var one int
	if err := db.reader.QueryRowContext(ctx, "SELECT 1").Scan(&one); err != nil {
		return fmt.Errorf("the database does not answer: %w", err)
	}
	return nil
}

// Close closes the database. What was written is kept.
func (db *DB) Close() error {
	err := db.reader.Close()
	if db.writer != db.reader {
		err = errors.Join(err, db.writer.Close())
	}
	if db.closePool != nil {
		db.closePool()
	}
	return err
}
