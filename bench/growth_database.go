package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/mayarbot/mayarbot/store"
)

// A growthDB is a database that is removed when it is closed.
type growthDB struct {
	*store.DB
	written func() (bytes int64, err error)
	remove  func() error
}

func (db *growthDB) close() error { return errors.Join(db.DB.Close(), db.remove()) }

func openGrowthSQLite(ctx context.Context) (*growthDB, error) {
	folder, err := os.MkdirTemp("", "mayarbot-bench")
	if err != nil {
		return nil, err
	}
	remove := func() error { return os.RemoveAll(folder) }
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(folder, "bench.db"))
	if err != nil {
		return nil, errors.Join(err, remove())
	}
	return &growthDB{db, writtenByProcess, remove}, nil
}

// openGrowthPostgres makes a schema on a server. Without a server it returns nil.
func openGrowthPostgres(ctx context.Context, server string) (*growthDB, error) {
	if server == "" {
		return nil, nil
	}
	u, err := url.Parse(server)
	if err != nil {
		return nil, errors.New("-postgres is not a URL")
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		return nil, err
	}
	schema := fmt.Sprintf("bench_%d", time.Now().UnixNano())
	if _, err := admin.ExecContext(ctx, "CREATE SCHEMA "+schema); err != nil {
		return nil, errors.Join(err, admin.Close())
	}
	remove := func() error {
		_, err := admin.ExecContext(context.WithoutCancel(ctx), "DROP SCHEMA "+schema+" CASCADE")
		return errors.Join(err, admin.Close())
	}
	query := u.Query()
	query.Set("search_path", schema)
	u.RawQuery = query.Encode()
	db, err := store.Open(ctx, u.String())
	if err != nil {
		return nil, errors.Join(err, remove())
	}
	written := func() (bytes int64, err error) {
		const position = `SELECT CAST(pg_current_wal_lsn() - '0/0' AS BIGINT)`
		err = admin.QueryRowContext(ctx, position).Scan(&bytes)
		return bytes, err
	}
	return &growthDB{db, written, remove}, nil
}
