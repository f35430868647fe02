package mayar_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/mayar"
)

const (
	membershipJSON = `{"name":"Ani Wijaya","email":"ani@example.com","mobile":"0812-0000-0001","membershipTierId":"t1"}`
	usageJSON      = `{"name":"Ani?>~~\u00ff Wijaya","email":"ani@example.com","mobile":"0812-0000-0001",` +
		`"creditAmount":20000}`
	signature = "65b2b4e9734b8a5f2ec309faee56eb2de1a4b1ad143004a2915d3b3a3ffde289"
)

func tokenLink(token string) mayar.ImmutableLink {
	return mayar.ImmutableLink("https://toko.example.com/m/kelas?ref=1&immutable=" + token)
}

func TestTokenDecodes(t *testing.T) {
	t.Parallel()
	member := mayar.Token{Name: "Ani Wijaya", Email: "ani@example.com", Mobile: "0812-0000-0001", TierID: "t1"}
	usage := mayar.Token{
		Name:         "Ani?>~~ÿ Wijaya",
		Email:        "ani@example.com",
		Mobile:       "0812-0000-0001",
		CreditAmount: 20000,
	}
	for payload, want := range map[string]mayar.Token{membershipJSON: member, usageJSON: usage} {
		// The names cover the letters that differ between the two alphabets, and each padding
		// length.
		for range 3 {
			for name, encoding := range map[string]*base64.Encoding{
				"standard": base64.StdEncoding, "standard, raw": base64.RawStdEncoding,
				"URL": base64.URLEncoding, "URL, raw": base64.RawURLEncoding,
			} {
				token := encoding.EncodeToString([]byte(payload))
				for _, link := range []mayar.ImmutableLink{
					tokenLink(token + "." + signature),
					tokenLink(token),
					tokenLink(strings.ReplaceAll(token, "=", "%3D") + "." + signature + "&x=y"),
					tokenLink(strings.ReplaceAll(token, "+", "%2B") + "." + signature + "#immutable=x"),
				} {
					got, ok := link.Token()
					if !ok || got.Name != want.Name || got.Email != want.Email || got.Mobile != want.Mobile ||
						got.TierID != want.TierID ||
						got.CreditAmount != want.CreditAmount {
						t.Errorf("%s, %q: got %q, %t", name, link.URL(), got.Name, ok)
					}
					if !link.HasImmutable() {
						t.Errorf("%q: HasImmutable is false", link.URL())
					}
				}
			}
			payload += " "
		}
	}
}

func TestOpaqueTokens(t *testing.T) {
	t.Parallel()
	b64 := base64.StdEncoding.EncodeToString
	for name, token := range map[string]string{
		"JWT":             b64([]byte(`{"alg":"HS256"}`)) + "." + b64([]byte(membershipJSON)) + "." + signature,
		"JWT of two dots": b64([]byte(membershipJSON)) + ".a.b",
		"random":          "d41d8cd98f00b204e9800998ecf8427e",
		"not base64":      "{}%25." + signature,
		"no JSON":         b64([]byte("Ani")) + "." + signature,
		"other JSON":      b64([]byte(`{"alg":"HS256"}`)) + "." + signature,
		"array":           b64([]byte(`[{"name":"Ani"}]`)) + "." + signature,
		"cut short":       b64([]byte(membershipJSON[:40])) + "." + signature,
		"huge":            b64(bytes.Repeat([]byte("x"), 32<<10)) + "." + signature,
	} {
		link := tokenLink(token)
		if got, ok := link.Token(); ok || got.Name != "" {
			t.Errorf("%s: got %q, want nothing", name, got.Name)
		}
		if !link.HasImmutable() {
			t.Errorf("%s: HasImmutable is false", name)
		}
	}
}

func TestHasImmutable(t *testing.T) {
	t.Parallel()
	for link, want := range map[mayar.ImmutableLink]bool{
		"https://toko.example.com/m/kelas?immutable=x":     true,
		"https://toko.example.com/m/kelas?a=b&immutable=x": true,
		"https://toko.example.com/m/kelas?immutable=%zz":   true,
		"https://toko.example.com/m/kelas?immutable=":      false,
		"https://toko.example.com/m/kelas?immutable":       false,
		"https://toko.example.com/m/kelas?notimmutable=x":  false,
		"https://toko.example.com/m/kelas#?immutable=x":    false,
		"https://toko.example.com/m/immutable=x":           false,
		"https://toko.example.com/m/kelas":                 false,
		"":                                                 false,
		"http://a b/?immutable=x":                          false,

		// A browser reads this name as immutable too, and with several it is open which one counts.
		"https://toko.example.com/m/kelas?%69mmutable=x":               true,
		"https://toko.example.com/m/kelas?immutable=x&immutable=y":     false,
		"https://toko.example.com/m/kelas?%69mmutable=x&immutable=y":   false,
		"https://toko.example.com/m/kelas?immutable=x&a=b&immutable":   false,
		"https://toko.example.com/m/kelas?immutable=x&immutabl%65=x":   false,
		"https://toko.example.com/m/kelas?immutable=x&not%69mmutable=": true,
	} {
		if got := link.HasImmutable(); got != want {
			t.Errorf("%q: got %t, want %t", link.URL(), got, want)
		}
	}
}

