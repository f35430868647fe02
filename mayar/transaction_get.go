package mayar

import (
	"context"
	"net/http"
	"time"
)

// A TransactionDetail is everything that Mayar says of one transaction. It decides whether the
// transaction was paid: the lists of unpaid and of paid transactions lag behind it.
type TransactionDetail struct {
	ID            string
	Amount        int64  // rupiah
	Status        string // in lower case: "created", "unpaid", "paid", "expired"
	CreatedAt     time.Time
	UpdatedAt     time.Time // closest known time to the payment
	ExpiresAt     time.Time // zero when Mayar does not say
	InvoiceCode   string
	PaymentMethod string
	Customer      Customer
	PaymentLink   PaymentLink
}

var transactionRoute = route{op: "read a transaction", v2: "/hl/v2/transactions/", object: true}

// GetTransaction returns one transaction. Only V2 has this call; with V1 it fails with
// ErrUnsupported. An id of another account fails with Unauthorized.
//
// See https://docs.mayar.id/api-reference-v2/transaction.
func (s *TransactionsService) GetTransaction(ctx context.Context, id string) (*TransactionDetail, *Response, error) {
	if err := checkID(id); err != nil {
		return nil, nil, err
	}
	var w wireDetail
	var resp *Response
	err := s.client.eachVersion(ctx, transactionRoute, func(v Version) error {
		c, op := s.client, transactionRoute.op
		env, err := c.do(ctx, call{op: op, method: http.MethodGet, url: c.baseURL + transactionRoute.path(v) + id})
		if err != nil {
			return err
		}
		resp = &Response{Version: v, Total: -1}
		var got one[wireDetail]
		if len(env.Data) > 0 {
			_ = got.UnmarshalJSON(env.Data)
		}
		if w = got.v; w.ID == "" {
			return &Error{Op: op, Status: http.StatusOK, Reason: ReasonUnexpected}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return &TransactionDetail{
		ID:            string(w.ID),
		Amount:        w.Amount.n,
		Status:        w.Status.lower(),
		CreatedAt:     w.CreatedAt.Time,
		UpdatedAt:     w.UpdatedAt.Time,
		ExpiresAt:     w.ExpirationDate.Time,
		InvoiceCode:   string(w.InvoiceCode),
		PaymentMethod: string(w.PaymentMethod),
		Customer:      w.Customer.v.customer(),
		PaymentLink:   w.PaymentLink.v.paymentLink(),
	}, resp, nil
}

type wireDetail struct {
	ID             identifier           `json:"id"`
	Amount         integer              `json:"amount"`
	Status         text                 `json:"status"`
	CreatedAt      timestamp            `json:"createdAt"`
	UpdatedAt      timestamp            `json:"updatedAt"`
	ExpirationDate timestamp            `json:"expirationDate"`
	InvoiceCode    text                 `json:"invoiceCode"`
	PaymentMethod  text                 `json:"paymentMethod"`
	Customer       one[wireCustomer]    `json:"customer"`
	PaymentLink    one[wirePaymentLink] `json:"paymentLink"`
}
