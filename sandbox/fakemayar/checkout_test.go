package fakemayar_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
)

const (
	checkoutV1 = "/credit/v1/credit/generate/immutable/checkout"
	checkoutV2 = "/credit/v2/credit/generate/immutable/checkout"
)

// checkoutBody is the body of a checkout request. The base64 of its name contains + and /.
func checkoutBody(product string, credit int) string {
	amount := ""
	if credit != 0 {
		amount = fmt.Sprintf(`"creditAmount":%d,`, credit)
	}
	return fmt.Sprintf(
		`{"productId":%q,%s"customerInfo":`+
			`{"name":"Ani ÿ>?~ & Budi","email":"ani@example.com","mobile":"081200000000"}}`,
		product, amount,
	)
}

var mayarToken = regexp.MustCompile(`^([A-Za-z0-9+/]+=*)\.[0-9a-f]{64}$`)

// payload returns the data inside a link's token, or "opaque".
func payload(t *testing.T, link string) string {
	t.Helper()
	_, token, ok := strings.Cut(link, "immutable=")
	if !ok || !strings.HasPrefix(link, "https://toko-contoh.example/") {
		t.Fatalf("not an immutable link: %s", link)
	}
	parts := mayarToken.FindStringSubmatch(token)
	if parts == nil {
		return "opaque"
	}
	text, err := base64.StdEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const who = `"name":"Ani ÿ>?~ & Budi","email":"ani@example.com","mobile":"081200000000"`

func TestCheckoutVariants(t *testing.T) {
	t.Parallel()
	const general = `,"paymentLinkUrl":"https://toko-contoh.example/m/klub-kopi-bulanan"`
	const usageGeneral = `,"paymentLinkUrl":"https://toko-contoh.example/pl/kredit-ai-penerjemah"`
	link := func(i int) string { return fmt.Sprintf(`"<link %d>"`, i) }
	perTier := func(key string) string {
		return `"membershipTiers":[{"id":"<tier 0>","` + key + `":` + link(0) + `},{"id":"<tier 1>","` + key + `":` +
			link(1) + `}]`
	}
	const ok = `{"statusCode":200,"message":"success",`
	for _, tc := range []struct {
		variant fakemayar.Variant
		product string
		want    string
	}{
		{
			fakemayar.VariantByProduct, "Klub Kopi Bulanan",
			ok + `"data":{` + perTier("specificPaymentLinkUrl") + general + `}}`,
		},
		{
			fakemayar.VariantTiers, "Klub Kopi Bulanan",
			ok + `"data":{` + perTier("specificPaymentLinkUrl") + general + `}}`,
		},
		{
			fakemayar.VariantByProduct, "Kredit AI Penerjemah",
			ok + `"creditUsageImmutableCheckoutUrl":` + link(0) + usageGeneral + `}`,
		},
		{
			fakemayar.VariantTiers, "Kredit AI Penerjemah",
			ok + `"creditUsageImmutableCheckoutUrl":` + link(0) + usageGeneral + `}`,
		},
		{
			fakemayar.VariantUsageTopLevel, "Kredit AI Penerjemah",
			ok + `"creditUsageImmutableCheckoutUrl":` + link(0) + usageGeneral + `}`,
		},
		{
			fakemayar.VariantUsageInData, "Kredit AI Penerjemah",
			ok + `"data":{"creditUsageImmutableCheckoutUrl":` + link(0) + `,"paymentLinkId":"<product>"` +
				usageGeneral + `}}`,
		},
		{
			fakemayar.VariantUsageInData, "Klub Kopi Bulanan",
			ok + `"data":{` + perTier("creditUsageImmutableCheckoutUrl") +
				`,"creditUsageImmutableCheckoutUrl":` + link(2) + `,"paymentLinkId":"<product>"` + general + `}}`,
		},
		{fakemayar.VariantCheckoutLink, "Klub Kopi Bulanan", ok + `"data":{"checkoutLink":` + link(0) + `}}`},
		{fakemayar.VariantBareString, "Kredit AI Penerjemah", ok + `"data":` + link(0) + `}`},
		{fakemayar.VariantArray, "Kredit AI Penerjemah", ok + `"data":[{"checkoutLink":` + link(0) + `}]}`},
		{fakemayar.VariantWrapper, "Klub Kopi Bulanan", ok + `"data":{` + perTier("specificPaymentLinkUrl") + `}}`},
	} {
		t.Run(string(tc.variant)+" "+tc.product, func(t *testing.T) {
			t.Parallel()
			s, _ := start(t, fakemayar.Options{CheckoutVariant: tc.variant})
			p := membership(t, s, tc.product)
			a := post(t, s, checkoutV1, checkoutBody(p.ID, 20_000))
			// Replace ids and links by names, so that only the structure is compared.
			body := bytes.ReplaceAll(a.Body, []byte(`"paymentLinkId":"`+p.ID), []byte(`"paymentLinkId":"<product>`))
			for i, l := range s.LastLinks() {
				body = bytes.Replace(body, []byte(l), fmt.Appendf(nil, "<link %d>", i), 1)
			}
			for i, tier := range p.Tiers {
				body = bytes.ReplaceAll(body, []byte(tier.ID), fmt.Appendf(nil, "<tier %d>", i))
			}
			wantJSON(t, answer{Status: a.Status, Body: body}, http.StatusOK, tc.want)
		})
	}
}

func TestCheckoutTokens(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{DuplicateWindow: -1})
	club, credit := membership(t, s, "Klub Kopi Bulanan"), membership(t, s, "Kredit AI Penerjemah")
	tier := func(i int) string { return "{" + who + `,"membershipTierId":"` + club.Tiers[i].ID + `"}` }
	amount := "{" + who + `,"creditAmount":20000}`
	for _, tc := range []struct {
		variant fakemayar.Variant
		product string
		credit  int
		want    []string
	}{
		{fakemayar.VariantTiers, club.ID, 0, []string{tier(0), tier(1)}},
		{fakemayar.VariantWrapper, club.ID, 0, []string{tier(0), tier(1)}},
		{fakemayar.VariantUsageTopLevel, credit.ID, 20_000, []string{amount}},
		{fakemayar.VariantUsageTopLevel, credit.ID, 0, []string{"{" + who + "}"}},
		{fakemayar.VariantUsageInData, club.ID, 20_000, []string{tier(0), tier(1), amount}},
		{fakemayar.VariantCheckoutLink, club.ID, 0, []string{"opaque"}},
		{fakemayar.VariantBareString, credit.ID, 20_000, []string{amount}},
		{fakemayar.VariantArray, credit.ID, 20_000, []string{amount}},
	} {
		s.SetCheckoutVariant(tc.variant)
		post(t, s, checkoutV2, checkoutBody(tc.product, tc.credit))
		got := []string{}
		for _, link := range s.LastLinks() {
			got = append(got, payload(t, link))
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tc.variant, diff)
		}
	}
}

