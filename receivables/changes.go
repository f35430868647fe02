package receivables

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Changes is what changed between two versions of the mirror among the transactions of a query. It
// adds up, in number and in amount:
// After = Before + Aged + New + Reappeared + Edited − Paid − Expired − Closed − Unknown.
//
// A filter by age matches other transactions as time passes. A change is counted if the filter
// matched the transaction at any time between the first version and the change. So what it matched
// at the first version counts as paid and not as aged out, however old it was when it was paid.
type Changes struct {
	Until time.Time // the second version

	Before Delta // open at the first version
	After  Delta // open at the second
	Aged   Delta // matched by a filter by age only as time passed, less those no longer matched

	New        Delta // seen for the first time
	Reappeared Delta // listed again, or active again
	Edited     Delta // difference that new amounts of open ones make; may be negative

	Paid    Delta
	Expired Delta
	Closed  Delta // can no longer be paid, for another reason than time
	Unknown Delta // closed with an outcome that is not known so far

	// Closed as unknown by the first version, and known since. They are no part of the sum.
	LatePaid    Delta
	LateExpired Delta

	// BaselineKnown reports whether the mirror had seen the whole list by the first version, and
	// still knows it. If not, New includes transactions that are not new, or closed ones are
	// missing.
	BaselineKnown bool
}

// A period is a time in which a transaction was open with one status and one amount.
type period struct {
	id          string
	created     int64
	status      string
	amount      int64
	openedAt    int64 // start of the first of the adjoining periods up to this one
	validFrom   int64
	startReason string
	validTo     int64 // 0: still open
	endReason   string
}

// allPeriods is a subquery for all periods: the last of each transaction, and those before it.
const allPeriods = `(
	SELECT id AS unpaid_id, status, amount, since_ms, began, gone_ms AS end_ms, outcome AS ended FROM unpaid
	UNION ALL SELECT unpaid_id, status, amount, since_ms, began, end_ms, ended FROM unpaid_past)`

// changes returns what changed after from, up to and including to. Both are versions of the mirror,
// so the past does not change later; only unknown outcomes become known. It reaches back as far as
// the retention.
func (m *Mirror) changes(ctx context.Context, tx *sql.Tx, from, to time.Time, q Query) (Changes, error) {
	c := Changes{Until: to}
	if err := c.read(ctx, tx, from, to, q); err != nil {
		return Changes{}, fmt.Errorf("read changes: %w", err)
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

// agedDelta is the part of After that neither Before nor a change explains; the passing of time
// does.
func (c *Changes) agedDelta() Delta {
	d := c.After
	for _, plus := range []Delta{c.Before, c.New, c.Reappeared, c.Edited} {
		d = d.minus(plus)
	}
	for _, minus := range []Delta{c.Paid, c.Expired, c.Closed, c.Unknown} {
		d.add(minus)
	}
	return d
}

// openAt sums up the transactions that were open at a version.
func openAt(ctx context.Context, tx *sql.Tx, at time.Time, q Query) (Delta, error) {
	var w where
	version := w.arg(at.UnixMilli())
	w.add("s.since_ms <= " + version + " AND (s.end_ms = 0 OR s.end_ms > " + version + ")")
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

// matched reports whether q matched the transaction of a period at any time of the window up to
// until. Age only grows: newer: is tested at the start of the open time in the window, older: at
// its end.
func (w window) matched(q Query, p period, until int64) bool {
	return q.matches(p.status, p.amount) &&
		q.youngEnough(p.created, max(p.openedAt, w.from)) && q.oldEnough(p.created, until)
}

// closesIn reports whether the period of a transaction that q matched ended in the window.
func (p period) closesIn(in window, q Query) bool {
	return p.validTo != 0 && in.contains(p.validTo) && in.matched(q, p, p.validTo)
}

// readPeriods counts the starts and ends of periods in the window.
func (c *Changes) readPeriods(ctx context.Context, tx *sql.Tx, in window, q Query) error {
	return eachPeriod(ctx, tx, in, q, func(previous, p period) {
		c.countStart(previous, p, in, q)
		c.countEnd(p, in, q)
	})
}

// eachPeriod calls do for each period of every transaction that changed in the window, together
// with the period that was read before it.
func eachPeriod(ctx context.Context, tx *sql.Tx, in window, q Query, do func(previous, p period)) error {
	var w where
	between := "> " + w.arg(in.from) + " AND %[1]s <= " + w.arg(in.to)
	during := func(column string) string { return column + " " + fmt.Sprintf(between, column) }
	w.add(`u.id IN (SELECT id FROM unpaid WHERE ` + during("since_ms") + `
		UNION SELECT id FROM unpaid WHERE gone_ms > 0 AND ` + during("gone_ms") + `
		UNION SELECT unpaid_id FROM unpaid_past WHERE ` + during("since_ms") + `
		UNION SELECT unpaid_id FROM unpaid_past WHERE ` + during("end_ms") + `)`)
	w.matchIdentity(q.withoutAges())
	rows, err := tx.QueryContext(ctx, `SELECT s.unpaid_id, u.created_ms, s.status, s.amount,
			s.since_ms, s.began, s.end_ms, s.ended
		FROM `+allPeriods+` s JOIN unpaid u ON u.id = s.unpaid_id
		WHERE `+w.String()+` ORDER BY s.unpaid_id, s.since_ms`, w.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var previous period
	for rows.Next() {
		var p period
		err := rows.Scan(&p.id, &p.created, &p.status, &p.amount,
			&p.validFrom, &p.startReason, &p.validTo, &p.endReason)
		if err != nil {
			return err
		}
		p.openedAt = p.validFrom
		if p.id == previous.id && p.startReason == startChanged {
			p.openedAt = previous.openedAt
		}
		do(previous, p)
		previous = p
	}
	return rows.Err()
}

// countStart counts the start of a period. An edit is a change of the period before it too.
func (c *Changes) countStart(previous, p period, in window, q Query) {
	if !in.contains(p.validFrom) {
		return
	}
	is := in.matched(q, p, p.validFrom)
	switch {
	case p.startReason == startNew && is:
		c.New.add(deltaOf(p.amount))
	case p.startReason == startReappeared && is:
		c.Reappeared.add(deltaOf(p.amount))
	case p.startReason == startChanged:
		was := previous.id == p.id && in.matched(q, previous, p.validFrom)
		c.countEdit(previous, was, p, is)
	}
}

// countEdit counts a new status or amount. was and is report whether the query matched the
// transaction before and after it.
func (c *Changes) countEdit(previous period, was bool, p period, is bool) {
	statusChanged := previous.status != p.status
	switch {
	case was && is:
		c.Edited.add(deltaOf(p.amount).minus(deltaOf(previous.amount)))
	case was && statusChanged && p.status == string(StatusExpired):
		c.Expired.add(deltaOf(previous.amount))
	case was:
		c.Edited = c.Edited.minus(deltaOf(previous.amount))
	case is && statusChanged:
		c.Reappeared.add(deltaOf(p.amount))
	case is:
		c.Edited.add(deltaOf(p.amount))
	}
}

// countEnd counts the outcome of a transaction.
func (c *Changes) countEnd(p period, in window, q Query) {
	if !p.closesIn(in, q) {
		return
	}
	switch p.endReason {
	case endChanged:
	case string(outcomePaid):
		c.Paid.add(deltaOf(p.amount))
	case string(outcomeExpired):
		c.Expired.add(deltaOf(p.amount))
	case string(outcomeClosed):
		c.Closed.add(deltaOf(p.amount))
	default:
		c.Unknown.add(deltaOf(p.amount))
	}
}
