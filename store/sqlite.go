package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const sqliteScheme = "sqlite:"

// sqliteReaders bounds the concurrent queries. Each connection may keep about 2 MB of pages.
const sqliteReaders = 4

// busyTimeout is how long a process waits for another process that writes.
const busyTimeout = 10 * time.Second

// MissingFile returns the path of an SQLite database that does not exist yet. It reports false for
// an existing file and for a server.
func MissingFile(databaseURL string) (path string, missing bool) {
	rest, isSQLite := strings.CutPrefix(databaseURL, sqliteScheme)
	path = sqlitePath(rest)
	if !isSQLite || path == "" || strings.HasPrefix(path, ":memory:") {
		return "", false
	}
	_, err := os.Stat(path)
	return path, errors.Is(err, fs.ErrNotExist)
}

// sqlitePath takes sqlite:PATH and sqlite://PATH.
func sqlitePath(rest string) string { return strings.TrimPrefix(rest, "//") }

func openSQLite(ctx context.Context, path string) (*DB, error) {
	if path == "" || strings.HasPrefix(path, ":memory:") {
		return nil, errors.New(`sqlite needs a file: "sqlite:PATH"`)
	}
	if err := prepareFile(path); err != nil {
		return nil, err
	}
	writer, err := sql.Open("sqlite", sqliteDSN(path, "_txlock=immediate"))
	if err != nil {
		return nil, sqliteError(path, err)
	}
	reader, err := sql.Open("sqlite", sqliteDSN(path, "_query_only=true"))
	if err != nil {
		writer.Close()
		return nil, sqliteError(path, err)
	}
	writer.SetMaxOpenConns(1)
	reader.SetMaxOpenConns(sqliteReaders)
	reader.SetMaxIdleConns(sqliteReaders)
	db := &DB{engine: SQLite, path: path, writer: writer, reader: reader, locks: map[string]bool{}}
	db.reads, db.writes = newPrepared(reader), newPrepared(writer)
	// This shows now, not at the first command, whether the file is a database and can be written.
	if err := checkWritable(ctx, writer); err != nil {
		db.Close()
		return nil, sqliteError(path, err)
	}
	return db, nil
}

// checkWritable begins a write transaction, and repeats that while the file is busy. SQLite does
// not wait for a process that is converting the file to WAL mode or is the last to close it.
func checkWritable(ctx context.Context, writer *sql.DB) error {
	deadline := time.Now().Add(busyTimeout)
	for {
		tx, err := writer.BeginTx(ctx, nil)
		if err == nil {
			return tx.Rollback()
		}
		e, ok := errors.AsType[*sqlite.Error](err)
		if !ok || e.Code()&0xff != sqlite3.SQLITE_BUSY || time.Now().After(deadline) {
			return err
		}
		time.Sleep(busyTimeout / 1000)
	}
}

func sqliteDSN(path, extra string) string {
	file := url.URL{Path: filepath.ToSlash(path)}
	return "file:" + file.EscapedPath() +
		fmt.Sprintf("?_busy_timeout=%d", busyTimeout.Milliseconds()) +
		"&_journal_mode=WAL&_synchronous=NORMAL" +
		"&_pragma=journal_size_limit(16777216)&_pragma=secure_delete(1)&" + extra
}

// prepareFile creates the file for its owner alone, or removes the access of others to an existing
// one. SQLite gives its -wal and -shm files the mode of the database.
func prepareFile(path string) error {
	dir := filepath.Dir(path)
	switch info, err := os.Stat(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the folder %s for the database does not exist", dir)
	case err != nil:
		return fmt.Errorf("the folder for the database: %w", err)
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder, so the database cannot be in it", dir)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a folder, the database needs a file", path)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("the database %s cannot be written by this user", path)
	case err != nil:
		return fmt.Errorf("the database file: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("the database file: %w", err)
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if err := os.Chmod(name, 0o600); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("closing the database to other users: %w", err)
		}
	}
	return nil
}

// sqliteError explains SQLite's result codes to the person who set the path.
func sqliteError(path string, err error) error {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
			return fmt.Errorf("%s is not a database, or a damaged one: %w", path, err)
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
			return fmt.Errorf("the database %s, or the folder around it, cannot be written by this user: %w", path, err)
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return fmt.Errorf("another program keeps the database %s locked: %w", path, err)
		case sqlite3.SQLITE_FULL:
			return fmt.Errorf("no space left for the database %s: %w", path, err)
		}
	}
	return fmt.Errorf("the database %s: %w", path, err)
}
