package receivables

import (
	"context"
	"errors"
	"fmt"

	"github.com/mayarbot/mayarbot/mayar"
)

const (
	// maxOpenQuestions bounds how many vanished transactions one sweep asks about. The others wait for the next.
	maxOpenQuestions = 1000

	// paidPages bounds the pages of payments that a sweep reads.
	paidPages = 5

	// maxDetails bounds how many single transactions a sweep asks for.
	maxDetails = 10

	// maxTries and keepAsking bound how often and how long Mayar is asked about one that has gone.
	maxTries   = 5
	keepAsking = 7 * day

	// confirmed is how many whole sweeps in a row must miss a transaction before it is gone with nothing else known. One is not enough: on V1, whose
	// pages are counted from the top, a payment in the middle of a sweep moves a transaction to a page that has been read already.
	confirmed = 2
)

// A question is a transaction that has vanished from the list, with nothing known of what became of it.
type question struct {
	id      string
	created int64
	missed  int
	gone    bool // closed as unknown
}

// resolve finds out what became of the transactions that have vanished: in the history of payments first, then one by one. What Mayar does not tell
// is not an error; it is asked again after the next sweep.
func (m *Mirror) resolve(ctx context.Context) error {
	open, err := m.questions(ctx)
	if err != nil || len(open) == 0 {
		return err
	}
	found, err := m.fromPayments(ctx, open)
	if err == nil {
		err = m.fromDetails(ctx, open, found)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		m.cfg.Log.WarnContext(ctx, "what became of some vanished transactions is not known yet", "error", err)
	}
	if err := m.closeAll(ctx, found); err != nil {
		return err
	}
	return m.giveUp(ctx)
}

// questions returns what has to be found out, the least asked and newest first.
func (m *Mirror) questions(ctx context.Context) ([]question, error) {
	const query = `SELECT id, created_ms, missed, gone_ms FROM unpaid
		WHERE (gone_ms = 0 AND missed > 0) OR (gone_ms > $1 AND outcome = 'unknown' AND tries < $2)
		ORDER BY tries, created_ms DESC LIMIT $3`
	rows, err := m.db.Reader().QueryContext(ctx, query, m.cfg.Now().Add(-keepAsking).UnixMilli(), maxTries, maxOpenQuestions)
	if err != nil {
		return nil, fmt.Errorf("what has vanished: %w", err)
	}
	defer rows.Close()
	var open []question
	for rows.Next() {
		var q question
		var gone int64
		if err := rows.Scan(&q.id, &q.created, &q.missed, &gone); err != nil {
			return nil, fmt.Errorf("what has vanished: %w", err)
		}
		q.gone = gone > 0
		open = append(open, q)
	}
	return open, rows.Err()
}

// fromPayments looks for the transactions among the payments, back to the time when the oldest of them was made.
func (m *Mirror) fromPayments(ctx context.Context, open []question) (map[string]outcome, error) {
	found := map[string]outcome{}
	asked := map[string]bool{}
	oldest := open[0].created
	for _, q := range open {
		asked[q.id] = true
		oldest = min(oldest, q.created)
	}
	for page, err := range m.source.PaidPages(ctx, &mayar.PaidOptions{MaxPages: paidPages}) {
		if err != nil {
			return found, err
		}
		newest := int64(0)
		for _, payment := range page.Payments {
			if asked[payment.TransactionID] && isPaid(payment.Status) {
				found[payment.TransactionID] = outcomePaid
			}
			newest = max(newest, payment.CreatedAt.UnixMilli())
		}
		if len(found) == len(open) || newest > 0 && newest < oldest {
			break
		}
	}
	return found, nil
}

// isPaid tells whether a row of the history of payments is one. A status that is not documented is no reason to believe the opposite.
func isPaid(status string) bool {
	return status == "paid" || status == "settled" || status == ""
}

// fromDetails asks for some of the transactions that are not in found yet, one by one.
func (m *Mirror) fromDetails(ctx context.Context, open []question, found map[string]outcome) error {
	asked := 0
	for _, q := range open {
		if _, ok := found[q.id]; ok {
			continue
		}
		if asked++; asked > maxDetails {
			return nil
		}
		detail, _, err := m.source.GetTransaction(ctx, q.id)
		if errors.Is(err, mayar.ErrUnsupported) {
			return nil // V1 has no such call.
		}
		if err != nil && !isAnswer(err) {
			return err
		}
		if _, err := m.db.Writer().ExecContext(ctx, `UPDATE unpaid SET tries = tries + 1 WHERE id = $1`, q.id); err != nil {
			return fmt.Errorf("what has vanished: %w", err)
		}
		if o, ok := judge(q, detail, err); ok {
			found[q.id] = o
		}
	}
	return nil
}

// isAnswer tells whether a failure is Mayar's word on this one transaction, so that the next may be asked for. Another account's is unauthorized.
func isAnswer(err error) bool {
	return mayar.NotFound(err) || mayar.Unauthorized(err) || errors.Is(err, mayar.ErrBadID)
}

// judge tells what became of a transaction by what Mayar says of it.
func judge(q question, detail *mayar.TransactionDetail, err error) (outcome, bool) {
	if err != nil {
		return outcomeClosed, mayar.NotFound(err)
	}
	switch detail.Status {
	case "paid", "settled":
		return outcomePaid, true
	case "expired":
		return outcomeExpired, true
	case "closed", "canceled", "cancelled":
		return outcomeClosed, true
	}
	// Still unpaid: the sweep may have slipped past it. When the next one does not see it either, Mayar has taken it off the list.
	return outcomeClosed, q.missed >= confirmed || q.gone
}
