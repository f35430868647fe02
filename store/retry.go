package store

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Retry runs do, and once more on a new connection if the one to Postgres was lost, as in a
// failover, or knew an older schema. It must be harmless to do it twice, as it is to read.
func (db *DB) Retry(do func() error) error {
	err := do()
	if db.engine != Postgres || !needsNewConnection(err) {
		return err
	}
	db.pool.Reset() // the other connections are as old
	return do()
}

// needsNewConnection knows the errors after which another connection can do better. The codes are
// from appendix A of the Postgres manual.
func needsNewConnection(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch e.Code {
		case "57P01", "57P02", "57P03": // the server stops, or starts
			return true
		case "26000": // no such prepared statement
			return true
		case "0A000": // "cached plan must not change result type"
			return strings.Contains(e.Message, "cached plan")
		}
		return strings.HasPrefix(e.Code, "08") // the connection
	}
	if timeout, ok := errors.AsType[net.Error](err); ok {
		return !timeout.Timeout()
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, driver.ErrBadConn)
}

// IsDeadlock reports whether Postgres ended a transaction because it and another one waited for
// each other. It can be repeated.
func IsDeadlock(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == "40P01"
}
