package mayar_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
)

// mayarSays starts a server that answers every request with body, and returns a client of it.
func mayarSays(status int, body string) (client *mayar.Client, stop func()) {
	server := httptest.NewServer(reply(status, body))
	client, err := mayar.New("example-key", mayar.WithBaseURL(server.URL))
	if err != nil {
		panic(err)
	}
	return client, server.Close
}

func ExampleTransactionsService_AllUnpaid() {
	client, stop := mayarSays(http.StatusOK, `{"statusCode":200,"messages":"success","hasMore":false,"data":[
		{"id":"tx-1","amount":104930,"customer":{"name":"Ani"},"paymentLink":{"name":"Kelas Menulis"}},
		{"id":"tx-2","amount":25000,"customer":null,"paymentLink":{"name":"INVOICE"}}]}`)
	defer stop()

	for tx, err := range client.Transactions.AllUnpaid(context.Background(), nil) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(tx.ID, tx.Amount, tx.PaymentLink.Name)
	}
	// Output:
	// tx-1 104930 Kelas Menulis
	// tx-2 25000 INVOICE
}

func ExampleCheckoutService_CreateImmutable() {
	client, stop := mayarSays(http.StatusOK, `{"statusCode":200,"message":"success","data":{
		"membershipTiers":[{"id":"tier-1","specificPaymentLinkUrl":
			"https://toko.example.com/m/kelas?immutable=`+
		`eyJlbWFpbCI6ImFuaUBleGFtcGxlLmNvbSIsIm1lbWJlcnNoaXBUaWVySWQiOiJ0aWVyLTEifQ==.65b2"}],
		"paymentLinkUrl":"https://toko.example.com/m/kelas"}}`)
	defer stop()

	checkout, _, err := client.Checkout.CreateImmutable(context.Background(), &mayar.CheckoutRequest{
		ProductID: "product-1",
		Customer:  mayar.CheckoutCustomer{Name: "Ani", Email: "ani@example.com", Mobile: "081200000001"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, tier := range checkout.Tiers {
		token, readable := tier.Link.Token()
		fmt.Println("for the log:", tier.Link)
		fmt.Println("as asked for:", readable && token.Email == "ani@example.com" && token.TierID == tier.TierID)
	}
	// Output:
	// for the log: https://toko.example.com/m/kelas?[hidden]
	// as asked for: true
}

func ExampleReadOnlyKey() {
	client, stop := mayarSays(http.StatusForbidden, `{"messages":"API KEY Scope not allowed to write"}`)
	defer stop()

	_, _, err := client.Checkout.CreateImmutable(context.Background(),
		&mayar.CheckoutRequest{ProductID: "product-1", MemberID: "MBR8X2QK"})
	fmt.Println(mayar.ReadOnlyKey(err))
	fmt.Println(err)
	// Output:
	// true
	// mayar: create a checkout link: 403 read only key
}

func ExampleInvalid() {
	client, stop := mayarSays(
		http.StatusOK,
		`{"statusCode":200,"messages":"failed","data":[{"type":"required","field":"customerInfo.email",`+
			`"message":"…"}]}`,
	)
	defer stop()

	_, _, err := client.Checkout.CreateImmutable(context.Background(),
		&mayar.CheckoutRequest{ProductID: "product-1", MemberID: "MBR8X2QK"})
	if fields, ok := mayar.Invalid(err); ok {
		fmt.Println(fields[0].Field, fields[0].Rule)
	}
	// Output: customerInfo.email required
}

func ExampleBudget() {
	client, stop := mayarSays(http.StatusOK, `{"data":[],"hasMore":false}`)
	defer stop()

	for range mayar.DefaultPerMinute {
		if _, _, err := client.Transactions.ListUnpaid(context.Background(), nil); err != nil {
			fmt.Println(err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	_, _, err := client.Transactions.ListUnpaid(ctx, nil)
	fmt.Println(client.Budget().Remaining(), mayar.RateLimited(err))
	// Output: 0 true
}
