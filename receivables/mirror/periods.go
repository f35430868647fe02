package mirror

import (
	"context"
	"strings"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
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

func (p period) delta() receivables.Delta { return receivables.DeltaOf(p.amount) }

// allPeriods is a subquery for all periods: the last of each transaction, and those before it.
const allPeriods = `(
	SELECT id AS unpaid_id, status, amount, valid_from_ms, start_reason,
		closed_ms AS valid_to_ms, outcome AS end_reason FROM unpaid
	UNION ALL SELECT unpaid_id, status, amount, valid_from_ms, start_reason,
		valid_to_ms, end_reason FROM unpaid_history)`

// eachPeriod calls do for each period of every transaction that changed between the versions,
// together with the period that was read before it.
func (c *comparison) eachPeriod(ctx context.Context, do func(previous, p period)) error {
	var w where
	changed := `u.id IN (SELECT id FROM unpaid WHERE valid_from_ms BETWEEN
		UNION ALL SELECT id FROM unpaid WHERE closed_ms > 0 AND closed_ms BETWEEN
		UNION ALL SELECT unpaid_id FROM unpaid_history WHERE valid_from_ms BETWEEN
		UNION ALL SELECT unpaid_id FROM unpaid_history WHERE valid_to_ms BETWEEN)`
	w.add(strings.ReplaceAll(changed, "BETWEEN", "BETWEEN "+w.arg(c.from+1)+" AND "+w.arg(c.to)))
	w.matchIdentity(c.q.WithoutAges())
	rows, err := c.tx.QueryContext(ctx, `SELECT s.unpaid_id, u.created_ms, s.status, s.amount,
			s.valid_from_ms, s.start_reason, s.valid_to_ms, s.end_reason
		FROM `+allPeriods+` s JOIN unpaid u ON u.id = s.unpaid_id
		WHERE `+w.String()+` ORDER BY s.unpaid_id, s.valid_from_ms`, w.args...)
	var previous period
	return store.EachRow(rows, err, func() error {
		var p period
		err := rows.Scan(&p.id, &p.created, &p.status, &p.amount,
			&p.validFrom, &p.startReason, &p.validTo, &p.endReason)
		p.openedAt = p.validFrom
		if p.id == previous.id && p.startReason == startChanged {
			p.openedAt = previous.openedAt
		}
		do(previous, p)
		previous = p
		return err
	})
}

// A lateOutcome is the outcome of a transaction that was closed as unknown before a comparison, and
// became known in it.
type lateOutcome struct {
	id      string
	amount  int64
	knownAt int64
	outcome outcome
}

// eachLateOutcome calls do for each late outcome. A transaction that was closed between the
// versions has one outcome only, which is no late one. A filter by age admits a transaction that
// was young enough when Mayar last listed it, and old enough when it was closed.
func (c *comparison) eachLateOutcome(ctx context.Context, do func(lateOutcome)) error {
	var w where
	from := w.arg(c.from)
	w.add("u.outcome_known_ms > 0 AND u.outcome_known_ms > " + from + " AND u.outcome_known_ms <= " + w.arg(c.to))
	w.add("u.closed_ms <= " + from)
	w.matchIdentity(c.q.WithoutAges())
	rows, err := c.tx.QueryContext(ctx, `SELECT u.id, u.created_ms, u.status, u.amount, u.last_seen_ms, u.closed_ms,
		u.outcome_known_ms, u.outcome FROM unpaid u WHERE `+w.String(), w.args...)
	return store.EachRow(rows, err, func() error {
		var l lateOutcome
		var created, lastSeen, closed int64
		var status string
		err := rows.Scan(&l.id, &created, &status, &l.amount, &lastSeen, &closed, &l.knownAt, &l.outcome)
		if matches(c.q, status, l.amount) && youngEnough(c.q, created, lastSeen) && oldEnough(c.q, created, closed) {
			do(l)
		}
		return err
	})
}
