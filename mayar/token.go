package mayar

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
)

// A Token holds the values that an immutable link freezes: the customer, and the tier or the
// credits. It prints and logs as "[token]".
type Token struct {
	Name         string
	Email        string
	Mobile       string
	TierID       string // for a membership product
	CreditAmount int64  // credits, for a credit-usage product; 0: none

	// Ambiguous reports that the token can be read in more than one way: a name is repeated or in
	// other letter case, or a value has another type.
	Ambiguous bool
}

// maxToken bounds a token, in bytes. Those of the documentation have about 240.
const maxToken = 16 << 10

// parseToken reads base64(JSON) "." signature. The signature cannot be checked, because only Mayar
// has its key. A JWT, which has two dots, and everything else is opaque.
func parseToken(s string) (Token, bool) {
	payload, signature, _ := strings.Cut(s, ".")
	if len(s) > maxToken || strings.Contains(signature, ".") {
		return Token{}, false
	}
	b, err := decodeBase64(payload)
	if err != nil {
		return Token{}, false
	}
	t, ok := decodeToken(b)
	return t, ok && t != Token{}
}

// decodeToken reads the JSON of a token. A repeated or similar name makes the token ambiguous,
// because the page decides which one counts.
func decodeToken(b []byte) (t Token, ok bool) {
	dec := json.NewDecoder(bytes.NewReader(b))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return Token{}, false
	}
	seen := map[string]bool{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return Token{}, false
		}
		name, _ := key.(string)
		var value json.RawMessage
		if dec.Decode(&value) != nil {
			return Token{}, false
		}
		if folded := lowerASCII(name); seen[folded] || !t.setField(name, folded, value) {
			t.Ambiguous = true
		}
		seen[lowerASCII(name)] = true
	}
	if _, err := dec.Token(); err != nil {
		return Token{}, false
	}
	_, err := dec.Token()
	return t, errors.Is(err, io.EOF)
}

// setField sets the field of a name, and returns false when the value is ambiguous. Other names are
// ignored.
func (t *Token) setField(name, folded string, value json.RawMessage) bool {
	into := map[string]*string{"email": &t.Email, "mobile": &t.Mobile, "membershipTierId": &t.TierID}
	switch {
	case name == "name":
		t.Name = firstRunes(written(value), maxText)
	case name == "creditAmount":
		n, err := strconv.ParseInt(cmp.Or(written(value), "0"), 10, 64)
		t.CreditAmount = n
		return err == nil && n >= 0 && strings.ContainsAny(string(value[:1]), `"0123456789n`)
	case into[name] != nil:
		*into[name] = written(value)
	default:
		return folded != "name" && folded != "email" && folded != "mobile" && folded != "membershiptierid" &&
			folded != "creditamount"
	}
	return strings.ContainsAny(string(value[:1]), `"-0123456789n`)
}

// lowerASCII folds only ASCII letters: Unicode would fold the Kelvin sign to k.
func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, s)
}

// decodeBase64 reads both alphabets, with and without padding: the documentation's samples do not
// show which one Mayar uses.
func decodeBase64(s string) ([]byte, error) {
	standard := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(s, "="))
	return base64.RawStdEncoding.DecodeString(standard)
}

// Format prints "[token]", whatever the verb.
func (t Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[token]") }

// LogValue hides the token from slog.
func (t Token) LogValue() slog.Value { return slog.StringValue("[token]") }

// MarshalText hides the token from logs in JSON.
func (t Token) MarshalText() ([]byte, error) { return []byte("[token]"), nil }
