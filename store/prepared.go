package store

import (
	"context"
	"database/sql"
	"sync"
)

// prepared are statements of a pool of SQLite's, which database/sql prepares once for each
// connection. SQLite prepares one again by itself after the schema has changed. On Postgres there
// are none, because pgx prepares the queries of each of its connections.
type prepared struct {
	pool *sql.DB

	mu         sync.Mutex
	statements map[string]*sql.Stmt
}

// get returns the statement of a query, of which there must be few. It returns nil if there is
// none: without one the query works too, or says why not.
func (p *prepared) get(ctx context.Context, query string) *sql.Stmt {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.statements[query] == nil {
		statement, err := p.pool.PrepareContext(ctx, query)
		if err != nil {
			return nil
		}
		p.statements[query] = statement
	}
	return p.statements[query]
}

func newPrepared(pool *sql.DB) *prepared {
	return &prepared{pool: pool, statements: map[string]*sql.Stmt{}}
}

// ReadRow scans the row of one of the few queries that each request needs. It uses Retry.
func (db *DB) ReadRow(ctx context.Context, into []any, query string, args ...any) error {
	return db.Retry(func() error {
		if statement := db.reads.get(ctx, query); statement != nil {
			return statement.QueryRowContext(ctx, args...).Scan(into...)
		}
		return db.reader.QueryRowContext(ctx, query, args...).Scan(into...)
	})
}

// exec runs one of the few statements that each request needs.
func (db *DB) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if statement := db.writes.get(ctx, query); statement != nil {
		return statement.ExecContext(ctx, args...)
	}
	return db.writer.ExecContext(ctx, query, args...)
}
