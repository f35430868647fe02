package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/workdays"
)

const (
	maxContacts = 20 // that a State has
	maxNotes    = 3
)

// State returns what people did about a case and its customer, for a person.
func (l *Ledger) State(ctx context.Context, c receivables.Case, person string) (collecting.State, error) {
	s, _, err := l.state(ctx, c, person)
	return s, err
}

// state also returns the revision of the customer, which it reads first: as long as it is the same,
// nothing has happened to the customer. It is 0 for one who has none.
func (l *Ledger) state(ctx context.Context, c receivables.Case, person string) (
	s collecting.State, revision int64, err error,
) {
	if revision, err = l.readCustomer(ctx, c, &s); err == nil {
		err = l.readCase(ctx, c.CaseID, &s)
	}
	if err == nil {
		err = l.readContacts(ctx, c, person, &s)
	}
	if err == nil {
		err = l.readNotes(ctx, c, &s)
	}
	if err != nil {
		return collecting.State{}, 0, fmt.Errorf("read what people did about a case: %w", err)
	}
	return s, revision, nil
}

func (l *Ledger) readCustomer(ctx context.Context, c receivables.Case, s *collecting.State) (int64, error) {
	var revision, until int64
	const query = `SELECT revision, hold_by, hold_until_ms FROM collect_customer WHERE subject = $1`
	err := l.db.Reader().QueryRowContext(ctx, query, c.Subject()).Scan(&revision, &s.Hold.By, &until)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	s.Hold.Until = store.FromMillis(until)
	return revision, l.readFlag(ctx, c, &s.DoNotContact)
}

// readFlag reads the flag of the customer, or of another one with the same mobile number: it is one
// person's telephone, and it was there that they asked to stop.
func (l *Ledger) readFlag(ctx context.Context, c receivables.Case, f *collecting.Flag) error {
	var at int64
	const query = `SELECT flag, flag_by, flag_ms FROM collect_customer
		WHERE flag <> '' AND (subject = $1 OR $2 <> '' AND phone = $2)
		ORDER BY CASE WHEN subject = $1 THEN 0 ELSE 1 END, flag_ms DESC LIMIT 1`
	err := l.db.Reader().QueryRowContext(ctx, query, c.Subject(), mobileOf(c)).Scan(&f.Reason, &f.By, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	f.At = store.FromMillis(at)
	return err
}

// readCase reads what belongs to the case, after it has ended or come back.
func (l *Ledger) readCase(ctx context.Context, id string, s *collecting.State) error {
	var owned, snoozed, due, promised, ended int64
	var open bool
	const query = `SELECT owner, owner_ms, snooze_ms, snooze_by, snooze_reason, promise_ms, promise_amount,
			promise_by, promised_ms, broken, ended_ms, ` + hasOpen + ` FROM collect_case WHERE case_id = $1`
	for range 2 {
		err := l.db.Reader().QueryRowContext(ctx, query, id).Scan(&s.Owner.ID, &owned, &snoozed, &s.Snooze.By,
			&s.Snooze.Reason, &due, &s.Promise.Amount, &s.Promise.By, &promised, &s.Broken, &ended, &open)
		if errors.Is(err, sql.ErrNoRows) {
			s.Owner, s.Snooze, s.Promise, s.Broken = collecting.Owner{}, collecting.Snooze{}, collecting.Promise{}, 0
			return nil
		}
		if err != nil {
			return err
		}
		if open == (ended == 0) {
			break
		}
		if err := l.settle(ctx, id); err != nil {
			return err
		}
	}
	s.Owner.Since, s.Snooze.Until = store.FromMillis(owned), store.FromMillis(snoozed)
	s.Promise.Due, s.Promise.Made = store.FromMillis(due), store.FromMillis(promised)
	if ended > 0 {
		s.Owner, s.Snooze, s.Promise, s.Broken = collecting.Owner{}, collecting.Snooze{}, collecting.Promise{}, 0
	}
	if s.Promise.IsBroken(l.now()) {
		s.Broken++
	}
	return nil
}

func (l *Ledger) readContacts(ctx context.Context, c receivables.Case, person string, s *collecting.State) error {
	const query = `SELECT card, min(user_id), min(how), max(at_ms) FROM collect_contact
		WHERE subject = $1 AND undone_ms = 0 GROUP BY card ORDER BY 4 DESC, card LIMIT $2`
	rows, err := l.db.Reader().QueryContext(ctx, query, c.Subject(), maxContacts)
	err = store.EachRow(rows, err, func() error {
		var contact collecting.Contact
		var at int64
		err := rows.Scan(&contact.Card, &contact.By, &contact.How, &at)
		contact.At = store.FromMillis(at)
		s.Contacts = append(s.Contacts, contact)
		return err
	})
	if err != nil {
		return err
	}
	const counts = `SELECT
		(SELECT count(*) FROM collect_contact WHERE case_id = $1 AND undone_ms = 0),
		(SELECT count(DISTINCT card) FROM collect_contact WHERE user_id = $2 AND at_ms >= $3 AND undone_ms = 0)`
	midnight := workdays.DateOf(l.now().In(l.rules.Zone)).At(0, l.rules.Zone)
	return l.db.Reader().QueryRowContext(ctx, counts, c.CaseID, person, midnight.UnixMilli()).
		Scan(&s.CaseContacts, &s.DayContacts)
}

func (l *Ledger) readNotes(ctx context.Context, c receivables.Case, s *collecting.State) error {
	const query = `SELECT id, user_id, at_ms, text FROM collect_note WHERE subject = $1
		ORDER BY at_ms DESC, id DESC LIMIT $2`
	rows, err := l.db.Reader().QueryContext(ctx, query, c.Subject(), maxNotes)
	return store.EachRow(rows, err, func() error {
		var n collecting.Note
		var at int64
		err := rows.Scan(&n.ID, &n.By, &at, &n.Text)
		n.At = store.FromMillis(at)
		s.Notes = append(s.Notes, n)
		return err
	})
}
