package fakemayar

import (
	"net/http"
	"time"
)

// Where the list of payments is known to go wrong: from this limit on it was stale (August 2026).
const (
	staleLimit = 50
	staleRows  = 43
)

// settleAfter is how long a payment is paid before it is settled.
const settleAfter = day

// A payment is a row of the balance history. Its id is not the transaction's.
type payment struct {
	id     string
	feeIDs [2]string
	at     time.Time
	amount int64
	method string
	of     *Transaction
}

func (p payment) paidAt() time.Time { return p.at }

func (p payment) status(now time.Time) string {
	if now.Sub(p.at) >= settleAfter {
		return "settled"
	}
	return "paid"
}

// inventPaid adds transactions that were paid in the last 60 days.
func (sh *shop) inventPaid(now time.Time) {
	made := make([]*Transaction, 90)
	for i := range made {
		at := now.Add(-between(sh.rng, day, 60*day))
		if i < 8 {
			at = now.Add(-between(sh.rng, 5*time.Minute, day))
		}
		t := sh.inventTransaction(at.Add(-between(sh.rng, time.Minute, day)))
		if i%30 == 7 {
			t.Amount = 0 // a coupon that left nothing to pay
		}
		sh.pay(t, at)
		made[i] = t
	}
	sh.keep(made...)
}

// pay marks t as paid and writes it into the history.
func (sh *shop) pay(t *Transaction, at time.Time) {
	method := pick(sh.rng, []string{"QRIS", "QRIS", "Virtual Account", "EWallet"})
	if t.Amount == 0 {
		method = "Gratis"
	}
	t.Status, t.UpdatedAt = StatusPaid, at
	sh.payments = append(sh.payments, payment{
		id: sh.newID(), feeIDs: [2]string{sh.newID(), sh.newID()}, at: at, amount: t.Amount, method: method, of: t,
	})
	newestFirst(sh.payments, payment.paidAt)
}

// A paidRow is the same in V1 and V2, but for the aliases that V2 adds: transactionId, and amount, which stayed null in August 2026.
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
	replyPage(w, r, s.history(r, now), func(p payment) any { return p.row(now) })
}

// paidV2 ignores startAt and endAt, and gives an old and short page for a limit of 50 and more, as it was seen to do.
func (s *Server) paidV2(w http.ResponseWriter, r *http.Request) {
	now := s.opts.Now()
	rows := s.history(r, now)
	if limit, ok := positive(r, "limit", defaultPage); ok && limit >= staleLimit {
		rows = rows[min(1, len(rows)):]
		rows = rows[:min(staleRows, len(rows))]
	}
	replyCursor(w, r, rows, payment.paidAt, func(p payment) any {
		row := p.row(now)
		row.paidAliases = &paidAliases{TransactionID: p.of.ID}
		return row
	})
}

// history returns the payments that the list knows of by now.
func (s *Server) history(r *http.Request, now time.Time) []payment {
	status, kind := r.FormValue("status"), r.FormValue("type")
	customer, link := r.FormValue("customerId"), r.FormValue("paymentLinkId")
	var out []payment
	for _, p := range s.shop.payments {
		if now.Sub(p.at) >= s.opts.HistoryDelay &&
			(status == "" || status == p.status(now)) && (kind == "" || kind == p.of.Type) &&
			(customer == "" || customer == p.of.Customer.ID) && (link == "" || link == p.of.Link.ID) {
			out = append(out, p)
		}
	}
	return out
}

func (p payment) row(now time.Time) paidRow {
	t := p.of
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
