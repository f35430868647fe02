package commands

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mayarbot/mayarbot/message"
)

// checkoutWords are the words behind /checkout: PRODUCT name:"…" email:… mobile:… credit:… member:… customer:…
type checkoutWords struct {
	Product, Name, Email, Mobile, Credit, MemberID, CustomerID string

	Unclear []string // block ids of what was given more than once, or went on behind its closing quote: the beginning of the first is taken
}

// checkoutKeys are the names a value may go by; Indonesian teams type the Indonesian ones.
var checkoutKeys = map[string]string{
	"name":     message.BlockCheckoutName,
	"nama":     message.BlockCheckoutName,
	"email":    message.BlockCheckoutEmail,
	"mobile":   message.BlockCheckoutMobile,
	"phone":    message.BlockCheckoutMobile,
	"hp":       message.BlockCheckoutMobile,
	"credit":   message.BlockCheckoutCredit,
	"kredit":   message.BlockCheckoutCredit,
	"member":   message.BlockCheckoutMember,
	"customer": message.BlockCheckoutCustomer,
}

var checkoutKey = regexp.MustCompile(`^(?i)(name|nama|email|mobile|phone|hp|credit|kredit|member|customer):`)

// parseCheckout reads the words. A value runs to the next key, so quotes are needed only where a value holds something that looks like one.
func parseCheckout(text string) checkoutWords {
	var words checkoutWords
	block, value, quoted := message.BlockCheckoutProduct, strings.Builder{}, false
	rest, atWord := plainWords(text), true
	for rest != "" {
		if key := checkoutKey.FindString(rest); key != "" && atWord && !quoted {
			words.set(block, value.String())
			value.Reset()
			block = checkoutKeys[strings.ToLower(strings.TrimSuffix(key, ":"))]
			rest = rest[len(key):]
			continue
		}
		quoted = quoted != (rest[0] == '"')
		atWord = rest[0] == ' '
		value.WriteByte(rest[0])
		rest = rest[1:]
	}
	words.set(block, value.String())
	return words
}

// set takes the value of a field, unless it has one. An empty one is none.
func (w *checkoutWords) set(block, value string) {
	value, behind := unquote(value)
	if value == "" && behind == "" {
		return
	}
	target := w.field(block)
	if (*target != "" || behind != "") && !slices.Contains(w.Unclear, block) {
		w.Unclear = append(w.Unclear, block)
	}
	if *target == "" {
		*target = value
	}
}

func (w *checkoutWords) field(block string) *string {
	return map[string]*string{
		message.BlockCheckoutProduct:  &w.Product,
		message.BlockCheckoutName:     &w.Name,
		message.BlockCheckoutEmail:    &w.Email,
		message.BlockCheckoutMobile:   &w.Mobile,
		message.BlockCheckoutCredit:   &w.Credit,
		message.BlockCheckoutMember:   &w.MemberID,
		message.BlockCheckoutCustomer: &w.CustomerID,
	}[block]
}

// closingQuotes are what closes a value by what opened it. A single quote inside a word is an apostrophe.
var closingQuotes = map[byte]*regexp.Regexp{'"': regexp.MustCompile(`"`), '\'': regexp.MustCompile(`'(?:\s|$)`)}

// unquote returns what stands between quotes, if the value begins with one, and what stands behind them.
func unquote(value string) (inner, behind string) {
	value = strings.TrimSpace(value)
	if value == "" || closingQuotes[value[0]] == nil {
		return value, ""
	}
	inner = value[1:]
	if at := closingQuotes[value[0]].FindStringIndex(inner); at != nil {
		inner, behind = inner[:at[0]], inner[at[1]:]
	}
	return strings.TrimSpace(inner), strings.TrimSpace(behind)
}

var (
	// Slack turns an address that was typed into <mailto:a@example.com|a@example.com> and a link into <https://…|…>. What looks like a phone number, be it
	// a part of an id, becomes <tel:20261100123|2026-11-00123>: there the word that was typed counts.
	slackAddress = regexp.MustCompile(`<(?:tel:[^|<>]*\|([^|<>\s]+)|(?:mailto:|tel:)?([^|<>]+)(?:\|[^<>]*)?)>`)

	// Phones and word processors put curly quotes where straight ones were typed; Slack escapes & < >.
	typographic = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "‘", "'", "’", "'", "\u00a0", " ", "\n", " ", "\t", " ")
	entities    = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// plainWords undoes what Slack and keyboards make of typed text.
func plainWords(text string) string {
	return entities.Replace(typographic.Replace(slackAddress.ReplaceAllString(text, "$1$2")))
}
