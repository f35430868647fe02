package engine

import (
	"context"
	"database/sql"
	"time"

	"github.com/mayarbot/mayarbot/store"
)

// dbtx is a database, or a transaction.
type dbtx interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func toInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// fromMillis reads a time as the tables store it, where 0 is never.
func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func toMillis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// affected tells whether a statement changed anything.
func affected(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// maxTransactionTries bounds inTransaction.
const maxTransactionTries = 3

// inTransaction runs f in a transaction. f must write a subscription before its deliveries:
// otherwise two transactions might wait for each other on Postgres. Those that write several
// subscriptions still might; Postgres ends one of them, and f is called again.
func (s *Service) inTransaction(ctx context.Context, f func(tx *sql.Tx) error) error {
	for try := 1; ; try++ {
		err := s.tryTransaction(ctx, f)
		if !store.IsDeadlock(err) || try == maxTransactionTries {
			return err
		}
	}
}

func (s *Service) tryTransaction(ctx context.Context, f func(tx *sql.Tx) error) error {
	tx, err := s.cfg.DB.Writer().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}
