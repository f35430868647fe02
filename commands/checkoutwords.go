package commands

import (
	"regexp"
	"strings"
)

// checkoutWords are the words behind /checkout: PRODUCT name:"…" email:… mobile:… credit:… member:… customer:…
type checkoutWords struct {
	Product, Name, Email, Mobile, Credit, MemberID, CustomerID string
}

// checkoutKeys are the names a value may go by; Indonesian teams type the Indonesian ones.
var checkoutKeys = map[string]func(*checkoutWords) *string{
	"name":     func(w *checkoutWords) *string { return &w.Name },
	"nama":     func(w *checkoutWords) *string { return &w.Name },
	"email":    func(w *checkoutWords) *string { return &w.Email },
	"mobile":   func(w *checkoutWords) *string { return &w.Mobile },
	"phone":    func(w *checkoutWords) *string { return &w.Mobile },
	"hp":       func(w *checkoutWords) *string { return &w.Mobile },
	"credit":   func(w *checkoutWords) *string { return &w.Credit },
	"kredit":   func(w *checkoutWords) *string { return &w.Credit },
	"member":   func(w *checkoutWords) *string { return &w.MemberID },
	"customer": func(w *checkoutWords) *string { return &w.CustomerID },
}

var checkoutKey = regexp.MustCompile(`^(?i)(name|nama|email|mobile|phone|hp|credit|kredit|member|customer):`)

// parseCheckout reads the words. A value runs to the next key, so quotes are needed only where a value holds something that looks like one.
func parseCheckout(text string) checkoutWords {
	var words checkoutWords
	target, value, quoted := &words.Product, strings.Builder{}, false
	store := func() {
		if v := unquote(value.String()); v != "" {
			*target = v
		}
		value.Reset()
	}
	rest, atWord := plainWords(text), true
	for rest != "" {
		if key := checkoutKey.FindString(rest); key != "" && atWord && !quoted {
			store()
			target = checkoutKeys[strings.ToLower(strings.TrimSuffix(key, ":"))](&words)
			rest = rest[len(key):]
			continue
		}
		quoted = quoted != (rest[0] == '"')
		atWord = rest[0] == ' '
		value.WriteByte(rest[0])
		rest = rest[1:]
	}
	store()
	return words
}

func unquote(value string) string {
	value = strings.TrimSpace(value)
	for _, quote := range []string{`"`, `'`} {
		if inner, ok := strings.CutPrefix(value, quote); ok {
			value = strings.TrimSuffix(inner, quote)
		}
	}
	return strings.TrimSpace(value)
}

var (
	// Slack turns an address that was typed into <mailto:a@example.com|a@example.com>, a phone number into <tel:…|…> and a link into <https://…|…>.
	slackAddress = regexp.MustCompile(`<(?:mailto:|tel:)?([^|<>]+)(?:\|[^<>]*)?>`)

	// Phones and word processors put curly quotes where straight ones were typed; Slack escapes & < >.
	typographic = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "‘", "'", "’", "'", "\u00a0", " ", "\n", " ", "\t", " ")
	entities    = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// plainWords undoes what Slack and keyboards make of typed text.
func plainWords(text string) string {
	return entities.Replace(typographic.Replace(slackAddress.ReplaceAllString(text, "$1")))
}
