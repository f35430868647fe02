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
type period struct {
	id          string
	created     int64
	status      string
	amount      int64
	openedAt    int64 // when the first of the spells began that follow on each other up to this one
	validFrom   int64
	startReason string
	validTo     int64 // 0: still open
	endReason   string
}

// spells is all spells, as a subquery: the last of each transaction, and those before.
const allPeriods = `(SELECT id AS unpaid_id, status, amount, since_ms, began, gone_ms AS end_ms, outcome AS ended FROM unpaid
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
	if err := c.readLateOutcomes(ctx, tx, in, q); err != nil {
		return err
	}
	if err := c.readPeriods(ctx, tx, in, q); err != nil {
		return err
	}
	c.Aged = c.agedDelta()
	return nil
}

// unexplained is by what After differs from what was before and happened since, which leaves the passing of time.
func (c *Changes) agedDelta() Delta {
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
	w.matchIdentity(q.withAgesAt(at))
	if q.status() == StatusAll {
		w.add("s.status <> '" + statusNegative + "'")
	} else {
		w.add("s.status = " + w.arg(string(q.status())))
	}
	w.matchAmounts(q, "s.amount")
	return readDelta(tx.QueryRowContext(ctx, `SELECT `+sumColumns("s.amount")+`
		FROM `+allPeriods+` s JOIN unpaid u ON u.id = s.unpaid_id WHERE `+w.String(), w.args...))
}

// A window is the milliseconds after from, up to and including to.
type window struct{ from, to int64 }

func (w window) contains(ms int64) bool { return w.from < ms && ms <= w.to }

// found tells whether q found the transaction of a spell at any time up to the given one of the window: it grew no younger, so it was young enough when
// it was first open in the window, if ever, and old enough last, if ever.
func (w window) matched(q Query, s period, until int64) bool {
	return q.matches(s.status, s.amount) && q.youngEnough(s.created, max(s.openedAt, w.from)) && q.oldEnough(s.created, until)
}

// endsIn tells whether a spell of a transaction that q found ended in the window.
func (s period) closesIn(in window, q Query) bool {
	return s.validTo != 0 && in.contains(s.validTo) && in.matched(q, s, s.validTo)
}

// readSpells counts how the spells of the window began and ended.
func (c *Changes) readPeriods(ctx context.Context, tx *sql.Tx, in window, q Query) error {
	return eachPeriod(ctx, tx, in, q, func(before, s period) {
		c.countStart(before, s, in, q)
		c.countEnd(s, in, q)
	})
}

// eachSpell goes through the spells of every transaction that something happened to in the window, each with the one that was read before it.
func eachPeriod(ctx context.Context, tx *sql.Tx, in window, q Query, do func(before, s period)) error {
	var w where
	between := "> " + w.arg(in.from) + " AND %[1]s <= " + w.arg(in.to)
	during := func(column string) string { return column + " " + fmt.Sprintf(between, column) }
	w.add(`u.id IN (SELECT id FROM unpaid WHERE ` + during("since_ms") + `
		UNION SELECT id FROM unpaid WHERE gone_ms > 0 AND ` + during("gone_ms") + `
		UNION SELECT unpaid_id FROM unpaid_past WHERE ` + during("since_ms") + `
		UNION SELECT unpaid_id FROM unpaid_past WHERE ` + during("end_ms") + `)`)
	w.matchIdentity(q.withoutAges())
	rows, err := tx.QueryContext(ctx, `SELECT s.unpaid_id, u.created_ms, s.status, s.amount, s.since_ms, s.began, s.end_ms, s.ended
		FROM `+allPeriods+` s JOIN unpaid u ON u.id = s.unpaid_id WHERE `+w.String()+` ORDER BY s.unpaid_id, s.since_ms`, w.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var before period
	for rows.Next() {
		var s period
		if err := rows.Scan(&s.id, &s.created, &s.status, &s.amount, &s.validFrom, &s.startReason, &s.validTo, &s.endReason); err != nil {
			return err
		}
		s.openedAt = s.validFrom
		if s.id == before.id && s.startReason == startChanged {
			s.openedAt = before.openedAt
		}
		do(before, s)
		before = s
	}
	return rows.Err()
}

// begin counts how a spell began. A change is one of the spell before it too.
func (c *Changes) countStart(before, s period, in window, q Query) {
	if !in.contains(s.validFrom) {
		return
	}
	is := in.matched(q, s, s.validFrom)
	switch {
	case s.startReason == startNew && is:
		c.New.add(deltaOf(s.amount))
	case s.startReason == startReappeared && is:
		c.Reappeared.add(deltaOf(s.amount))
	case s.startReason == startChanged:
		was := before.id == s.id && in.matched(q, before, s.validFrom)
		c.countEdit(before, was, s, is)
	}
}

// change counts a change of status or amount, before and after which the transaction was, or was not, one that the query is about.
func (c *Changes) countEdit(before period, was bool, s period, is bool) {
	moved := before.status != s.status
	switch {
	case was && is:
		c.Edited.add(deltaOf(s.amount).minus(deltaOf(before.amount)))
	case was && moved && s.status == string(StatusExpired):
		c.Expired.add(deltaOf(before.amount))
	case was:
		c.Edited = c.Edited.minus(deltaOf(before.amount))
	case is && moved:
		c.Reappeared.add(deltaOf(s.amount))
	case is:
		c.Edited.add(deltaOf(s.amount))
	}
}

// end counts what became of a transaction.
func (c *Changes) countEnd(s period, in window, q Query) {
	if !s.closesIn(in, q) {
		return
	}
	switch s.endReason {
	case endChanged:
	case string(outcomePaid):
		c.Paid.add(deltaOf(s.amount))
	case string(outcomeExpired):
		c.Expired.add(deltaOf(s.amount))
	case string(outcomeClosed):
		c.Closed.add(deltaOf(s.amount))
	default:
		c.Unknown.add(deltaOf(s.amount))
	}
}
