package mirror

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/store"
)

const (
	// maxCandidates bounds the vanished transactions that one sweep looks for. The next sweep takes
	// the others.
	maxCandidates = 1000

	// maxRequests bounds the requests of one sweep about vanished transactions: up to paidPages of
	// payments, then a page of expired ones, and single lookups with the rest.
	maxRequests = 5
	paidPages   = 2

	// maxLookups and lookupWindow bound how often and how long one closed transaction is looked up.
	maxLookups   = 5
	lookupWindow = 7 * 24 * time.Hour

	// missesToClose is how many sweeps in a row must miss a transaction that may have slipped
	// between two pages before it is closed as unknown.
	missesToClose = 2
)

// A candidate is a transaction that has vanished from the list with an unknown outcome.
type candidate struct {
	id      string
	created int64
	lookups int  // how often it was looked up
	closed  bool // closed as unknown
}

// A reconciler finds out what became of vanished transactions.
type reconciler struct {
	*Mirror
	candidates   []candidate
	wanted       map[string]bool
	outcomes     map[string]outcome
	unpaid       []string // unlisted, but still unpaid according to Mayar
	requestsLeft int
}

// reconcileVanished finds out what became of the vanished transactions: from the payments, then
// from the expired ones, then by single lookups. A failure of Mayar is not an error; the next sweep
// tries again.
func (m *Mirror) reconcileVanished(ctx context.Context, s *sweep) error {
	candidates, err := m.reconcileCandidates(ctx)
	if err != nil || len(candidates) == 0 {
		return err
	}
	r := reconciler{
		Mirror: m, candidates: candidates, wanted: map[string]bool{}, outcomes: map[string]outcome{},
		requestsLeft: maxRequests,
	}
	for _, c := range candidates {
		r.wanted[c.id] = true
	}
	err = r.findPaid(ctx)
	if err == nil && !s.numberedPages { // V1 cannot be asked for what has expired.
		err = r.findExpired(ctx)
	}
	if err == nil {
		err = r.lookUpEach(ctx)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		m.cfg.Log.WarnContext(ctx, "reconcile failed, retrying after the next sweep", "error", err)
	}
	if err := m.closeAll(ctx, r.outcomes); err != nil {
		return err
	}
	if err := m.keepOpen(ctx, r.unpaid); err != nil {
		return err
	}
	return m.closeMissed(ctx)
}

// reconcileCandidates returns the vanished transactions, first those looked up least, then the
// newest.
func (m *Mirror) reconcileCandidates(ctx context.Context) (candidates []candidate, err error) {
	const query = `SELECT id, created_ms, lookups, closed_ms > 0 FROM unpaid
		WHERE (closed_ms = 0 AND missed_sweeps > 0) OR (closed_ms > $1 AND outcome = 'unknown' AND lookups < $2)
		ORDER BY lookups, created_ms DESC LIMIT $3`
	closedSince := m.cfg.Now().Add(-lookupWindow)
	rows, err := m.db.Reader().QueryContext(ctx, query, closedSince.UnixMilli(), maxLookups, maxCandidates)
	err = store.EachRow(rows, err, func() error {
		var c candidate
		err := rows.Scan(&c.id, &c.created, &c.lookups, &c.closed)
		candidates = append(candidates, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reconcile vanished transactions: %w", err)
	}
	return candidates, nil
}

// findPaid looks for them in the payments, back to the creation of the oldest of them.
func (r *reconciler) findPaid(ctx context.Context) error {
	oldest := r.candidates[0].created
	for _, c := range r.candidates {
		oldest = min(oldest, c.created)
	}
	for page, err := range r.source.PaidPages(ctx, &mayar.PaidOptions{MaxPages: paidPages}) {
		r.requestsLeft--
		if err != nil {
			return err
		}
		newest := int64(0)
		for _, payment := range page.Items {
			if r.wanted[payment.TransactionID] && isPaid(payment.Status) {
				r.outcomes[payment.TransactionID] = outcomePaid
			}
			newest = max(newest, payment.CreatedAt.UnixMilli())
		}
		if len(r.outcomes) == len(r.candidates) || newest > 0 && newest < oldest {
			break
		}
	}
	return nil
}

// findExpired looks for them in the newest page of expired transactions.
func (r *reconciler) findExpired(ctx context.Context) error {
	if len(r.outcomes) == len(r.candidates) {
		return nil
	}
	for page, err := range r.source.UnpaidPages(ctx, &mayar.UnpaidOptions{Status: statusExpired, MaxPages: 1}) {
		r.requestsLeft--
		if err != nil {
			return err
		}
		for _, tx := range page.Items {
			if _, paid := r.outcomes[tx.ID]; r.wanted[tx.ID] && !paid {
				r.outcomes[tx.ID] = outcomeExpired
			}
		}
	}
	return nil
}

// isPaid reports whether a row of the history of payments is a payment. An undocumented status is
// no reason to believe the opposite.
func isPaid(status string) bool {
	return status == "paid" || status == "settled" || status == ""
}

// lookUpEach looks up the remaining ones one by one, as far as the requests go.
func (r *reconciler) lookUpEach(ctx context.Context) error {
	for _, c := range r.candidates {
		if _, ok := r.outcomes[c.id]; ok {
			continue
		}
		if r.requestsLeft--; r.requestsLeft < 0 {
			return nil
		}
		detail, _, err := r.source.GetTransaction(ctx, c.id)
		if errors.Is(err, mayar.ErrUnsupported) {
			return nil // V1 has no such call.
		}
		if err != nil && !isFinalAnswer(err) {
			return err
		}
		const count = `UPDATE unpaid SET lookups = lookups + 1 WHERE id = $1`
		if _, err := r.db.Writer().ExecContext(ctx, count, c.id); err != nil {
			return fmt.Errorf("reconcile vanished transactions: %w", err)
		}
		switch outcome, known := r.classify(c, detail, err); {
		case known:
			r.outcomes[c.id] = outcome
		case err == nil:
			r.unpaid = append(r.unpaid, c.id)
		}
	}
	return nil
}

// isFinalAnswer reports whether an error is about this one transaction, so that the lookups may go
// on. A transaction of another account is unauthorized.
func isFinalAnswer(err error) bool {
	return mayar.NotFound(err) || mayar.Unauthorized(err) || errors.Is(err, mayar.ErrBadID)
}

// classify returns the outcome of a looked up transaction that has vanished; ok is false while it
// is unknown. One that Mayar keeps calling unpaid without listing it cannot be paid, so it is
// closed after maxLookups.
func (r *reconciler) classify(c candidate, detail *mayar.TransactionDetail, err error) (o outcome, ok bool) {
	if outcome, ok := r.outcomeOf(detail, err); ok || err != nil {
		return outcome, ok
	}
	return outcomeClosed, c.closed || c.lookups+1 >= maxLookups
}

// outcomeOf returns the outcome of a transaction according to Mayar; ok is false while there is
// none.
func (m *Mirror) outcomeOf(detail *mayar.TransactionDetail, err error) (o outcome, ok bool) {
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
	case !expires.IsZero() && expires.Before(m.cfg.Now()):
		return outcomeExpired, true
	}
	return "", false
}

// keepOpen clears the misses of transactions that Mayar still calls unpaid.
func (m *Mirror) keepOpen(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	var w where
	update := `UPDATE unpaid SET missed_sweeps = 0 WHERE closed_ms = 0 AND id ` + w.in(ids)
	if _, err := m.db.Writer().ExecContext(ctx, update, w.args...); err != nil {
		return fmt.Errorf("reconcile vanished transactions: %w", err)
	}
	return nil
}
