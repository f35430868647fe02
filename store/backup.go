package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Backup writes a copy of an SQLite database of ours, as of one moment, to a new file that only its
// owner can read. It migrates nothing, so the copy is what an earlier version can read, and
// programs may use the database meanwhile. After an error there is no file.
func Backup(ctx context.Context, databaseURL, file string) (err error) {
	if !strings.HasPrefix(databaseURL, sqliteScheme) {
		return errors.New("the database is on a server: back it up with pg_dump")
	}
	if path, missing := MissingFile(databaseURL); missing {
		return fmt.Errorf("there is no database %s", path)
	}
	db, err := connect(ctx, databaseURL)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := requireOurs(ctx, db); err != nil {
		return err
	}
	// SQLite writes into an empty file, and would make one that others can read.
	target, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already, and nothing is overwritten", file)
	}
	if err != nil {
		return fmt.Errorf("the file cannot be made: %w", err)
	}
	defer func() {
		if err = errors.Join(err, target.Close()); err != nil {
			err = errors.Join(err, os.Remove(file))
		}
	}()
	absolute, err := filepath.Abs(file) // never begins with "file:", which SQLite would read as a URI
	if err != nil {
		return err
	}
	if _, err := db.writer.ExecContext(ctx, "VACUUM INTO $1", absolute); err != nil {
		return sqliteError(db.path, err)
	}
	return target.Sync()
}
