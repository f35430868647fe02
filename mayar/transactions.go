package mayar

import (
	"cmp"
	"context"
	"iter"
	"net/url"
	"strings"
	"time"
)

// maxPaymentURL bounds the URL of a payment page, in bytes. A longer one is dropped: shortened it
// would lead elsewhere.
const maxPaymentURL = 3000

// MaxUnpaidPage is the most unpaid transactions in a page. The documentation allows 50 in V2 and
// names no maximum for V1.
const MaxUnpaidPage = 50

// TransactionsService reads unpaid and paid transactions.
type TransactionsService service

// A Transaction is a payment that a buyer has begun but not made.
type Transaction struct {
	ID            string
	CreatedAt     time.Time // UTC; zero when Mayar does not say
	Type          string    // an open set: "invoice", "payment_request", "CHILD", …
	Amount        int64     // rupiah; 0 where AmountUnknown
	AmountUnknown bool      // Mayar gives no amount, or none that can be read
	Status        string    // in lower case: "active", "expired"
	CustomerID    string
	PaymentLinkID string
	Customer      Customer    // zero when Mayar does not say
	PaymentLink   PaymentLink // zero when Mayar does not say
	PaymentURL    string      // where the buyer can pay; empty when Mayar does not say, or too much
}

// A Customer is a buyer. Buyers type these values themselves; none is verified.
type Customer struct {
	ID     string
	Name   string
	Email  string
	Mobile string // in any form: 0812…, +62812…
}

// A PaymentLink is what is sold: a product, an invoice or a payment request.
type PaymentLink struct {
	ID          string
	Name        string // often a generic one: "INVOICE", "Penagihan"
	Slug        string // the end of the link's URL
	Description string // may be HTML
	Status      string // "active", "closed", in lower case; empty in lists, which do not say it
}

// UnpaidOptions selects unpaid transactions.
type UnpaidOptions struct {
	Status   string // "active" or "expired"; empty: all that Mayar lists
	PageSize int    // 0: MaxUnpaidPage, which is also the most
	Cursor   string // where to begin: Response.NextCursor of an earlier call; empty: at the newest
	MaxPages int    // of an iteration; 0: 2000
}

var unpaidRoute = route{
	op: "list unpaid transactions",
	v2: "/hl/v2/transactions/unpaid",
	v1: "/hl/v1/transactions/unpaid",
}

// ListUnpaid returns one page of the unpaid transactions, as far as is known newest first. Rows of
// another status than requested are left out, because V1 cannot filter.
//
// See https://docs.mayar.id/api-reference-v2/transaction/unpaidtransaction.
func (s *TransactionsService) ListUnpaid(ctx context.Context, opts *UnpaidOptions) ([]Transaction, *Response, error) {
	var o UnpaidOptions
	if opts != nil {
		o = *opts
	}
	q := listQuery{limit: pageSize(o.PageSize, MaxUnpaidPage), cursor: o.Cursor, v2: url.Values{}}
	if o.Status != "" {
		q.v2.Set("status", o.Status)
	}
	wires, resp, err := listPage[wireTransaction](ctx, s.client, unpaidRoute, q)
	if err != nil {
		return nil, nil, err
	}
	txs := make([]Transaction, 0, len(wires))
	for _, w := range wires {
		tx := w.transaction()
		switch {
		case tx.ID == "":
			resp.Skipped++
		case o.Status == "" || tx.Status == "" || tx.Status == strings.ToLower(o.Status):
			txs = append(txs, tx)
		}
	}
	return txs, resp, nil
}

// UnpaidPages iterates over the unpaid transactions, holding one page at a time. It ends with the
// list, on an empty page, on a repeated cursor, after MaxPages, and with an error.
func (s *TransactionsService) UnpaidPages(ctx context.Context, opts *UnpaidOptions) iter.Seq2[UnpaidPage, error] {
	var o UnpaidOptions
	if opts != nil {
		o = *opts
	}
	return walk(o.Cursor, o.MaxPages, func(cursor string) ([]Transaction, *Response, error) {
		at := o
		at.Cursor = cursor
		return s.ListUnpaid(ctx, &at)
	})
}

// AllUnpaid iterates over the unpaid transactions, each once: pages overlap when transactions
// arrive during the iteration.
func (s *TransactionsService) AllUnpaid(ctx context.Context, opts *UnpaidOptions) iter.Seq2[Transaction, error] {
	pages := s.UnpaidPages(ctx, opts)
	return func(yield func(Transaction, error) bool) {
		seen := map[string]bool{}
		for page, err := range pages {
			if err != nil {
				yield(Transaction{}, err)
				return
			}
			for _, tx := range page.Items {
				if seen[tx.ID] {
					continue
				}
				seen[tx.ID] = true
				if !yield(tx, nil) {
					return
				}
			}
		}
	}
}

// pageSize returns the wanted size, at least 1 and at most most; 0 means most.
func pageSize(wanted, most int) int {
	if wanted <= 0 {
		return most
	}
	return min(wanted, most)
}

type wireTransaction struct {
	ID            identifier           `json:"id"`
	CreatedAt     timestamp            `json:"createdAt"`
	Type          text                 `json:"type"`
	Amount        integer              `json:"amount"`
	Status        text                 `json:"status"`
	CustomerID    identifier           `json:"customerId"`
	PaymentLinkID identifier           `json:"paymentLinkId"`
	Customer      one[wireCustomer]    `json:"customer"`
	PaymentLink   one[wirePaymentLink] `json:"paymentLink"`
	PaymentURL    address              `json:"paymentUrl"`
}

func (w *wireTransaction) transaction() Transaction {
	tx := Transaction{
		ID:            string(w.ID),
		CreatedAt:     w.CreatedAt.Time,
		Type:          string(w.Type),
		Amount:        w.Amount.n,
		AmountUnknown: !w.Amount.set,
		Status:        w.Status.lower(),
		Customer:      w.Customer.v.customer(),
		PaymentLink:   w.PaymentLink.v.paymentLink(),
		PaymentURL:    w.PaymentURL.upTo(maxPaymentURL),
	}
	tx.CustomerID = cmp.Or(string(w.CustomerID), tx.Customer.ID)
	tx.PaymentLinkID = cmp.Or(string(w.PaymentLinkID), tx.PaymentLink.ID)
	return tx
}

type wireCustomer struct {
	ID     identifier `json:"id"`
	Name   text       `json:"name"`
	Email  text       `json:"email"`
	Mobile text       `json:"mobile"`
}

func (w wireCustomer) customer() Customer {
	return Customer{ID: string(w.ID), Name: string(w.Name), Email: string(w.Email), Mobile: string(w.Mobile)}
}

type wirePaymentLink struct {
	ID          identifier `json:"id"`
	Name        text       `json:"name"`
	Link        identifier `json:"link"`
	Description text       `json:"description"`
	Status      text       `json:"status"`
}

func (w wirePaymentLink) paymentLink() PaymentLink {
	return PaymentLink{
		ID:          string(w.ID),
		Name:        string(w.Name),
		Slug:        string(w.Link),
		Description: string(w.Description),
		Status:      strings.ToLower(string(w.Status)),
	}
}
