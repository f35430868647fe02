package mayar_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/mayar"
)

// shapes are bodies of about the given size that cost a careless decoder far more.
var shapes = map[string]func(size int) string{
	"numbers for rows":       listOf("1,"),
	"empty rows":             listOf("{},"),
	"rows within rows":       listOf(`{"id":"a","data":[{}]},`),
	"arrays for rows":        listOf("[],"),
	"customers in arrays":    listOf(`{"id":"a","customer":[{},{},{},{}],"paymentLink":[{},{}]},`),
	"good rows":              listOf(`{"id":"a","amount":1,"customer":{"name":"Ani"},"link":"x"},`),
	"one long name":          objectOf(`"id":"a","name":"`, "x", `","link":"a"`),
	"one long escaped name":  objectOf(`"id":"a","name":"`, `\u00e9`, `"`),
	"one long id":            objectOf(`"id":"`, "x", `"`),
	"one long number":        objectOf(`"id":"a","amount":`, "9", ""),
	"one long link":          objectOf(`"checkoutLink":"https://toko.example.com/?immutable=`, "x", `"`),
	"the same key":           objectOf(`"id":"a"`, `,"customer":[{}]`, ""),
	"the same tiers":         objectOf(`"id":"a"`, `,"membershipTiers":[{}]`, ""),
	"full tiers, again":      objectOf(`"id":"a"`, `,"membershipTiers":[`+strings.Repeat("1,", 199)+`1]`, ""),
	"full tiers, each":       listOf(`{"membershipTiers":[` + strings.Repeat("1,", 199) + `1]},`),
	"periods":                objectOf(`"id":"a","membershipTierPeriod":[`, `{"amount":1},`, "{}]"),
	"other keys":             objectOf(`"id":"a"`, `,"x":0`, ""),
	"tiers":                  objectOf(`"membershipTiers":[`, `{},`, "{}]"),
	"tiers of tiers":         objectOf(`"membershipTiers":[`, `{"membershipTiers":[{},{}]},`, "{}]"),
	"tiers within tiers":     nested(`{"membershipTiers":[`, `]}`),
	"tiers in tiers in data": nested(`{"data":{"membershipTiers":{"id":"a","membershipTiers":`, `}}}`),
	"arrays within arrays":   nested(`[`, `]`),
	"objects within objects": nested(`{"data":`, `}`),
	"never closed":           func(size int) string { return `{"data":` + strings.Repeat(`[`, size) },
	"findings":               listOf(`{"field":"name","type":"required"},`),
	"white space":            func(size int) string { return `{"data":` + strings.Repeat(" ", size) + `[]}` },
	"no JSON":                func(size int) string { return strings.Repeat("x", size) },
}

func listOf(element string) func(int) string {
	return func(size int) string {
		return `{"statusCode":200,"data":[` + strings.Repeat(element,
			size/len(element)) + `{}],"hasMore":true,"nextStartingAfter":"9"}`
	}
}

func objectOf(begin, middle, end string) func(int) string {
	return func(size int) string {
		object := `{` + begin + strings.Repeat(middle, size/len(middle)) + end + `}`
		return `{"statusCode":200,"data":` + object + `,"x":1}`
	}
}

// nested has the deepest nesting that encoding/json allows, and more.
func nested(begin, end string) func(int) string {
	return func(size int) string {
		depth := size / len(begin+end)
		return `{"data":` + strings.Repeat(begin, depth) + "1" + strings.Repeat(end, depth) + `}`
	}
}

// No answer of Mayar's costs more than 60 MB, all allocations counted, or 3 seconds. Bodies are
// below the size limit, above it, and deep but short. Compressed bodies count at their decompressed
// size.
func TestHostileBodies(t *testing.T) {
	for name, shape := range shapes {
		for _, body := range []struct {
			size int
			pack string
		}{{100_000, ""}, {1_000_000, ""}, {8 << 20, "gzip"}} {
			answer := sending(t, []byte(shape(body.size)), body.pack)
			for _, op := range operations {
				t.Run(fmt.Sprintf("%s/%d%s/%s", name, body.size, body.pack, op.name),
					func(t *testing.T) { spends(t, op.route, answer, op.method) })
			}
		}
	}
}

func sending(t *testing.T, body []byte, pack string) http.HandlerFunc {
	t.Helper()
	if pack == "gzip" {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		if _, err := w.Write(body); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		body = packed.Bytes()
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		if pack != "" {
			w.Header().Set("Content-Encoding", pack)
		}
		_, _ = w.Write(body)
	}
}

