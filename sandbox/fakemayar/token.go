package fakemayar

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
)

// A token is what an immutable link freezes, in the order of the docs' samples. Mayar puts no date, price or product in it.
type token struct {
	Name   string       `json:"name"`
	Email  string       `json:"email"`
	Mobile string       `json:"mobile"`
	TierID string       `json:"membershipTierId,omitempty"`
	Credit *json.Number `json:"creditAmount,omitempty"`
}

// A mint makes the links of one checkout.
type mint struct {
	shop      *shop
	product   *Product
	frozen    token // without a tier or an amount
	credit    *json.Number
	wrongTier bool
	made      []string
}

func (s *Server) minter(p *Product, req checkoutRequest) *mint {
	who := req.CustomerInfo
	m := &mint{
		shop: s.shop, product: p, credit: req.CreditAmount, wrongTier: s.switches.wrongTier,
		frozen: token{Name: who.Name, Email: who.Email, Mobile: who.Mobile},
	}
	if s.switches.wrongCustomer {
		other := s.shop.somebodyElse(who.Email)
		m.frozen = token{Name: other.Name, Email: other.Email, Mobile: other.Mobile}
	}
	return m
}

// general is the page that everybody can fill in as they like.
func (m *mint) general() string { return m.shop.merchantURL + m.product.path() }

// tierLinks makes a link for each tier; usage puts it under the key of credit usage.
func (m *mint) tierLinks(usage bool) []tierLinkRow {
	var rows []tierLinkRow
	for i, tier := range m.product.Tiers {
		frozen := m.frozen
		frozen.TierID = tier.ID
		if m.wrongTier {
			frozen.TierID = m.otherTier(i)
		}
		row, link := tierLinkRow{ID: tier.ID}, m.link(m.general()+"?immutable=", signed(frozen))
		if usage {
			row.UsageURL = link
		} else {
			row.URL = link
		}
		rows = append(rows, row)
	}
	return rows
}

func (m *mint) otherTier(i int) string {
	if len(m.product.Tiers) == 1 {
		return m.shop.newID()
	}
	return m.product.Tiers[(i+1)%len(m.product.Tiers)].ID
}

func (m *mint) usageLink() string {
	frozen := m.frozen
	frozen.Credit = m.credit
	return m.link(m.shop.merchantURL+"/pl/"+m.product.Slug+"?immutable=", signed(frozen))
}

// opaqueLink has a JWT for a token, as the V2 page has it. Its claims are not documented.
func (m *mint) opaqueLink() string {
	claims := map[string]string{
		"customerName": m.frozen.Name, "customerEmail": m.frozen.Email, "productId": m.product.ID,
	}
	unsigned := urlBase64([]byte(`{"alg":"HS256"}`)) + "." + urlBase64(compact(claims))
	return m.link(
		m.shop.merchantURL+"/pl/checkout?product="+m.product.ID+"&immutable=", unsigned+"."+urlBase64(seal(unsigned)),
	)
}

func (m *mint) link(before, token string) string {
	m.made = append(m.made, before+token)
	return before + token
}

// signed returns Mayar's own format: base64 of the JSON with its padding, a dot, and 64 hexadecimal digits. The base64 can hold + and /, and
// Mayar does not escape the token in the URL.
func signed(t token) string {
	text := base64.StdEncoding.EncodeToString(compact(t))
	return text + "." + hex.EncodeToString(seal(text))
}

// seal has the length of Mayar's signature. Nobody outside Mayar can check the real one.
func seal(text string) []byte {
	mac := hmac.New(sha256.New, []byte("nothing here is secret"))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

func urlBase64(p []byte) string { return base64.RawURLEncoding.EncodeToString(p) }

// compact is JSON as Node writes it: < > & stay as they are.
func compact(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("fakemayar: a token that is not JSON: " + err.Error())
	}
	return []byte(strings.TrimSuffix(buf.String(), "\n"))
}
