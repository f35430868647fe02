package mirror

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

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
	SELECT id AS unpaid_id, status, amount, valid_from_ms, start_reason,
		closed_ms AS valid_to_ms, outcome AS end_reason FROM unpaid
	UNION ALL SELECT unpaid_id, status, amount, valid_from_ms, start_reason,
		valid_to_ms, end_reason FROM unpaid_history)`

// changes returns what changed after from, up to and including to. Both are versions of the mirror,
// so the past does not change later; only unknown outcomes become known. It reaches back as far as
// the retention.
func (m *Mirror) changes(
	ctx context.Context, tx *sql.Tx, from, to time.Time, q receivables.Query,
) (receivables.Changes, error) {
	c := changesReader{Changes: receivables.Changes{Until: to}}
	if err := c.read(ctx, tx, from, to, q); err != nil {
		return receivables.Changes{}, fmt.Errorf("read changes: %w", err)
	}
	c.BaselineKnown = c.BaselineKnown && from.After(m.cfg.Now().Add(-m.cfg.Retention))
	return c.Changes, nil
}

// A changesReader adds up the changes of a query.
type changesReader struct{ receivables.Changes }

func (c *changesReader) read(ctx context.Context, tx *sql.Tx, from, to time.Time, q receivables.Query) (err error) {
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
func (c *changesReader) agedDelta() receivables.Delta {
	d := c.After
	for _, plus := range []receivables.Delta{c.Before, c.New, c.Reappeared, c.Edited} {
		d = d.Minus(plus)
	}
	for _, minus := range []receivables.Delta{c.Paid, c.Expired, c.Closed, c.Unknown} {
		d.Add(minus)
	}
	return d
}

// openAt sums up the transactions that were open at a version.
func openAt(ctx context.Context, tx *sql.Tx, at time.Time, q receivables.Query) (receivables.Delta, error) {
	var w where
	version := w.arg(at.UnixMilli())
	w.add("s.valid_from_ms <= " + version + " AND (s.valid_to_ms = 0 OR s.valid_to_ms > " + version + ")")
	w.matchIdentity(q.WithAgesAt(at))
	if statusOf(q) == receivables.StatusAll {
		w.add("s.status <> '" + statusNegative + "'")
	} else {
		w.add("s.status = " + w.arg(string(statusOf(q))))
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
func (w window) matched(q receivables.Query, p period, until int64) bool {
	return matches(q, p.status, p.amount) &&
		youngEnough(q, p.created, max(p.openedAt, w.from)) && oldEnough(q, p.created, until)
}

// closesIn reports whether the period of a transaction that q matched ended in the window.
func (p period) closesIn(in window, q receivables.Query) bool {
	return p.validTo != 0 && in.contains(p.validTo) && in.matched(q, p, p.validTo)
}

// readPeriods counts the starts and ends of periods in the window.
func (c *changesReader) readPeriods(ctx context.Context, tx *sql.Tx, in window, q receivables.Query) error {
	return eachPeriod(ctx, tx, in, q, func(previous, p period) {
		c.countStart(previous, p, in, q)
		c.countEnd(p, in, q)
	})
}

// eachPeriod calls do for each period of every transaction that changed in the window, together
// with the period that was read before it.
func eachPeriod(ctx context.Context, tx *sql.Tx, in window, q receivables.Query, do func(previous, p period)) error {
	var w where
	between := "> " + w.arg(in.from) + " AND %[1]s <= " + w.arg(in.to)
	during := func(column string) string { return column + " " + fmt.Sprintf(between, column) }
	w.add(`u.id IN (SELECT id FROM unpaid WHERE ` + during("valid_from_ms") + `
		UNION SELECT id FROM unpaid WHERE closed_ms > 0 AND ` + during("closed_ms") + `
		UNION SELECT unpaid_id FROM unpaid_history WHERE ` + during("valid_from_ms") + `
		UNION SELECT unpaid_id FROM unpaid_history WHERE ` + during("valid_to_ms") + `)`)
	w.matchIdentity(q.WithoutAges())
	rows, err := tx.QueryContext(ctx, `SELECT s.unpaid_id, u.created_ms, s.status, s.amount,
			s.valid_from_ms, s.start_reason, s.valid_to_ms, s.end_reason
		FROM `+allPeriods+` s JOIN unpaid u ON u.id = s.unpaid_id
		WHERE `+w.String()+` ORDER BY s.unpaid_id, s.valid_from_ms`, w.args...)
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
func (c *changesReader) countStart(previous, p period, in window, q receivables.Query) {
	if !in.contains(p.validFrom) {
		return
	}
	is := in.matched(q, p, p.validFrom)
	switch {
	case p.startReason == startNew && is:
		c.New.Add(receivables.DeltaOf(p.amount))
	case p.startReason == startReappeared && is:
		c.Reappeared.Add(receivables.DeltaOf(p.amount))
	case p.startReason == startChanged:
		was := previous.id == p.id && in.matched(q, previous, p.validFrom)
		c.countEdit(previous, was, p, is)
	}
}

// countEdit counts a new status or amount. was and is report whether the query matched the
// transaction before and after it.
func (c *changesReader) countEdit(previous period, was bool, p period, is bool) {
	statusChanged := previous.status != p.status
	switch {
	case was && is:
		c.Edited.Add(receivables.DeltaOf(p.amount).Minus(receivables.DeltaOf(previous.amount)))
	case was && statusChanged && p.status == statusExpired:
		c.Expired.Add(receivables.DeltaOf(previous.amount))
	case was:
		c.Edited = c.Edited.Minus(receivables.DeltaOf(previous.amount))
	case is && statusChanged:
		c.Reappeared.Add(receivables.DeltaOf(p.amount))
	case is:
		c.Edited.Add(receivables.DeltaOf(p.amount))
	}
}

// countEnd counts the outcome of a transaction.
func (c *changesReader) countEnd(p period, in window, q receivables.Query) {
	if !p.closesIn(in, q) {
		return
	}
	switch p.endReason {
	case endChanged:
	case string(outcomePaid):
		c.Paid.Add(receivables.DeltaOf(p.amount))
	case string(outcomeExpired):
		c.Expired.Add(receivables.DeltaOf(p.amount))
	case string(outcomeClosed):
		c.Closed.Add(receivables.DeltaOf(p.amount))
	default:
		c.Unknown.Add(receivables.DeltaOf(p.amount))
	}
}
