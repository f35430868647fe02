package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"time"
)

// advisoryKey turns the lock name in $1 into Postgres's 64-bit key. Advisory locks belong to the
// database, so the schema is part of the key: installations in different schemas of one database do
// not wait for each other.
const advisoryKey = "hashtextextended('mayarbot/' || coalesce(current_schema(), '') || '/' || $1::text, 0)"

// releaseTimeout bounds the release of a lock, which happens even after the caller's context has
// ended.
const releaseTimeout = 5 * time.Second

// TryLock takes the lock called name if nobody holds it, in this process and, on Postgres, in any
// other. It never waits. When ok, the caller must call unlock; more than one call is harmless. A
// holder that dies or loses its connection to Postgres loses the lock, so the protected work must
// be harmless when done twice.
func (db *DB) TryLock(ctx context.Context, name string) (unlock func(), ok bool, err error) {
	if db.engine == Postgres {
		return db.tryAdvisory(ctx, name)
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.locks[name] {
		return nil, false, nil
	}
	db.locks[name] = true
	return sync.OnceFunc(func() {
		db.mu.Lock()
		defer db.mu.Unlock()
		delete(db.locks, name)
	}), true, nil
}

// tryAdvisory keeps a connection while the lock is held: an advisory lock belongs to a session.
func (db *DB) tryAdvisory(ctx context.Context, name string) (unlock func(), ok bool, err error) {
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return nil, false, fmt.Errorf("lock %s: %w", name, err)
	}
	if err := conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock("+advisoryKey+")", name).Scan(&ok); err != nil {
		discard(conn) // The server may have given the lock before the context ended.
		return nil, false, fmt.Errorf("lock %s: %w", name, err)
	}
	if !ok {
		return nil, false, conn.Close()
	}
	return sync.OnceFunc(func() {
		// A failed release has closed the session, which also ends the lock.
		_ = releaseAdvisory(ctx, conn, name)
		conn.Close()
	}), true, nil
}

// releaseAdvisory releases the lock, or ends the session when that fails.
func releaseAdvisory(ctx context.Context, conn *sql.Conn, name string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTimeout)
	defer cancel()
	_, err := conn.ExecContext(ctx, "SELECT pg_advisory_unlock("+advisoryKey+")", name)
	if err != nil {
		discard(conn)
	}
	return err
}

// discard closes the session under conn instead of giving it back to the pool.
func discard(conn *sql.Conn) {
	err := conn.Raw(func(any) error { return driver.ErrBadConn })
	if !errors.Is(err, driver.ErrBadConn) {
		conn.Close()
	}
}
