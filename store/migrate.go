package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate runs the pending migrations under the lock that all processes of one database share.
func (db *DB) migrate(ctx context.Context) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	dialect, run := goose.DialectSQLite3, db.migrateSQLite
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
	return rejectNewer(ctx, provider)
}

// quiet stops River from logging its migrations; errors are returned.
var quiet = &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)}

// migratePostgres holds an advisory lock on one connection while our and River's migrations run on
// others. River's cannot run in one transaction, because they use enumeration values that they add.
func (db *DB) migratePostgres(ctx context.Context, provider *goose.Provider) error {
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock("+advisoryKey+")", "migrate"); err != nil {
		return err
	}
	if _, err = provider.Up(ctx); err == nil {
		err = db.migrateRiverPostgres(ctx)
	}
	return errors.Join(err, releaseAdvisory(ctx, conn, "migrate"))
}

func (db *DB) migrateRiverPostgres(ctx context.Context) error {
	migrator, err := rivermigrate.New(riverpgxv5.New(db.pool), quiet)
	if err != nil {
		return fmt.Errorf("the migrations of River: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("the migrations of River: %w", err)
	}
	return nil
}

func (db *DB) migrateSQLite(ctx context.Context, provider *goose.Provider) error {
	err := db.fillNewFile(ctx)
	if err == nil {
		err = migrateSQLiteOurs(ctx, provider)
	}
	if err == nil {
		err = db.migrateRiverSQLite(ctx)
	}
	if err != nil {
		return sqliteError(db.path, err)
	}
	return nil
}

// migrateRiverSQLite runs River's migrations in one transaction, which takes the file's write lock
// when it begins. A process that starts at the same time waits and then finds them done.
func (db *DB) migrateRiverSQLite(ctx context.Context) error {
	migrator, err := rivermigrate.New(riversqlite.New(db.writer), quiet)
	if err != nil {
		return fmt.Errorf("the migrations of River: %w", err)
	}
	tx, err := db.writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("the migrations of River: %w", err)
	}
	defer tx.Rollback()
	//lint:ignore SA1019 It is unsafe only on Postgres, and only it holds SQLite's lock meanwhile.
	if _, err := migrator.MigrateTx(ctx, tx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("the migrations of River: %w", err)
	}
	return tx.Commit()
}

// migrateSQLiteOurs runs one migration at a time, each in an immediate transaction. When several
// processes try the same one, a single one wins; the others fail, see the new version, and continue
// from there.
func migrateSQLiteOurs(ctx context.Context, provider *goose.Provider) error {
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

func rejectNewer(ctx context.Context, provider *goose.Provider) error {
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("the database's version: %w", err)
	}
	if current > target {
		return fmt.Errorf("the database has been migrated to version %d by a newer mayarbot, "+
			"this one knows %d: install the newer one", current, target)
	}
	return nil
}