func spends(t *testing.T, route string, answer http.HandlerFunc, method func(context.Context, *mayar.Client) error) {
	t.Helper()
	p := newPeer(t)
	p.handle(route, answer)
	c := p.client()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	err := method(ctx, c)
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	if spent := after.TotalAlloc - before.TotalAlloc; spent > 60<<20 {
		t.Errorf("allocated %d MB", spent>>20)
	}
	if took > 3*time.Second {
		t.Errorf("took %s", took)
	}
	if e, ok := errors.AsType[*mayar.Error](err); err != nil && !ok && !mayar.RateLimited(err) ||
		ok && e.Reason == mayar.ReasonCanceled {
		t.Errorf("not an error of Mayar's: %v", err)
	}
}

func TestHostileHeaders(t *testing.T) {
	spends(t, v2Unpaid, func(w http.ResponseWriter, _ *http.Request) {
		for i := range 8 {
			w.Header().Set(fmt.Sprintf("X-%d", i), strings.Repeat("x", 1<<20))
		}
		w.WriteHeader(http.StatusOK)
	}, operations[0].method)
}

// A page is read up to one row more than requested. If it has still more rows, the list cannot
// continue after them and reports that it is incomplete.
func TestPageHasAnEnd(t *testing.T) {
	t.Parallel()
	ids := make([]string, 60)
	for i := range ids {
		ids[i] = fmt.Sprintf("tx-%d", i)
	}
	for rows, want := range map[int]struct {
		taken   int
		hasMore bool
	}{50: {50, false}, 51: {51, false}, 52: {51, true}, 60: {51, true}} {
		for _, v := range []mayar.Version{mayar.V1, mayar.V2} {
			p := newPeer(t)
			p.handle(v2Unpaid, reply(200, v2Page(false, `"7"`, ids[:rows]...)))
			p.handle(v1Unpaid, reply(200, v2Page(false, `"7"`, ids[:rows]...)))
			for page, err := range p.client(mayar.WithVersion(v)).Transactions.UnpaidPages(t.Context(), nil) {
				if err != nil {
					t.Fatal(err)
				}
				if len(page.Items) != want.taken || page.HasMore != want.hasMore ||
					page.HasMore && page.NextCursor != "" {
					t.Errorf("%s, %d rows: got %d, has more: %t, next: %q", v, rows, len(page.Items),
						page.HasMore, page.NextCursor)
				}
			}
			if got := len(p.requests()); got != 1 {
				t.Errorf("%s, %d rows: %d requests", v, rows, got)
			}
		}
	}
}

// A text that is only read by people is cut; a value that would become another one is dropped.
func TestTextsHaveABound(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 600)
	url := "https://toko.example.com/" + strings.Repeat("x", 3000)
	p := newPeer(t)
	p.handle(
		v2Unpaid,
		reply(200, `{"data":[{"id":"a","type":"`+long+`","customerId":"`+long+`","amount":`+strings.Repeat("9", 101)+`,
		"customer":{"name":"`+long+`","email":"`+strings.ReplaceAll(long, "é",
			`\u00e9`)+`"},"paymentLink":{"name":"`+long+`","link":"`+long+`"},"paymentUrl":"`+url+`"},
		{"id":"`+long+`"}],"hasMore":true,"nextStartingAfter":"`+long+`"}`),
	)
	txs, resp, err := p.client().Transactions.ListUnpaid(t.Context(), nil)
	if err != nil || len(txs) != 1 {
		t.Fatal(len(txs), err)
	}
	tx := txs[0]
	for what, s := range map[string]string{"type": tx.Type, "name": tx.Customer.Name, "e-mail": tx.Customer.Email,
		"product": tx.PaymentLink.Name} {
		if got := utf8.RuneCountInString(s); got != 500 || !strings.HasPrefix(long, s) {
			t.Errorf("the %s has %d characters, want the first 500", what, got)
		}
	}
	for what, s := range map[string]string{"customer's id": tx.CustomerID, "slug": tx.PaymentLink.Slug,
		"payment page": tx.PaymentURL, "cursor": resp.NextCursor} {
		if s != "" {
			t.Errorf("the %s was taken, of %d bytes", what, len(s))
		}
	}
	if !tx.AmountUnknown || resp.Skipped != 1 {
		t.Errorf("amount unknown: %t, skipped: %d", tx.AmountUnknown, resp.Skipped)
	}
}
