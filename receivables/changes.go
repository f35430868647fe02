package receivables

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Changes is what changed between two moments among the transactions of a query. It adds up, in number and in amount:
// After = Before + Aged + New + Reappeared + Edited − Paid − Expired − Closed − Unknown.
//
// A filter by age finds other transactions every moment. What happened to one is told if the filter found it at some time between the first moment and
// when that happened: what it found at the first moment is told as paid, not as aged out, however old it was by then.
type Changes struct {
	Until time.Time // the second moment

	Before Delta // open at the first moment
	After  Delta // open at the second
	Aged   Delta // what a filter by age took in as time went by, less what it let go; may be negative

	New        Delta // seen for the first time
	Reappeared Delta // listed again, or active again
	Edited     Delta // what new amounts made of open ones; may be negative

	Paid    Delta
	Expired Delta
	Closed  Delta // can no longer be paid, for another reason than time
	Unknown Delta // gone, and nobody could tell why, so far

	// What had gone by the first moment with nobody able to tell why, and is known since. It is no part of the sum.
	LatePaid    Delta
	LateExpired Delta

	// Known tells whether the mirror had seen the whole list by the first moment, and still knows it. When not, New holds what was there long before,
	// or what has gone is missing.
	BaselineKnown bool
}

// A spell is a time in which a transaction was open, with one status and one amount.
type spell struct {
	id      string
	created int64
	status  string
	amount  int64
	opened  int64 // when the first of the spells began that follow on each other up to this one
	since   int64
	began   string
	end     int64 // 0: still open
	ended   string
}

// spells is all spells, as a subquery: the last of each transaction, and those before.
const spells = `(SELECT id AS unpaid_id, status, amount, since_ms, began, gone_ms AS end_ms, outcome AS ended FROM unpaid
	UNION ALL SELECT unpaid_id, status, amount, since_ms, began, end_ms, ended FROM unpaid_past)`

// changes returns what changed after from, up to and including to. The moments are the mirror's own, so what has been told of the past stays true; only
// outcomes that were unknown may become known. It reaches back as far as the retention.
func (m *Mirror) changes(ctx context.Context, tx *sql.Tx, from, to time.Time, q Query) (Changes, error) {
	c := Changes{Until: to}
	if err := c.read(ctx, tx, from, to, q); err != nil {
		return Changes{}, fmt.Errorf("what changed: %w", err)
	}
	c.BaselineKnown = c.BaselineKnown && from.After(m.cfg.Now().Add(-m.cfg.Retention))
	return c, nil
}

func (c *Changes) read(ctx context.Context, tx *sql.Tx, from, to time.Time, q Query) (err error) {
	if c.After, err = openAt(ctx, tx, to, q); err != nil || from.IsZero() {
		return err
	}
	const known = `SELECT first_sweep_ms > 0 AND first_sweep_ms <= $1 FROM mirror`
	if err := tx.QueryRowContext(ctx, known, from.UnixMilli()).Scan(&c.BaselineKnown); err != nil {
		return err
	}
	if c.Before, err = openAt(ctx, tx, from, q); err != nil {
		return err
	}
	in := window{from.UnixMilli(), to.UnixMilli()}
	if err := c.readLater(ctx, tx, in, q); err != nil {
		return err
	}
	if err := c.readSpells(ctx, tx, in, q); err != nil {
		return err
	}
	c.Aged = c.unexplained()
	return nil
}

// unexplained is by what After differs from what was before and happened since, which leaves the passing of time.
func (c *Changes) unexplained() Delta {
	d := c.After
	for _, had := range []Delta{c.Before, c.New, c.Reappeared, c.Edited} {
		d = d.minus(had)
	}
	for _, went := range []Delta{c.Paid, c.Expired, c.Closed, c.Unknown} {
		d.add(went)
	}
	return d
}

// openAt sums up what was open at a moment.
func openAt(ctx context.Context, tx *sql.Tx, at time.Time, q Query) (Delta, error) {
	var w where
	moment := w.arg(at.UnixMilli())
	w.add("s.since_ms <= " + moment + " AND (s.end_ms = 0 OR s.end_ms > " + moment + ")")
	w.identity(q.at(at))
	if q.status() == StatusAll {
		w.add("s.status <> '" + statusNegative + "'")
	} else {
		w.add("s.status = " + w.arg(string(q.status())))
	}
	w.amounts(q, "s.amount")
	return readDelta(tx.QueryRowContext(ctx, `SELECT `+sumColumns("s.amount")+`
		FROM `+spells+` s JOIN unpaid u ON u.id = s.unpaid_id WHERE `+w.String(), w.args...))
}

