package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/phone"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// A Ledger keeps what people do. It is safe for concurrent use.
type Ledger struct {
	db    *store.DB
	rules collecting.Rules
	now   func() time.Time
}

// New returns the ledger in db. now must be the same for all replicas: see [store.Clock].
func New(db *store.DB, rules collecting.Rules, now func() time.Time) *Ledger {
	return &Ledger{db, rules, now}
}

// Rules returns the rules of the gate.
func (l *Ledger) Rules() collecting.Rules { return l.rules }

// write runs f in a database transaction.
func (l *Ledger) write(ctx context.Context, what string, f func(tx *sql.Tx, now int64) error) error {
	tx, err := l.db.Writer().BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	defer tx.Rollback()
	if err = f(tx, l.now().UnixMilli()); err == nil {
		err = tx.Commit()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// touch adds the customer of a case or locks their row until the end of the transaction.
func touch(ctx context.Context, tx *sql.Tx, c receivables.Case, now int64) error {
	const upsert = `INSERT INTO collect_customer (subject, email, phone, revision, touched_ms)
		VALUES ($1, $2, $3, 1, $4)
		ON CONFLICT (subject) DO UPDATE SET email = excluded.email, phone = excluded.phone,
			touched_ms = excluded.touched_ms, revision = collect_customer.revision + 1`
	_, err := tx.ExecContext(ctx, upsert, c.Subject(), emailOf(c), phoneOf(c), now)
	return err
}

func emailOf(c receivables.Case) string { return store.Sanitize(receivables.Normalize(c.Email)) }
func phoneOf(c receivables.Case) string { return phone.Normal(c.Mobile) }

// mobileOf is phoneOf, empty for what WhatsApp does not take.
func mobileOf(c receivables.Case) string {
	if _, ok := phone.Mobile(c.Mobile); !ok {
		return ""
	}
	return phoneOf(c)
}