// The bot must pass links on byte for byte, so they contain characters that a URL library would
// escape.
func TestCheckoutLinkIsNotEscaped(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	a := post(t, s, checkoutV1, checkoutBody(membership(t, s, "Kredit AI Penerjemah").ID, 20_000))
	link := s.LastLinks()[0]
	if !bytes.Contains(a.Body, []byte(link)) {
		t.Error("LastLinks is not what went over the wire")
	}
	_, token, _ := strings.Cut(link, "immutable=")
	if !strings.ContainsAny(token, "+/") {
		t.Errorf("the token %s has no character that escaping would change", token)
	}
}

func TestCheckoutWrong(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{DuplicateWindow: -1})
	p := membership(t, s, "Klub Kopi Bulanan")
	first := func() (email, tier string) {
		post(t, s, checkoutV2, checkoutBody(p.ID, 0))
		var frozen struct{ Email, MembershipTierID string }
		if err := json.Unmarshal([]byte(payload(t, s.LastLinks()[0])), &frozen); err != nil {
			t.Fatal(err)
		}
		return frozen.Email, frozen.MembershipTierID
	}
	s.SetWrongCustomer(true)
	if email, tier := first(); email == "ani@example.com" || tier != p.Tiers[0].ID {
		t.Errorf("wrong customer: %s %s", email, tier)
	}
	s.SetWrongCustomer(false)
	s.SetWrongTier(true)
	if email, tier := first(); email != "ani@example.com" || tier == p.Tiers[0].ID || tier == "" {
		t.Errorf("wrong tier: %s %s", email, tier)
	}
	s.SetWrongTier(false)
	if email, tier := first(); email != "ani@example.com" || tier != p.Tiers[0].ID {
		t.Errorf("right again: %s %s", email, tier)
	}
}

