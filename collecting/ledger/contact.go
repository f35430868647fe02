package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// Contacted records that a person opened or copied the reminder of a card, once for each card. It
// ends the hold, and makes the person the owner of cases that nobody owns. The cases are of one
// customer.
func (l *Ledger) Contacted(
	ctx context.Context, card collecting.CardID, how, person string, cases ...receivables.Case,
) (done collecting.Contacted, err error) {
	if card.Opened().IsZero() || len(cases) == 0 {
		return done, fmt.Errorf("record a contact: %q is no card", card)
	}
	c := cases[0]
	err = l.write(ctx, "record a contact", func(tx *sql.Tx, now int64) error {
		done = collecting.Contacted{}
		if err := touch(ctx, tx, c, now); err != nil {
			return err
		}
		const endHold = `UPDATE collect_customer SET hold_by = '', hold_until_ms = 0
			WHERE subject = $1 AND hold_by = $2`
		if _, err := tx.ExecContext(ctx, endHold, c.Subject(), person); err != nil {
			return err
		}
		for _, c := range cases {
			counts, err := addContact(ctx, tx, card, how, person, c, now)
			if err != nil {
				return err
			}
			done.First = done.First || counts
		}
		return readContacted(ctx, tx, &done, card, person, c, now)
	})
	return done, err
}

// addContact records a contact about one case. After it was undone it counts anew.
func addContact(
	ctx context.Context, tx *sql.Tx, card collecting.CardID, how, person string, c receivables.Case, now int64,
) (counts bool, err error) {
	const insert = `INSERT INTO collect_contact (card, case_id, subject, user_id, how, at_ms)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (card, case_id) DO UPDATE SET how = excluded.how, at_ms = excluded.at_ms, undone_ms = 0
			WHERE collect_contact.undone_ms > 0`
	counts, err = store.Affected(tx.ExecContext(ctx, insert, card, c.CaseID, c.Subject(), person, how, now))
	if err != nil || !counts {
		return false, err
	}
	const own = `INSERT INTO collect_case (case_id, subject, owner, owner_ms) VALUES ($1, $2, $3, $4)
		ON CONFLICT (case_id) DO UPDATE SET owner = excluded.owner, owner_ms = excluded.owner_ms
			WHERE collect_case.owner = '' AND collect_case.ended_ms = 0`
	_, err = tx.ExecContext(ctx, own, c.CaseID, c.Subject(), person, now)
	return true, err
}

// readContacted reads the contact of the card and what colleagues did.
func readContacted(
	ctx context.Context, tx *sql.Tx, d *collecting.Contacted, card collecting.CardID, person string,
	c receivables.Case, now int64,
) error {
	const query = `SELECT card, user_id, how, at_ms FROM collect_contact WHERE subject = $1 AND undone_ms = 0
		AND case_id = (SELECT min(o.case_id) FROM collect_contact o WHERE o.card = collect_contact.card)
		AND (card = $2 OR at_ms >= $3 AND user_id <> $4) ORDER BY at_ms DESC, card LIMIT $5`
	rows, err := tx.QueryContext(ctx, query, c.Subject(), card, card.Opened().UnixMilli(), person, maxContacts)
	err = store.EachRow(rows, err, func() error {
		var found collecting.Contact
		var at int64
		err := rows.Scan(&found.Card, &found.By, &found.How, &at)
		if found.At = store.FromMillis(at); found.Card == card {
			d.Contact = found
		} else {
			d.Others = append(d.Others, found)
		}
		return err
	})
	if err != nil {
		return err
	}
	var hold collecting.Hold
	var until int64
	const holder = `SELECT hold_by, hold_until_ms FROM collect_customer WHERE subject = $1`
	if err := tx.QueryRowContext(ctx, holder, c.Subject()).Scan(&hold.By, &until); err != nil {
		return err
	}
	if hold.Until = store.FromMillis(until); until > now {
		d.Hold = hold
	}
	return nil
}

// Undo takes back the contact of a card, within ten minutes by who made it.
func (l *Ledger) Undo(ctx context.Context, card collecting.CardID, person string) (undone bool, err error) {
	err = l.write(ctx, "undo a contact", func(tx *sql.Tx, now int64) error {
		const update = `UPDATE collect_contact SET undone_ms = $3
			WHERE card = $1 AND user_id = $2 AND undone_ms = 0 AND at_ms > $4`
		undone, err = store.Affected(tx.ExecContext(ctx, update, card, person, now,
			now-collecting.UndoLasts.Milliseconds()))
		if err != nil || !undone {
			return err
		}
		const revise = `UPDATE collect_customer SET revision = revision + 1
			WHERE subject IN (SELECT subject FROM collect_contact WHERE card = $1)`
		_, err = tx.ExecContext(ctx, revise, card)
		return err
	})
	return undone, err
}
