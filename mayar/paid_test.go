package mayar_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mayarbot/mayarbot/mayar"
)

const historyRow = `{"id":"row-1","credit":1000,"status":"PAID","balanceHistoryType":"payment_request",` +
	`"paymentMethod":"QRIS","createdAt":1768375011056,
	"paymentLinkTransactionId":"tx-1","paymentLinkId":"pl-1","customerId":"c-1",
	"fee":[{"id":"f-1","balanceHistoryType":"mayar_fee","debit":700}],
	"customer":{"id":"c-1","email":"ani@example.com","name":"Ani","mobile":"0812-0000-0001"},` +
	`"paymentLink":{"id":"pl-1","name":"Penagihan"}}`

var historyPayment = mayar.Payment{
	ID:            "row-1",
	TransactionID: "tx-1",
	Amount:        1000,
	Status:        "paid",
	Type:          "payment_request",
	Method:        "QRIS",
	CreatedAt:     time.Date(2026, 1, 14, 7, 16, 51, 56e6, time.UTC),
	Customer:      mayar.Customer{ID: "c-1", Name: "Ani", Email: "ani@example.com", Mobile: "0812-0000-0001"},
	PaymentLink:   mayar.PaymentLink{ID: "pl-1", Name: "Penagihan"},
}

func TestListPaid(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(
		v2Paid,
		reply(
			200,
			`{"statusCode":200,"messages":"success","data":[`+historyRow+`,null],"hasMore":true,`+
				`"nextStartingAfter":"1768375011056"}`,
		),
	)
	p.handle(
		"GET /hl/v1/transactions",
		reply(
			200,
			`{"statusCode":200,"messages":"success","data":[`+historyRow+`],"hasMore":false,"page":1,"pageCount":1,`+
				`"total":1}`,
		),
	)
	for _, version := range []mayar.Version{mayar.V2, mayar.V1} {
		payments, resp, err := p.client(mayar.WithVersion(version)).Transactions.ListPaid(t.Context(),
			&mayar.PaidOptions{PageSize: 50})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]mayar.Payment{historyPayment}, payments); diff != "" {
			t.Errorf("%s: payments (-want +got):\n%s", version, diff)
		}
		if resp.HasMore != (version == mayar.V2) || resp.Skipped != resp.Rows-1 {
			t.Errorf("%s: response %+v", version, resp)
		}
	}
	want := []string{"GET /hl/v2/transactions?limit=40", "GET /hl/v1/transactions?page=1&pageSize=40"}
	if got := p.requests(); !slices.Equal(got, want) {
		t.Errorf("requests %v, want %v", got, want)
	}
}

func TestPaymentAliases(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(v2Paid, reply(200, `{"data":[
		{"id":"1","transactionId":"alias","paymentLinkTransactionId":"original","amount":5,"credit":7},
		{"id":"2","transactionId":null,"paymentLinkTransactionId":"original","amount":null,"credit":"7"},
		{"id":"3","paymentMethod":"Gratis","credit":0,"customerId":"c","paymentLinkId":"pl","type":"membership"}],`+
		`"hasMore":false}`))
	payments, _, err := p.client().Transactions.ListPaid(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []mayar.Payment{
		{ID: "1", TransactionID: "alias", Amount: 5},
		{ID: "2", TransactionID: "original", Amount: 7},
		{
			ID:          "3",
			Method:      "Gratis",
			Type:        "membership",
			Customer:    mayar.Customer{ID: "c"},
			PaymentLink: mayar.PaymentLink{ID: "pl"},
		},
	}
	if diff := cmp.Diff(want, payments); diff != "" {
		t.Errorf("payments (-want +got):\n%s", diff)
	}
}

func TestPaidPages(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(v2Paid, inTurn(
		reply(200, `{"data":[{"id":"1"},{"id":"2"}],"hasMore":true,"nextStartingAfter":"x"}`),
		reply(200, `{"data":[{"id":"3"}],"hasMore":false,"nextStartingAfter":"y"}`)))
	var ids []string
	for page, err := range p.client().Transactions.PaidPages(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		for _, payment := range page.Items {
			ids = append(ids, payment.ID)
		}
		if page.HasMore != (page.Number == 1) {
			t.Errorf("page %d: HasMore is %t", page.Number, page.HasMore)
		}
	}
	want := []string{"GET /hl/v2/transactions?limit=40", "GET /hl/v2/transactions?limit=40&startingAfter=x"}
	if got := p.requests(); !slices.Equal(got, want) || !slices.Equal(ids, []string{"1", "2", "3"}) {
		t.Errorf("got %v with %v", ids, got)
	}
}

func TestGetTransaction(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(
		"GET /hl/v2/transactions/tx-1",
		reply(200, `{"statusCode":200,"messages":"success","data":{"id":"tx-1","extraData":null,"amount":100000,
		"createdAt":1755627439078,"updatedAt":"2025-08-20T18:17:19.078Z","status":"Created",`+
			`"expirationDate":1755713839078,"invoiceCode":"INV-1","isCrossSell":false,
		"paymentMethod":null,"paymentLink":{"id":"pl-1","amount":1,"status":"active","link":"x","type":"invoice"},`+
			`"customer":[{"id":"c-1","name":"Ani"}]}}`),
	)
	got, resp, err := p.client().Transactions.GetTransaction(t.Context(), "tx-1")
	if err != nil {
		t.Fatal(err)
	}
	created := documentedTransaction.CreatedAt
	want := &mayar.TransactionDetail{
		ID:          "tx-1",
		Amount:      100000,
		Status:      "created",
		CreatedAt:   created,
		UpdatedAt:   created.AddDate(0, 0, 1),
		ExpiresAt:   created.AddDate(0, 0, 1),
		InvoiceCode: "INV-1",
		Customer:    mayar.Customer{ID: "c-1", Name: "Ani"},
		PaymentLink: mayar.PaymentLink{ID: "pl-1", Slug: "x", Status: "active"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("transaction (-want +got):\n%s", diff)
	}
	if resp.Version != mayar.V2 {
		t.Errorf("version %s, want v2", resp.Version)
	}
}

func TestGetTransactionIsNotInV1(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	_, _, err := p.client(mayar.WithVersion(mayar.V1)).Transactions.GetTransaction(t.Context(), "tx-1")
	if !errors.Is(err, mayar.ErrUnsupported) || len(p.requests()) > 0 {
		t.Errorf("got %v after %v, want ErrUnsupported without a request", err, p.requests())
	}
}