func TestCheckoutRefusals(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	product := membership(t, s, "Klub Kopi Bulanan").ID
	const missing = `{"statusCode":400,"messages":"Validation Error","data":[` +
		`{"type":"required","message":"The 'productId' field is required.","field":"productId"},` +
		`{"type":"stringMin","message":"The 'customerInfo.name' field is too short.",` +
		`"field":"customerInfo.name","actual":2},` +
		`{"type":"required","message":"The 'customerInfo.mobile' field is required.","field":"customerInfo.mobile"},` +
		`{"type":"email","message":"The 'customerInfo.email' field must be a valid e-mail.",` +
		`"field":"customerInfo.email"},` +
		`{"type":"numberPositive","message":"The 'creditAmount' field must be a positive number.",` +
		`"field":"creditAmount","actual":-1}]}`
	bad := `{"creditAmount":-1,"customerInfo":{"name":"An","email":"not an address"}}`
	for _, tc := range []struct {
		name, path, body string
		status           int
		want             string
	}{
		{"validation in V1", checkoutV1, bad, 400, missing},
		{"validation in V2 is inside HTTP 200", checkoutV2, bad, 200, missing},
		{"not JSON", checkoutV1, "{", 400, `{"statusCode":400,"message":"Invalid data"}`},
		{
			"unknown product", checkoutV1, checkoutBody("none", 0), 404,
			`{"statusCode":404,"message":"Product not found"}`,
		},
		{"a product that cannot be frozen", checkoutV1, checkoutBody(
			membership(t, s, "Ebook Resep Nusantara").ID, 0,
		), 400,
			`{"statusCode":400,"message":"You are not authorized to edit this product!"}`},
		{
			"the path of the V2 page", "/hl/v2/credit/generate/immutable/checkout", checkoutBody(product, 0), 404,
			`{"statusCode":404,"messages":"Not Found"}`,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wantJSON(t, post(t, s, tc.path, tc.body), tc.status, tc.want)
		})
	}
}

func TestCheckoutDuplicate(t *testing.T) {
	t.Parallel()
	s, c := start(t, fakemayar.Options{})
	club, credit := membership(t, s, "Klub Kopi Bulanan").ID, membership(t, s, "Kredit AI Penerjemah").ID
	const refused = `{"statusCode":429,` +
		`"message":"Duplicate request detected. Please wait 1 minute before trying again."}`
	if a := post(t, s, checkoutV2, checkoutBody(club, 0)); a.Status != http.StatusOK {
		t.Fatalf("the first: HTTP %d", a.Status)
	}
	again := post(t, s, checkoutV1, checkoutBody(club, 0))
	wantJSON(t, again, http.StatusTooManyRequests, refused)
	if again.Header.Get("Retry-After") != "" {
		t.Error("a duplicate has Retry-After: the two kinds of 429 cannot be told apart")
	}
	if a := post(t, s, checkoutV2, checkoutBody(credit, 100)); a.Status != http.StatusOK {
		t.Errorf("another product: HTTP %d", a.Status)
	}
	if a := post(t, s, checkoutV2, checkoutBody(credit, 200)); a.Status != http.StatusOK {
		t.Errorf("another amount: HTTP %d", a.Status)
	}
	photos := membership(t, s, "Kredit Cetak Foto").ID
	// 80 of 2,500 are 200 of 1,000
	wantJSON(t, post(t, s, checkoutV2, checkoutBody(photos, 80)), http.StatusTooManyRequests, refused)
	if a := post(t, s, checkoutV2, checkoutBody(photos, 200)); a.Status != http.StatusOK {
		t.Errorf("as many of another price: HTTP %d", a.Status)
	}
	c.advance(time.Minute - time.Millisecond)
	wantJSON(t, post(t, s, checkoutV2, checkoutBody(club, 0)), http.StatusTooManyRequests, refused)
	c.advance(time.Millisecond)
	if a := post(t, s, checkoutV2, checkoutBody(club, 0)); a.Status != http.StatusOK {
		t.Errorf("a minute later: HTTP %d", a.Status)
	}
}

func TestCreditPaths(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{CreditPaths: []string{fakemayar.CreditV1}, DuplicateWindow: -1})
	body := checkoutBody(membership(t, s, "Klub Kopi Bulanan").ID, 0)
	status := func(path string) int { return post(t, s, path, body).Status }
	if v1, v2 := status(checkoutV1), status(checkoutV2); v1 != 200 || v2 != 404 {
		t.Errorf("V1 only: HTTP %d and %d", v1, v2)
	}
	s.SetCreditPaths()
	if v1, v2 := status(checkoutV1), status(checkoutV2); v1 != 404 || v2 != 404 {
		t.Errorf("none: HTTP %d and %d", v1, v2)
	}
	s.SetCreditPaths(fakemayar.CreditV2)
	if v1, v2 := status(checkoutV1), status(checkoutV2); v1 != 404 || v2 != 200 {
		t.Errorf("V2 only: HTTP %d and %d", v1, v2)
	}
}
