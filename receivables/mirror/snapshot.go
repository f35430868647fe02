package mirror

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// snapshotTries bounds inSnapshot.
const snapshotTries = 10

// A snapshot is a read-only transaction whose queries all see one version of the mirror.
type snapshot struct {
	*sql.Tx
	prepared map[string]*sql.Stmt
}

func (m *Mirror) snapshot(ctx context.Context) (snapshot, error) {
	prepared, err := m.prepared.open(ctx, m.db)
	if err != nil {
		return snapshot{}, fmt.Errorf("prepare to read the mirror: %w", err)
	}
	tx, err := m.db.Reader().BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return snapshot{}, fmt.Errorf("read the mirror: %w", err)
	}
	return snapshot{tx, prepared}, nil
}

// inSnapshot calls f with a snapshot, and again with a new one if the connection was lost or the
// index was newer. If it still is, the database has lost its last writes, and the index forgets
// them.
func (m *Mirror) inSnapshot(ctx context.Context, f func(snapshot) error) error {
	for try := 1; ; try++ {
		err := m.db.Retry(func() error {
			tx, err := m.snapshot(ctx)
			if err != nil {
				return err
			}
			defer tx.Rollback()
			return f(tx)
		})
		if !errors.Is(err, errOldSnapshot) || try == snapshotTries {
			return err
		}
		if try > 1 {
			m.index.forget()
		}
	}
}

// QueryContext is that of the transaction. It uses the prepared statement of the query, if there is
// one.
func (s snapshot) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if statement := s.prepared[query]; statement != nil {
		return s.StmtContext(ctx, statement).QueryContext(ctx, args...)
	}
	return s.Tx.QueryContext(ctx, query, args...)
}

// QueryRowContext is to QueryContext as it is in database/sql.
func (s snapshot) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if statement := s.prepared[query]; statement != nil {
		return s.StmtContext(ctx, statement).QueryRowContext(ctx, args...)
	}
	return s.Tx.QueryRowContext(ctx, query, args...)
}

// preparedQueries are the queries of each page, as statements of the reader. The first
// page opens them, and database/sql prepares each once for each connection. SQLite itself prepares
// a statement again after the schema has changed. On Postgres there are none, because pgx prepares
// the queries of each of its connections.
type preparedQueries struct {
	mu         sync.Mutex
	statements map[string]*sql.Stmt
}

// open must come before the transaction, because it takes a connection of its own.
func (p *preparedQueries) open(ctx context.Context, db *store.DB) (map[string]*sql.Stmt, error) {
	if db.Engine() == store.Postgres {
		return nil, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.statements != nil {
		return p.statements, nil
	}
	queries := []string{stateQuery, agingQuery, indexStateQuery}
	for _, sort := range []receivables.Sort{receivables.SortNewest, receivables.SortOldest, receivables.SortLargest} {
		queries = append(queries, cachedRowsQuery(sort, time.Time{}))
	}
	statements := map[string]*sql.Stmt{}
	for _, query := range queries {
		statement, err := db.Reader().PrepareContext(ctx, query)
		if err != nil {
			for _, opened := range statements {
				opened.Close()
			}
			return nil, err
		}
		statements[query] = statement
	}
	p.statements = statements
	return statements, nil
}
