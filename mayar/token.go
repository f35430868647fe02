package mayar

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// A Token is what an immutable link freezes: who it is made out to, and the tier or the credits. It prints and logs as a mere word.
type Token struct {
	Name         string
	Email        string
	Mobile       string
	TierID       string // for a membership product
	CreditAmount int64  // credits, for a credit-usage product; 0: none
}

// maxToken bounds, in bytes, what is taken for a token. Those of the documentation have about 240.
const maxToken = 16 << 10

// parseToken reads base64(JSON) "." signature. The signature cannot be checked, because its key is Mayar's. A JWT, which has two dots, and
// everything else is opaque.
func parseToken(s string) (Token, bool) {
	payload, signature, _ := strings.Cut(s, ".")
	if len(s) > maxToken || strings.Contains(signature, ".") {
		return Token{}, false
	}
	b, err := decodeBase64(payload)
	if err != nil || len(b) == 0 || b[0] != '{' {
		return Token{}, false
	}
	var w struct {
		Name         text    `json:"name"`
		Email        text    `json:"email"`
		Mobile       text    `json:"mobile"`
		TierID       text    `json:"membershipTierId"`
		CreditAmount integer `json:"creditAmount"`
	}
	if json.Unmarshal(b, &w) != nil {
		return Token{}, false
	}
	t := Token{
		Name:         string(w.Name),
		Email:        string(w.Email),
		Mobile:       string(w.Mobile),
		TierID:       string(w.TierID),
		CreditAmount: w.CreditAmount.n,
	}
	return t, t != Token{}
}

// decodeBase64 reads both alphabets, with and without padding: the documentation's samples have none of the letters that would tell which it is.
func decodeBase64(s string) ([]byte, error) {
	standard := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(s, "="))
	return base64.RawStdEncoding.DecodeString(standard)
}

// Format prints nothing of the token, whatever the verb.
func (t Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[token]") }

// LogValue hides the token from slog.
func (t Token) LogValue() slog.Value { return slog.StringValue("[token]") }

// MarshalText hides the token from logs in JSON.
func (t Token) MarshalText() ([]byte, error) { return []byte("[token]"), nil }
