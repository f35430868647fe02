package storetest

import (
	"database/sql"
	"testing"

	"github.com/mayarbot/mayarbot/store"
)

// Disconnect has Postgres end all connections of db, as a failover does. db has several that wait,
// and does not know yet that they are lost.
func Disconnect(t testing.TB, db *store.DB) {
	t.Helper()
	var last *sql.Conn
	var all []*sql.Conn
	for range db.Pool().Config().MaxConns {
		conn, err := db.Reader().Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		last, all = conn, append(all, conn)
	}
	for _, conn := range all {
		var pid int
		if err := conn.QueryRowContext(t.Context(), `SELECT pg_backend_pid()`).Scan(&pid); err != nil {
			t.Fatal(err)
		}
		if conn == last {
			_, _ = conn.ExecContext(t.Context(), `SELECT pg_terminate_backend($1)`, pid) // ends itself
		} else if _, err := last.ExecContext(t.Context(), `SELECT pg_terminate_backend($1)`, pid); err != nil {
			t.Fatal(err)
		}
	}
}
