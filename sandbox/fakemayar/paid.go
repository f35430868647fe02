package fakemayar

import (
	"net/http"
	"time"
)

// From this limit on, Mayar's payment list was stale (observed in August 2026).
const (
	staleLimit = 50
	staleRows  = 43
)

// settleAfter is the time from payment to settlement.
const settleAfter = day

// A payment is a row of the balance history. Its id differs from the transaction's.
type payment struct {
	id          string
	feeIDs      [2]string
	at          time.Time
	amount      int64
	method      string
	transaction *Transaction
}

func (p payment) paidAt() time.Time { return p.at }

func (p payment) status(now time.Time) string {
	if now.Sub(p.at) >= settleAfter {
		return "settled"
	}
	return "paid"
}

// generatePaid adds transactions that were paid in the last 60 days.
func (sh *shop) generatePaid(now time.Time) {
	made := make([]*Transaction, 90)
	for i := range made {
		at := now.Add(-between(sh.rng, day, 60*day))
		if i < 8 {
			at = now.Add(-between(sh.rng, 5*time.Minute, day))
		}
		t := sh.generateTransaction(at.Add(-between(sh.rng, time.Minute, day)))
		if i%30 == 7 {
			t.Amount = 0 // paid in full by a coupon
		}
		sh.pay(t, at)
		made[i] = t
	}
	sh.insert(made...)
}

// pay marks t as paid and adds it to the history.
func (sh *shop) pay(t *Transaction, at time.Time) {
	method := pick(sh.rng, []string{"QRIS", "QRIS", "Virtual Account", "EWallet"})
	if t.Amount == 0 {
		method = "Gratis"
	}
	t.Status, t.UpdatedAt = StatusPaid, at
	sh.payments = append(sh.payments, payment{
		id: sh.newID(), feeIDs: [2]string{sh.newID(), sh.newID()}, at: at, amount: t.Amount, method: method,
		transaction: t,
	})
	newestFirst(sh.payments, payment.paidAt)
}

// A paidRow is the same in V1 and V2, except for the aliases that V2 adds: transactionId, and
// amount, which was still null in August 2026.
type paidRow struct {
	ID                       string   `json:"id"`
	Credit                   int64    `json:"credit"`
	Status                   string   `json:"status"`
	BalanceHistoryType       string   `json:"balanceHistoryType"`
	PaymentMethod            string   `json:"paymentMethod"`
	CustomerID               *string  `json:"customerId"`
	CreatedAt                int64    `json:"createdAt"`
	PaymentLinkTransactionID string   `json:"paymentLinkTransactionId"`
	Fee                      []feeRow `json:"fee"`
	PaymentLinkID            *string  `json:"paymentLinkId"`
	CustomeField             any      `json:"customeField"`
	Customer                 any      `json:"customer"`
	PaymentLink              any      `json:"paymentLink"`
	*paidAliases
}

type paidAliases struct {
	TransactionID string `json:"transactionId"`
	Amount        any    `json:"amount"`
}

type feeRow struct {
	ID                 string `json:"id"`
	BalanceHistoryType string `json:"balanceHistoryType"`
	Debit              int64  `json:"debit"`
}

func (s *Server) paidV1(w http.ResponseWriter, r *http.Request) {
	now := s.opts.Now()
	replyPage(w, r, s.filterPayments(r, now), func(p payment) any { return p.row(now) })
}

// paidV2 ignores startAt and endAt. For a limit of 50 or more it returns an old, short page, as
// Mayar did.
func (s *Server) paidV2(w http.ResponseWriter, r *http.Request) {
	now := s.opts.Now()
	rows := s.filterPayments(r, now)
	if limit, ok := positiveParam(r, "limit", defaultPage); ok && limit >= staleLimit {
		rows = rows[min(1, len(rows)):]
		rows = rows[:min(staleRows, len(rows))]
	}
	replyCursor(w, r, rows, payment.paidAt, func(p payment) any {
		row := p.row(now)
		row.paidAliases = &paidAliases{TransactionID: p.transaction.ID}
		return row
	})
}

// filterPayments returns the payments that match the request and are already listed.
func (s *Server) filterPayments(r *http.Request, now time.Time) []payment {
	status, kind := r.FormValue("status"), r.FormValue("type")
	customer, link := r.FormValue("customerId"), r.FormValue("paymentLinkId")
	var out []payment
	for _, p := range s.shop.payments {
		if now.Sub(p.at) >= s.opts.HistoryDelay &&
			(status == "" || status == p.status(now)) && (kind == "" || kind == p.transaction.Type) &&
			(customer == "" || customer == p.transaction.Customer.ID) && (link == "" || link == p.transaction.Link.ID) {
			out = append(out, p)
		}
	}
	return out
}

func (p payment) row(now time.Time) paidRow {
	t := p.transaction
	row := paidRow{
		ID: p.id, Credit: p.amount, Status: p.status(now), BalanceHistoryType: t.Type, PaymentMethod: p.method,
		CustomerID: orNull(t.Customer.ID), CreatedAt: p.at.UnixMilli(), PaymentLinkTransactionID: t.ID,
		PaymentLinkID: orNull(t.Link.ID), Fee: []feeRow{},
	}
	if t.Customer.ID != "" {
		row.Customer = t.Customer.row()
	}
	if t.Link.ID != "" {
		row.PaymentLink = map[string]string{"id": t.Link.ID, "name": t.Link.Name}
	}
	if p.amount > 0 {
		row.Fee = append(
			row.Fee, feeRow{p.feeIDs[0], "xendit_fee", p.amount * 7 / 1000}, feeRow{p.feeIDs[1], "mayar_fee", 700},
		)
	}
	return row
}