func TestLinksAndTokensAreNotPrinted(t *testing.T) {
	t.Parallel()
	token := base64.StdEncoding.EncodeToString([]byte(membershipJSON)) + "." + signature
	link := tokenLink(token)
	decoded, ok := link.Token()
	if !ok {
		t.Fatal("the token does not decode")
	}
	checkout := mayar.Checkout{Tiers: []mayar.TierLink{{TierID: "t1", Link: link}}, Usage: link, Single: link}
	var out bytes.Buffer
	for _, value := range []any{link, &link, decoded, checkout, &checkout, checkout.Tiers} {
		for _, verb := range []string{"v", "+v", "#v", "s", "q", "x", "X", "d", "T"} {
			fmt.Fprintf(&out, "%"+verb+"\n", value)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "value", value)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "value", value)
		if err := json.NewEncoder(&out).Encode(value); err != nil {
			t.Error(err)
		}
	}
	for _, secret := range []string{token, token[:20], fmt.Sprintf("%x", token[:20]), fmt.Sprintf("%X", token[:20]),
		"ani@example.com", "Ani Wijaya", "0812"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("printed %q", secret)
		}
	}
	if want := "https://toko.example.com/m/kelas?[hidden]"; link.String() != want {
		t.Errorf("String is %q, want %q", link.String(), want)
	}
	if got := link.URL(); got != string(link) || !strings.HasSuffix(got, token) {
		t.Errorf("URL is %q", got)
	}
}

// A token that a page may read differently is reported as ambiguous.
func TestAmbiguousTokens(t *testing.T) {
	t.Parallel()
	for payload, want := range map[string]bool{
		membershipJSON: false,
		usageJSON:      false,
		` {"email":"ani@example.com","x":{"email":"eve@example.com"},"y":[1,2],"mobile":null,"creditAmount":0} `: false,
		`{"email":"ani@example.com","mobile":812,"creditAmount":"1000"}`:                                         false,
		`{"email":"ani@example.com","email":"eve@example.com"}`:                                                  true,
		`{"email":"ani@example.com","email":"ani@example.com"}`:                                                  true,
		`{"email":"ani@example.com","\u0065mail":"eve@example.com"}`:                                             true,
		`{"email":"ani@example.com","Email":"eve@example.com"}`:                                                  true,
		`{"EMAIL":"ani@example.com","x":1}`:                                                                      true,
		`{"email":"ani@example.com","x":1,"x":2}`:                                                                true,
		`{"email":"ani@example.com","MembershipTierID":"t2"}`:                                                    true,
		`{"email":["ani@example.com"]}`:                                                                          true,
		`{"email":{"a":1},"name":"Ani"}`:                                                                         true,
		`{"email":"ani@example.com","mobile":true}`:                                                              true,
		`{"email":"ani@example.com","creditAmount":-5}`:                                                          true,
		`{"email":"ani@example.com","creditAmount":1000.5}`:                                                      true,
		`{"email":"ani@example.com","creditAmount":"1.000"}`:                                                     true,
		`{"email":"ani@example.com","creditAmount":99999999999999999999}`:                                        true,
	} {
		got, ok := tokenLink(base64.StdEncoding.EncodeToString([]byte(payload)) + "." + signature).Token()
		if !ok || got.Ambiguous != want {
			t.Errorf("%s: ambiguous is %t, ok %t, want %t", payload, got.Ambiguous, ok, want)
		}
	}
	// The Kelvin sign and the long s are different letters, so these are different names.
	got, ok := tokenLink(
		base64.StdEncoding.EncodeToString([]byte(`{"email":"ani@example.com","memberſhipTierId":"t2"}`))).Token()
	if !ok || got.TierID != "" {
		t.Errorf("got the tier %q", got.TierID)
	}
}

// Exactly one parameter may be named immutable, and no other may resemble it.
func TestOnlyOneImmutable(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]bool{
		"immutable=x": true, "a=b&immutable=x&c=immutable": true, "immutable=x&immutable_id=y": true,
		"immutable=x&myimmutable=y": true,
		"immutable=x&immutable[]=y": false, "immutable[]=x": false, "immutable=x&immutable[0]=y": false,
		"immutable=x&immutable%5B%5D=y": false,
		"immutable=x&Immutable=y":       false, "IMMUTABLE=x": false, "immutable=x&%49mmutable=y": false,
		"immutable=x&+immutable=y": false,
		"immutable=x&immutable+=y": false, "immutable=x&immutable%00=y": false, "immutable=x&%20immutable=y": false,
		"immutable=x;immutable=y": false, "immutable=x&a;immutable=y": false, "immutable=x&immutable": false,
	} {
		if got := mayar.ImmutableLink("https://toko.example.com/m/kelas?" + query).HasImmutable(); got != want {
			t.Errorf("%s: got %t, want %t", query, got, want)
		}
	}
}

func TestHost(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://Toko.MYR.id/x": "toko.myr.id", "https://toko.myr.id:443/x": "toko.myr.id",
		"https://toko.myr.id.": "toko.myr.id", "https://a.example:8443": "a.example:8443",
		"https://toko.myr.id@evil.example/": "", "": "", "/x": "", "https://a b/": "",
	} {
		if got := mayar.ImmutableLink(address).Host(); got != want {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
	}
}
