package receivables

import (
	"context"
	"errors"
	"fmt"

	"github.com/mayarbot/mayarbot/mayar"
)

const (
	// maxOpenQuestions bounds how many vanished transactions one sweep asks about. The others wait for the next.
	maxCandidates = 1000

	// maxRequests bounds what a sweep asks Mayar about what has vanished: first up to paidPages of payments, then a page of what has expired, and single
	// transactions with what is left.
	maxRequests = 5
	paidPages   = 2

	// maxTries and keepAsking bound how often and how long Mayar is asked about one that has gone.
	maxLookups   = 5
	lookupWindow = 7 * day

	// confirmed is how many sweeps in a row must miss a transaction that may have slipped through before it is gone with nothing else known.
	missesToClose = 2
)

// A question is a transaction that has vanished from the list, with nothing known of what became of it.
type candidate struct {
	id      string
	created int64
	lookups int  // how often Mayar has been asked about it
	closed  bool // closed as unknown
}

// An inquiry finds out what became of the transactions that a sweep did not see.
type reconciler struct {
	*Mirror
	candidates   []candidate
	wanted       map[string]bool
	outcomes     map[string]outcome
	unpaid       []string // Mayar says that they are still to be paid, though it does not list them
	requestsLeft int      // that may still be made
}

// resolve finds out what became of the transactions that have vanished: among the payments, then among what has expired, then one by one. What Mayar
// does not tell is not an error; it is asked again after the next sweep.
func (m *Mirror) reconcileVanished(ctx context.Context, s *sweep) error {
	candidates, err := m.reconcileCandidates(ctx)
	if err != nil || len(candidates) == 0 {
		return err
	}
	i := reconciler{Mirror: m, candidates: candidates, wanted: map[string]bool{}, outcomes: map[string]outcome{}, requestsLeft: maxRequests}
	for _, q := range candidates {
		i.wanted[q.id] = true
	}
	err = i.findPaid(ctx)
	if err == nil && !s.numberedPages { // V1 cannot be asked for what has expired.
		err = i.findExpired(ctx)
	}
	if err == nil {
		err = i.lookUpEach(ctx)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		m.cfg.Log.WarnContext(ctx, "reconcile failed, retrying after the next sweep", "error", err)
	}
	if err := m.closeAll(ctx, i.outcomes); err != nil {
		return err
	}
	if err := m.keepOpen(ctx, i.unpaid); err != nil {
		return err
	}
	return m.closeMissed(ctx)
}

// questions returns what has to be found out, the least asked and newest first.
func (m *Mirror) reconcileCandidates(ctx context.Context) ([]candidate, error) {
	const query = `SELECT id, created_ms, tries, gone_ms FROM unpaid
		WHERE (gone_ms = 0 AND missed > 0) OR (gone_ms > $1 AND outcome = 'unknown' AND tries < $2)
		ORDER BY tries, created_ms DESC LIMIT $3`
	rows, err := m.db.Reader().QueryContext(ctx, query, m.cfg.Now().Add(-lookupWindow).UnixMilli(), maxLookups, maxCandidates)
	if err != nil {
		return nil, fmt.Errorf("what has vanished: %w", err)
	}
	defer rows.Close()
	var candidates []candidate
	for rows.Next() {
		var q candidate
		var closed int64
		if err := rows.Scan(&q.id, &q.created, &q.lookups, &closed); err != nil {
			return nil, fmt.Errorf("what has vanished: %w", err)
		}
		q.closed = closed > 0
		candidates = append(candidates, q)
	}
	return candidates, rows.Err()
}

// askPayments looks for them among the payments, back to the time when the oldest of them was made.
func (i *reconciler) findPaid(ctx context.Context) error {
	oldest := i.candidates[0].created
	for _, q := range i.candidates {
		oldest = min(oldest, q.created)
	}
	for page, err := range i.source.PaidPages(ctx, &mayar.PaidOptions{MaxPages: paidPages}) {
		i.requestsLeft--
		if err != nil {
			return err
		}
		newest := int64(0)
		for _, payment := range page.Payments {
			if i.wanted[payment.TransactionID] && isPaid(payment.Status) {
				i.outcomes[payment.TransactionID] = outcomePaid
			}
			newest = max(newest, payment.CreatedAt.UnixMilli())
		}
		if len(i.outcomes) == len(i.candidates) || newest > 0 && newest < oldest {
			break
		}
	}
	return nil
}

// askExpired looks for them among the newest that have expired.
func (i *reconciler) findExpired(ctx context.Context) error {
	if len(i.outcomes) == len(i.candidates) {
		return nil
	}
	for page, err := range i.source.UnpaidPages(ctx, &mayar.UnpaidOptions{Status: string(StatusExpired), MaxPages: 1}) {
		i.requestsLeft--
		if err != nil {
			return err
		}
		for _, tx := range page.Transactions {
			if _, paid := i.outcomes[tx.ID]; i.wanted[tx.ID] && !paid {
				i.outcomes[tx.ID] = outcomeExpired
			}
		}
	}
	return nil
}

// isPaid tells whether a row of the history of payments is one. A status that is not documented is no reason to believe the opposite.
func isPaid(status string) bool {
	return status == "paid" || status == "settled" || status == ""
}

// askEach asks for some of those of which nothing is known yet, one by one.
func (i *reconciler) lookUpEach(ctx context.Context) error {
	for _, q := range i.candidates {
		if _, ok := i.outcomes[q.id]; ok {
			continue
		}
		if i.requestsLeft--; i.requestsLeft < 0 {
			return nil
		}
		detail, _, err := i.source.GetTransaction(ctx, q.id)
		if errors.Is(err, mayar.ErrUnsupported) {
			return nil // V1 has no such call.
		}
		if err != nil && !isFinalAnswer(err) {
			return err
		}
		if _, err := i.db.Writer().ExecContext(ctx, `UPDATE unpaid SET tries = tries + 1 WHERE id = $1`, q.id); err != nil {
			return fmt.Errorf("what has vanished: %w", err)
		}
		switch became, known := i.classify(q, detail, err); {
		case known:
			i.outcomes[q.id] = became
		case err == nil:
			i.unpaid = append(i.unpaid, q.id)
		}
	}
	return nil
}

// isAnswer tells whether a failure is Mayar's word on this one transaction, so that the next may be asked for. Another account's is unauthorized.
func isFinalAnswer(err error) bool {
	return mayar.NotFound(err) || mayar.Unauthorized(err) || errors.Is(err, mayar.ErrBadID)
}

// judge tells what became of a transaction by what Mayar says of it, if anything did. What Mayar goes on calling unpaid without listing it, cannot be paid.
func (i *reconciler) classify(q candidate, detail *mayar.TransactionDetail, err error) (outcome, bool) {
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
	switch expires := detail.ExpiresAt; {
	case detail.PaymentLink.Status == "closed":
		return outcomeClosed, true
	case !expires.IsZero() && expires.Before(i.cfg.Now()):
		return outcomeExpired, true
	}
	return outcomeClosed, q.closed || q.lookups+1 >= maxLookups
}

// keepOpen forgets that sweeps have missed what Mayar says is still to be paid.
func (m *Mirror) keepOpen(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	var w where
	if _, err := m.db.Writer().ExecContext(ctx, `UPDATE unpaid SET missed = 0 WHERE gone_ms = 0 AND id `+w.in(ids), w.args...); err != nil {
		return fmt.Errorf("what has vanished: %w", err)
	}
	return nil
}
