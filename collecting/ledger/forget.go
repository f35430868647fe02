package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// A Forgotten counts what was deleted of a customer.
type Forgotten struct {
	Customers int // known under that e-mail, number or id
	Notes     int
	Contacts  int
	Flags     int
	Cases     int // with an owner, a snooze or a promise
}

// Forget deletes what people did about a customer, who is given by e-mail, phone number or Mayar's
// id of a customer. On SQLite nothing of it stays in the file.
func (l *Ledger) Forget(ctx context.Context, who string) (f Forgotten, err error) {
	who = strings.TrimSpace(store.Sanitize(who))
	if who == "" {
		return f, errors.New("forget a customer: nobody is named")
	}
	err = l.write(ctx, "forget a customer", func(tx *sql.Tx, _ int64) error {
		subjects, err := findSubjects(ctx, tx, who)
		if err != nil {
			return err
		}
		f = Forgotten{Customers: len(subjects)}
		for _, subject := range subjects {
			if err := f.delete(ctx, tx, subject); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Forgotten{}, err
	}
	return f, l.db.TruncateLog(ctx)
}

// findSubjects finds customers among those that people did something about, and locks them.
func findSubjects(ctx context.Context, tx *sql.Tx, who string) (subjects []string, err error) {
	key, email, number := receivables.ParseCustomer(who)
	const find = `UPDATE collect_customer SET revision = revision + 1
		WHERE subject = $1 OR $2 <> '' AND email = $2 OR $3 <> '' AND phone = $3 RETURNING subject`
	rows, err := tx.QueryContext(ctx, find, key, email, number)
	err = store.EachRow(rows, err, func() error {
		var subject string
		err := rows.Scan(&subject)
		subjects = append(subjects, subject)
		return err
	})
	return subjects, err
}

func (f *Forgotten) delete(ctx context.Context, tx *sql.Tx, subject string) error {
	for _, of := range []struct {
		count *int
		what  string
	}{
		{&f.Notes, `SELECT count(*) FROM collect_note WHERE subject = $1`},
		{&f.Contacts, `SELECT count(DISTINCT card) FROM collect_contact WHERE subject = $1`},
		{&f.Flags, `SELECT count(*) FROM collect_customer WHERE subject = $1 AND flag <> ''`},
		{&f.Cases, `SELECT count(*) FROM collect_case WHERE subject = $1`},
	} {
		var n int
		if err := tx.QueryRowContext(ctx, of.what, subject).Scan(&n); err != nil {
			return err
		}
		*of.count += n
	}
	for _, table := range []string{"collect_note", "collect_contact", "collect_case", "collect_customer"} {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE subject = $1`, subject); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
	}
	return nil
}