// A window is the milliseconds after from, up to and including to.
type window struct{ from, to int64 }

func (w window) holds(ms int64) bool { return w.from < ms && ms <= w.to }

// found tells whether q found the transaction of a spell at any time up to the given one of the window: it grew no younger, so it was young enough when
// it was first open in the window, if ever, and old enough last, if ever.
func (w window) found(q Query, s spell, upto int64) bool {
	return q.admits(s.status, s.amount) && q.youngAt(s.created, max(s.opened, w.from)) && q.oldAt(s.created, upto)
}

// endsIn tells whether a spell of a transaction that q found ended in the window.
func (s spell) endsIn(in window, q Query) bool {
	return s.end != 0 && in.holds(s.end) && in.found(q, s, s.end)
}

// readSpells counts how the spells of the window began and ended.
func (c *Changes) readSpells(ctx context.Context, tx *sql.Tx, in window, q Query) error {
	return eachSpell(ctx, tx, in, q, func(before, s spell) {
		c.begin(before, s, in, q)
		c.end(s, in, q)
	})
}

// eachSpell goes through the spells of every transaction that something happened to in the window, each with the one that was read before it.
func eachSpell(ctx context.Context, tx *sql.Tx, in window, q Query, do func(before, s spell)) error {
	var w where
	between := "> " + w.arg(in.from) + " AND %[1]s <= " + w.arg(in.to)
	during := func(column string) string { return column + " " + fmt.Sprintf(between, column) }
	w.add(`u.id IN (SELECT id FROM unpaid WHERE ` + during("since_ms") + `
		UNION SELECT id FROM unpaid WHERE gone_ms > 0 AND ` + during("gone_ms") + `
		UNION SELECT unpaid_id FROM unpaid_past WHERE ` + during("since_ms") + `
		UNION SELECT unpaid_id FROM unpaid_past WHERE ` + during("end_ms") + `)`)
	w.identity(q.ofAnyAge())
	rows, err := tx.QueryContext(ctx, `SELECT s.unpaid_id, u.created_ms, s.status, s.amount, s.since_ms, s.began, s.end_ms, s.ended
		FROM `+spells+` s JOIN unpaid u ON u.id = s.unpaid_id WHERE `+w.String()+` ORDER BY s.unpaid_id, s.since_ms`, w.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var before spell
	for rows.Next() {
		var s spell
		if err := rows.Scan(&s.id, &s.created, &s.status, &s.amount, &s.since, &s.began, &s.end, &s.ended); err != nil {
			return err
		}
		s.opened = s.since
		if s.id == before.id && s.began == beganChanged {
			s.opened = before.opened
		}
		do(before, s)
		before = s
	}
	return rows.Err()
}

// begin counts how a spell began. A change is one of the spell before it too.
func (c *Changes) begin(before, s spell, in window, q Query) {
	if !in.holds(s.since) {
		return
	}
	is := in.found(q, s, s.since)
	switch {
	case s.began == beganNew && is:
		c.New.add(one(s.amount))
	case s.began == beganReappeared && is:
		c.Reappeared.add(one(s.amount))
	case s.began == beganChanged:
		was := before.id == s.id && in.found(q, before, s.since)
		c.change(before, was, s, is)
	}
}

// change counts a change of status or amount, before and after which the transaction was, or was not, one that the query is about.
func (c *Changes) change(before spell, was bool, s spell, is bool) {
	moved := before.status != s.status
	switch {
	case was && is:
		c.Edited.add(one(s.amount).minus(one(before.amount)))
	case was && moved && s.status == string(StatusExpired):
		c.Expired.add(one(before.amount))
	case was:
		c.Edited = c.Edited.minus(one(before.amount))
	case is && moved:
		c.Reappeared.add(one(s.amount))
	case is:
		c.Edited.add(one(s.amount))
	}
}

// end counts what became of a transaction.
func (c *Changes) end(s spell, in window, q Query) {
	if !s.endsIn(in, q) {
		return
	}
	switch s.ended {
	case endedChanged:
	case string(outcomePaid):
		c.Paid.add(one(s.amount))
	case string(outcomeExpired):
		c.Expired.add(one(s.amount))
	case string(outcomeClosed):
		c.Closed.add(one(s.amount))
	default:
		c.Unknown.add(one(s.amount))
	}
}
