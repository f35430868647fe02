package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate runs the pending migrations under the lock that all processes of one database share.
func (db *DB) migrate(ctx context.Context) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	dialect, run := goose.DialectSQLite3, migrateSQLite
	if db.engine == Postgres {
		dialect, run = goose.DialectPostgres, db.migratePostgres
	}
	provider, err := goose.NewProvider(dialect, db.writer, folder, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("the migrations: %w", err)
	}
	if err := run(ctx, provider); err != nil {
		return fmt.Errorf("migrating the database: %w", err)
	}
	return refuseNewer(ctx, provider)
}

// migratePostgres holds an advisory lock on one connection while the migrations run on another.
func (db *DB) migratePostgres(ctx context.Context, provider *goose.Provider) error {
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock("+advisoryKey+")", "migrate"); err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return errors.Join(err, releaseAdvisory(ctx, conn, "migrate"))
}

// migrateSQLite takes one migration at a time. Each is one immediate transaction, so of several processes that try the same one a single one
// wins; the others fail, see that the version has moved on, and continue from there.
func migrateSQLite(ctx context.Context, provider *goose.Provider) error {
	seen := int64(-1)
	for {
		_, err := provider.UpByOne(ctx)
		if errors.Is(err, goose.ErrNoNextVersion) {
			return nil
		}
		if err == nil {
			continue
		}
		version, versionErr := provider.GetDBVersion(ctx)
		if versionErr != nil || version <= seen {
			return err
		}
		seen = version
	}
}

func refuseNewer(ctx context.Context, provider *goose.Provider) error {
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("the database's version: %w", err)
	}
	if current > target {
		return fmt.Errorf("the database has been migrated to version %d by a newer mayarbot, this one knows %d: install the newer one", current, target)
	}
	return nil
}
