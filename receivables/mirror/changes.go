package mirror

import (
	"context"
	"database/sql"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// A comparison adds up the changes of the transactions of a query between two versions: after from,
// up to and including to, in unix milliseconds.
type comparison struct {
	tx       *sql.Tx
	q        receivables.Query
	from, to int64
	receivables.Changes
}

func newComparison(tx *sql.Tx, q receivables.Query, from, to time.Time) *comparison {
	c := &comparison{tx: tx, q: q, to: to.UnixMilli(), Changes: receivables.Changes{Until: to}}
	if !from.IsZero() {
		c.from = from.UnixMilli()
	}
	return c
}

func (c *comparison) read(ctx context.Context) (err error) {
	if c.After, err = c.openAt(ctx, c.to); err != nil || c.from == 0 {
		return err
	}
	const known = `SELECT first_sweep_ms > 0 AND first_sweep_ms <= $1 FROM mirror`
	if err := c.tx.QueryRowContext(ctx, known, c.from).Scan(&c.BaselineKnown); err != nil {
		return err
	}
	if c.Before, err = c.openAt(ctx, c.from); err != nil {
		return err
	}
	if err := c.eachLateOutcome(ctx, c.countLateOutcome); err != nil {
		return err
	}
	err = c.eachPeriod(ctx, func(previous, p period) {
		c.countStart(previous, p)
		c.countEnd(p)
	})
	c.Aged = c.agedDelta()
	return err
}

// openAt sums up the transactions that were open at a version.
func (c *comparison) openAt(ctx context.Context, version int64) (receivables.Delta, error) {
	var w where
	at := w.arg(version)
	w.add("s.valid_from_ms <= " + at + " AND (s.valid_to_ms = 0 OR s.valid_to_ms > " + at + ")")
	w.matchIdentity(c.q.WithAgesAt(store.FromMillis(version)))
	if statusOf(c.q) == receivables.StatusAll {
		w.add("s.status <> '" + statusNegative + "'")
	} else {
		w.add("s.status = " + w.arg(string(statusOf(c.q))))
	}
	w.matchAmounts(c.q, "s.amount")
	return readDelta(c.tx.QueryRowContext(ctx, `SELECT `+sumColumns("s.amount")+`
		FROM `+allPeriods+` s JOIN unpaid u ON u.id = s.unpaid_id WHERE `+w.String(), w.args...))
}

// agedDelta is the part of After that neither Before nor a change explains; the passing of time
// does.
func (c *comparison) agedDelta() receivables.Delta {
	d := c.After
	for _, plus := range []receivables.Delta{c.Before, c.New, c.Reappeared, c.Edited} {
		d = d.Minus(plus)
	}
	for _, minus := range []receivables.Delta{c.Paid, c.Expired, c.Closed, c.Unknown} {
		d.Add(minus)
	}
	return d
}

// contains reports whether a version is between the two of the comparison.
func (c *comparison) contains(version int64) bool { return c.from < version && version <= c.to }

// matched reports whether the query matched the transaction of a period at any time from the first
// version until another. Age only grows: newer: is tested at the start of the open time between the
// versions, older: at its end.
func (c *comparison) matched(p period, until int64) bool {
	return matches(c.q, p.status, p.amount) &&
		youngEnough(c.q, p.created, max(p.openedAt, c.from)) && oldEnough(c.q, p.created, until)
}

// closes reports whether the period of a transaction that the query matched ended between the
// versions.
func (c *comparison) closes(p period) bool {
	return p.validTo != 0 && c.contains(p.validTo) && c.matched(p, p.validTo)
}

// countStart counts the start of a period. An edit is a change of the period before it too.
func (c *comparison) countStart(previous, p period) {
	if !c.contains(p.validFrom) {
		return
	}
	is := c.matched(p, p.validFrom)
	switch {
	case p.startReason == startNew && is:
		c.New.Add(p.delta())
	case p.startReason == startReappeared && is:
		c.Reappeared.Add(p.delta())
	case p.startReason == startChanged:
		was := previous.id == p.id && c.matched(previous, p.validFrom)
		c.countEdit(previous, was, p, is)
	}
}

// countEdit counts a new status or amount. was and is report whether the query matched the
// transaction before and after it.
func (c *comparison) countEdit(previous period, was bool, p period, is bool) {
	statusChanged := previous.status != p.status
	switch {
	case was && is:
		c.Edited.Add(p.delta().Minus(previous.delta()))
	case was && statusChanged && p.status == statusExpired:
		c.Expired.Add(previous.delta())
	case was:
		c.Edited = c.Edited.Minus(previous.delta())
	case is && statusChanged:
		c.Reappeared.Add(p.delta())
	case is:
		c.Edited.Add(p.delta())
	}
}

// countEnd counts the outcome of a transaction.
func (c *comparison) countEnd(p period) {
	if !c.closes(p) {
		return
	}
	switch p.endReason {
	case endChanged:
	case string(outcomePaid):
		c.Paid.Add(p.delta())
	case string(outcomeExpired):
		c.Expired.Add(p.delta())
	case string(outcomeClosed):
		c.Closed.Add(p.delta())
	default:
		c.Unknown.Add(p.delta())
	}
}

// countLateOutcome counts an outcome that became known between the versions.
func (c *comparison) countLateOutcome(l lateOutcome) {
	switch l.outcome {
	case outcomePaid:
		c.LatePaid.Add(receivables.DeltaOf(l.amount))
	case outcomeExpired:
		c.LateExpired.Add(receivables.DeltaOf(l.amount))
	}
}
