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

// A token is the data of an immutable link, in the order of the docs' samples. Mayar puts no date,
// price or product into it.
type token struct {
	Name   string       `json:"name"`
	Email  string       `json:"email"`
	Mobile string       `json:"mobile"`
	TierID string       `json:"membershipTierId,omitempty"`
	Credit *json.Number `json:"creditAmount,omitempty"`
}

// A linkMaker makes the links of one checkout.
type linkMaker struct {
	shop      *shop
	product   *Product
	frozen    token // without a tier or an amount
	credit    *json.Number
	wrongTier bool
	links     []string
}

func (s *Server) newLinkMaker(p *Product, req checkoutRequest) *linkMaker {
	who := req.CustomerInfo
	m := &linkMaker{
		shop: s.shop, product: p, credit: req.CreditAmount, wrongTier: s.overrides.wrongTier,
		frozen: token{Name: who.Name, Email: who.Email, Mobile: who.Mobile},
	}
	if s.overrides.wrongCustomer {
		other := s.shop.otherCustomer(who.Email)
		m.frozen = token{Name: other.Name, Email: other.Email, Mobile: other.Mobile}
	}
	return m
}

// generalURL is the page on which a buyer can enter any data.
func (m *linkMaker) generalURL() string { return m.shop.merchantURL + m.product.path() }

// tierLinks makes a link for each tier. usage selects the JSON key of credit usage.
func (m *linkMaker) tierLinks(usage bool) []tierLinkRow {
	var rows []tierLinkRow
	for i, tier := range m.product.Tiers {
		frozen := m.frozen
		frozen.TierID = tier.ID
		if m.wrongTier {
			frozen.TierID = m.otherTier(i)
		}
		row, link := tierLinkRow{ID: tier.ID}, m.link(m.generalURL()+"?immutable=", signedToken(frozen))
		if usage {
			row.UsageURL = link
		} else {
			row.URL = link
		}
		rows = append(rows, row)
	}
	return rows
}

func (m *linkMaker) otherTier(i int) string {
	if len(m.product.Tiers) == 1 {
		return m.shop.newID()
	}
	return m.product.Tiers[(i+1)%len(m.product.Tiers)].ID
}

func (m *linkMaker) usageLink() string {
	frozen := m.frozen
	frozen.Credit = m.credit
	return m.link(m.shop.merchantURL+"/pl/"+m.product.Slug+"?immutable=", signedToken(frozen))
}

// opaqueLink has a JWT as its token, like the V2 docs. They do not document its claims.
func (m *linkMaker) opaqueLink() string {
	claims := map[string]string{
		"customerName": m.frozen.Name, "customerEmail": m.frozen.Email, "productId": m.product.ID,
	}
	unsigned := urlBase64([]byte(`{"alg":"HS256"}`)) + "." + urlBase64(compact(claims))
	return m.link(
		m.shop.merchantURL+"/pl/checkout?product="+m.product.ID+"&immutable=", unsigned+"."+urlBase64(sign(unsigned)),
	)
}

func (m *linkMaker) link(before, token string) string {
	m.links = append(m.links, before+token)
	return before + token
}

// signedToken returns Mayar's own format: padded base64 of the JSON, a dot, and 64 hexadecimal
// digits. The base64 can contain + and /, and Mayar does not escape the token in the URL.
func signedToken(t token) string {
	text := base64.StdEncoding.EncodeToString(compact(t))
	return text + "." + hex.EncodeToString(sign(text))
}

// sign returns a value as long as Mayar's signature. Only Mayar can verify the real one.
func sign(text string) []byte {
	mac := hmac.New(sha256.New, []byte("nothing here is secret"))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

func urlBase64(p []byte) string { return base64.RawURLEncoding.EncodeToString(p) }

// compact encodes JSON like Node: < > & stay unescaped.
func compact(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("fakemayar: a token that is not JSON: " + err.Error())
	}
	return []byte(strings.TrimSuffix(buf.String(), "\n"))
}
