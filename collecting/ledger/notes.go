package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// keptNotes is how many notes of a customer are kept, the newest.
const keptNotes = 50

// AddNote adds a note of a person to the customer of an open case. It fails with
// collecting.ErrBadText or collecting.ErrClosed.
func (l *Ledger) AddNote(ctx context.Context, c receivables.Case, person, text string) (n collecting.Note, err error) {
	text = store.Sanitize(strings.TrimSpace(text))
	if length := utf8.RuneCountInString(text); length == 0 || length > collecting.MaxNote {
		return n, collecting.ErrBadText
	}
	id, err := uuid.NewV7()
	if err != nil {
		return n, fmt.Errorf("add a note: %w", err)
	}
	err = l.write(ctx, "add a note", func(tx *sql.Tx, now int64) error {
		n = collecting.Note{ID: id.String(), By: person, At: store.FromMillis(now), Text: text}
		if err := touch(ctx, tx, c, now); err != nil {
			return err
		}
		if err := requireOpen(ctx, tx, c); err != nil {
			return err
		}
		const insert = `INSERT INTO collect_note (id, subject, case_id, user_id, at_ms, text)
			VALUES ($1, $2, $3, $4, $5, $6)`
		if _, err := tx.ExecContext(ctx, insert, n.ID, c.Subject(), c.CaseID, person, now, text); err != nil {
			return err
		}
		const limit = `DELETE FROM collect_note WHERE subject = $1 AND id NOT IN (
			SELECT id FROM collect_note WHERE subject = $1 ORDER BY at_ms DESC, id DESC LIMIT $2)`
		_, err := tx.ExecContext(ctx, limit, c.Subject(), keptNotes)
		return err
	})
	return n, err
}

// DeleteNote deletes a note, if it is the person's own.
func (l *Ledger) DeleteNote(ctx context.Context, id, person string) (bool, error) {
	deleted, err := store.Affected(l.db.Writer().ExecContext(ctx,
		`DELETE FROM collect_note WHERE id = $1 AND user_id = $2`, id, person))
	if err != nil {
		return false, fmt.Errorf("delete a note: %w", err)
	}
	return deleted, nil
}

// Flag records that the customer of a case is not to be contacted, whatever became of the case.
func (l *Ledger) Flag(ctx context.Context, c receivables.Case, person string, reason collecting.FlagReason) error {
	if !slices.Contains(collecting.FlagReasons, reason) {
		return collecting.ErrBadText
	}
	return l.write(ctx, "flag a customer", func(tx *sql.Tx, now int64) error {
		if err := touch(ctx, tx, c, now); err != nil {
			return err
		}
		const update = `UPDATE collect_customer SET flag = $2, flag_by = $3, flag_ms = $4 WHERE subject = $1`
		_, err := tx.ExecContext(ctx, update, c.Subject(), string(reason), person, now)
		return err
	})
}

// Unflag records that an admin lets the customer of a case be contacted again, and others with the
// same mobile number.
func (l *Ledger) Unflag(ctx context.Context, c receivables.Case, p collecting.Person) error {
	if !p.Admin {
		return collecting.ErrAdminsOnly
	}
	const update = `UPDATE collect_customer SET flag = '', flag_by = '', flag_ms = 0
		WHERE flag <> '' AND (subject = $1 OR $2 <> '' AND phone = $2)`
	if _, err := l.db.Writer().ExecContext(ctx, update, c.Subject(), mobileOf(c)); err != nil {
		return fmt.Errorf("unflag a customer: %w", err)
	}
	return nil
}
