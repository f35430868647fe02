package mayar

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkUnpaidPage decodes a page of 50 rows of the documented shape.
func BenchmarkUnpaidPage(b *testing.B) {
	const row = `{"id":"tx-%d","createdAt":1755627439078,"type":"payment_request","amount":100000,"status":"active",` +
		`"urlParamTrackingData":null,` +
		`"paymentLinkId":"e890d24a-cfc0-4915-83d2-3166b9ffba9e","customerId":"ae57ce73-89a2-46a7-84d7-93a616ef220e",` +
		`"customeField":null,` +
		`"customer":{"id":"ae57ce73-89a2-46a7-84d7-93a616ef220e","email":"ani@example.com","name":"Ani Wijaya",` +
		`"mobile":"0812-0000-0001"},` +
		`"paymentLink":{"id":"e890d24a-cfc0-4915-83d2-3166b9ffba9e","category":null,"createdAt":1755627438790,` +
		`"description":"Kelas menulis","link":"ohsjrd3wko",` +
		`"name":"Penagihan","redirectUrl":"https://toko.example.com",` +
		`"userId":"348e083d-315a-4e5c-96b1-5a2a98c48413","coverImageId":null,"multipleImageId":null,` +
		`"coverImage":null,"multipleImage":null},"paymentUrl":"https://toko.example.com/plt/tx-%d"}`
	var all []string
	for i := range 50 {
		all = append(all, fmt.Sprintf(row, i, i))
	}
	body := []byte(`{"statusCode":200,"messages":"success","data":[` + strings.Join(all, ",") +
		`],"hasMore":true,"nextStartingAfter":"1755627439078"}`)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		env, err := readEnvelope(b.Context(), "op", 200, body)
		if err != nil {
			b.Fatal(err)
		}
		wires, _, err := decodeRows[wireTransaction](b.Context(), "op", env, false, 50)
		if err != nil || len(wires) != 50 {
			b.Fatal(len(wires), err)
		}
		for _, w := range wires {
			if tx := w.transaction(); tx.Amount != 100000 {
				b.Fatal(tx)
			}
		}
	}
}
