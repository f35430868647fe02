package mayar

import (
	"cmp"
	"context"
	"iter"
	"time"
)

// MaxPaidPage is the most payments in a page. The documentation allows 50, but then Mayar answered
// with a stale and shortened list (observed in August 2026).
const MaxPaidPage = 40

// A Payment is one row of the balance history: received money.
type Payment struct {
	ID            string // of the row, not of the transaction
	TransactionID string // the Transaction.ID that it was
	Amount        int64  // rupiah; 0 for a free sale
	Status        string // in lower case: "paid", later "settled"
	Type          string // "payment_request", "invoice", "membership", …
	Method        string // "QRIS", …; "Gratis" for a free sale
	CreatedAt     time.Time
	Customer      Customer
	PaymentLink   PaymentLink
}

// PaidOptions selects payments. There is no filter by status or date: Mayar drops rows when asked
// for a status, and ignores dates (observed in August 2026).
type PaidOptions struct {
	PageSize int    // 0: MaxPaidPage, which is also the most
	Cursor   string // where to begin: Response.NextCursor of an earlier call; empty: at the newest
	MaxPages int    // of an iteration; 0: 2000
}

var paidRoute = route{op: "list paid transactions", v2: "/hl/v2/transactions", v1: "/hl/v1/transactions"}

// ListPaid returns one page of the balance history, as far as is known newest first. A payment
// appears here later than in GetTransaction.
//
// See https://docs.mayar.id/api-reference-v2/transaction/paidtransaction.
func (s *TransactionsService) ListPaid(ctx context.Context, opts *PaidOptions) ([]Payment, *Response, error) {
	var o PaidOptions
	if opts != nil {
		o = *opts
	}
	q := listQuery{limit: pageSize(o.PageSize, MaxPaidPage), cursor: o.Cursor}
	wires, resp, err := listPage[wirePayment](ctx, s.client, paidRoute, q)
	if err != nil {
		return nil, nil, err
	}
	payments := make([]Payment, 0, len(wires))
	for _, w := range wires {
		if p := w.payment(); p.ID != "" || p.TransactionID != "" {
			payments = append(payments, p)
		} else {
			resp.Skipped++
		}
	}
	return payments, resp, nil
}

// PaidPages iterates over the balance history, holding one page at a time. It ends like
// UnpaidPages.
func (s *TransactionsService) PaidPages(ctx context.Context, opts *PaidOptions) iter.Seq2[PaidPage, error] {
	var o PaidOptions
	if opts != nil {
		o = *opts
	}
	return walk(o.Cursor, o.MaxPages, func(cursor string) ([]Payment, *Response, error) {
		at := o
		at.Cursor = cursor
		return s.ListPaid(ctx, &at)
	})
}

// wirePayment has two names for some values: V2 announced aliases, but the alias for amount came
// back null (observed in August 2026).
type wirePayment struct {
	ID                 identifier           `json:"id"`
	TransactionID      identifier           `json:"transactionId"`
	PaymentLinkTxID    identifier           `json:"paymentLinkTransactionId"`
	Amount             integer              `json:"amount"`
	Credit             integer              `json:"credit"`
	Status             text                 `json:"status"`
	BalanceHistoryType text                 `json:"balanceHistoryType"`
	Type               text                 `json:"type"`
	PaymentMethod      text                 `json:"paymentMethod"`
	CreatedAt          timestamp            `json:"createdAt"`
	CustomerID         identifier           `json:"customerId"`
	PaymentLinkID      identifier           `json:"paymentLinkId"`
	Customer           one[wireCustomer]    `json:"customer"`
	PaymentLink        one[wirePaymentLink] `json:"paymentLink"`
}

func (w *wirePayment) payment() Payment {
	p := Payment{
		ID:            string(w.ID),
		TransactionID: string(cmp.Or(w.TransactionID, w.PaymentLinkTxID)),
		Amount:        w.Credit.n,
		Status:        w.Status.lower(),
		Type:          string(cmp.Or(w.BalanceHistoryType, w.Type)),
		Method:        string(w.PaymentMethod),
		CreatedAt:     w.CreatedAt.Time,
		Customer:      w.Customer.v.customer(),
		PaymentLink:   w.PaymentLink.v.paymentLink(),
	}
	if w.Amount.set {
		p.Amount = w.Amount.n
	}
	p.Customer.ID = cmp.Or(p.Customer.ID, string(w.CustomerID))
	p.PaymentLink.ID = cmp.Or(p.PaymentLink.ID, string(w.PaymentLinkID))
	return p
}
