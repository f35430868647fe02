package mayar

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzUnpaidPage: no body crashes the decoder, each failure is typed, and decoded values are within
// their bounds.
func FuzzUnpaidPage(f *testing.F) {
	for _, seed := range []string{
		`{"statusCode":200,"messages":"success","hasMore":true,"pageCount":28,"pageSize":"10","page":1,` +
			`"data":[{"id":"a","createdAt":1755627439078,"amount":"100","customer":[{"name":"Ani"}],` +
			`"paymentLink":{"id":"p"}}],"total":278}`,
		`{"statusCode":200,"data":[{"id":"a","createdAt":"2025-08-19T18:17:19.078Z","amount":null,"customer":null}],` +
			`"hasMore":false,"nextStartingAfter":1755627439078}`,
		`{"statusCode":401,"messages":"Unauthorized"}`, `{"messages":"failed","data":[{"field":"name"}]}`,
		`<html>`, ``, `null`, `{"data":`, `{"data":[[[[{}]]]]}`, `{"data":[{"id":"a"},7,null]}`,
	} {
		f.Add(200, []byte(seed))
	}
	f.Add(502, []byte("Bad Gateway"))
	f.Add(200, []byte(`{"statusCode":200,"data":[`+strings.Repeat("1,", 4000)+`1]}`))
	f.Add(200, []byte(`{"data":[{"id":"`+strings.Repeat("x", 501)+`",`+
		`"customer":[`+strings.Repeat("[", 2000)+strings.Repeat("]", 2000)+`]}]}`))
	f.Add(200, []byte(`{"data":[{"id":"a","customer":{"name":"`+strings.Repeat(`\ud83d\ude00`, 600)+`"},`+
		`"amount":`+strings.Repeat("9", 900)+`}]}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		env, err := readEnvelope(t.Context(), "op", status, body)
		if err != nil {
			checkTyped(t, err)
			return
		}
		if status < 200 || status >= 300 {
			t.Errorf("status %d passes for a success", status)
		}
		wires, _, err := decodeRows[wireTransaction](t.Context(), "op", env, false, 50)
		if err != nil {
			checkTyped(t, err)
			return
		}
		if len(wires) > 51 {
			t.Errorf("%d rows of a page of 50", len(wires))
		}
		for _, w := range wires {
			tx := w.transaction()
			for _, s := range []string{tx.ID, tx.Type, tx.Customer.Name, tx.PaymentLink.Description, tx.PaymentURL} {
				if utf8.RuneCountInString(s) > max(maxText, maxPaymentURL) {
					t.Errorf("a text of %d bytes", len(s))
				}
			}
			if tx.Status != strings.ToLower(tx.Status) || tx.CreatedAt.Location() != time.UTC {
				t.Errorf("not normalised: %+v", tx)
			}
		}
		for _, v := range []Version{V1, V2} {
			resp := &Response{Version: v, Total: -1}
			resp.readPaging(env, place{limit: 50, page: 1}, 50)
			if resp.Total < -1 || resp.PagesTotal < 0 {
				t.Errorf("paging out of bounds: %+v", resp)
			}
			if from, _ := splitCursor(resp.NextCursor); resp.NextCursor != "" && from != v {
				t.Errorf("the cursor %q is not of %s", resp.NextCursor, v)
			}
		}
	})
}

// checkTyped requires an error of this package with a plain, short text.
func checkTyped(t *testing.T, err error) {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok && !RateLimited(err) || ok && e.Reason == "" {
		t.Errorf("not a typed error: %v", err)
	}
	plain := func(r rune) bool { return r < ' ' || r > '~' }
	if s := err.Error(); len(s) > 3000 || strings.ContainsFunc(s, plain) {
		t.Errorf("an error of %d bytes, or with strange letters: %q", len(s), s)
	}
}

// FuzzCheckout: every returned link is in the body, byte for byte as JSON has it.
func FuzzCheckout(f *testing.F) {
	for _, seed := range []string{
		`{"statusCode":200,"message":"success","data":{"membershipTiers":[{"id":"t",` +
			`"specificPaymentLinkUrl":"https://a.example.com/m/x?immutable=t"}],` +
			`"paymentLinkUrl":"https://a.example.com/m/x"}}`,
		`{"statusCode":200,"creditUsageImmutableCheckoutUrl":"https://a.example.com/pl/x?immutable=t",` +
			`"paymentLinkUrl":"https://a.example.com/pl/x"}`,
		`{"data":{"checkoutLink":"https://a.example.com/?immutable=t"}}`,
		`{"data":"https://a.example.com/?immutable=t"}`,
		`{"data":["x",{"checkoutLink":"y"},[[]],null,{"id":"t","checkoutLink":"z"}]}`,
		`{"data":{"membershipTiers":{"id":"t"}}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Add([]byte(`{"data":` + strings.Repeat(`{"membershipTiers":[`, 400) + strings.Repeat(`]}`, 400) + `}`))
	f.Add([]byte(`{"data":{"checkoutLink":"https://a.example.com/?immutable=` + strings.Repeat("x", 17<<10) + `"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		env, err := readEnvelope(t.Context(), "op", http.StatusOK, body)
		if err != nil {
			checkTyped(t, err)
			return
		}
		c := decodeCheckout(t.Context(), env)
		links := []ImmutableLink{c.Usage, c.Single}
		for _, tier := range c.Tiers {
			if tier.Link == "" && tier.UsageLink == "" {
				t.Error("a tier without a link")
			}
			links = append(links, tier.Link, tier.UsageLink)
		}
		for _, link := range links {
			// Escaped characters look different in the body; everything else must be there.
			if !strings.ContainsAny(string(body), `\`) && utf8.Valid(body) &&
				!strings.Contains(string(body), string(link)) {
				t.Errorf("%q is not in the body", link.URL())
			}
			_, _ = link.Token()
		}
	})
}

// FuzzToken: no token crashes the decoder, and none is printed.
func FuzzToken(f *testing.F) {
	payload := `{"name":"Ani","email":"ani@example.com","mobile":"0812-0000-0001","membershipTierId":"t1"}`
	f.Add(base64.StdEncoding.EncodeToString([]byte(payload)) + ".65b2")
	f.Add(base64.RawURLEncoding.EncodeToString([]byte(payload)))
	f.Add("eyJhbGciOiJIUzI1NiJ9.e30.x")
	f.Add("%zz")
	f.Fuzz(func(t *testing.T, token string) {
		direct, ok := parseToken(token)
		if !ok && direct != (Token{}) {
			t.Errorf("not a token, yet %q", direct.Name)
		}
		link := ImmutableLink("https://toko.example.com/m/x?immutable=" + url.PathEscape(token))
		if strings.ContainsAny(token, "&") {
			return // PathEscape leaves it, and it ends the value.
		}
		if got, gotOK := link.Token(); got != direct || gotOK != ok {
			t.Errorf("the link's token differs from the token")
		}
		if link.String() != "https://toko.example.com/m/x?[hidden]" || link.HasImmutable() != (token != "") {
			t.Errorf("String is %q, HasImmutable %t", link.String(), link.HasImmutable())
		}
	})
}
