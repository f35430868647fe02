package commands

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/message"
)

// checkoutWords are the words behind /checkout: PRODUCT name:"…" email:… mobile:… credit:… member:… customer:…
type checkoutWords struct {
	Product, Name, Email, Mobile, Credit, MemberID, CustomerID string

	// Unclear are the block ids of what was given more than once, or went on behind its closing quote, of which the beginning of the first is taken, and
	// of a name that still holds something of Slack's.
	Unclear []string

	// Guessed tells that something was given without its key.
	Guessed bool
}

// checkoutKeys are the names a value may go by; Indonesian teams type the Indonesian ones.
var checkoutKeys = map[string]string{
	"product":   message.BlockCheckoutProduct,
	"produk":    message.BlockCheckoutProduct,
	"name":      message.BlockCheckoutName,
	"nama":      message.BlockCheckoutName,
	"email":     message.BlockCheckoutEmail,
	"e-mail":    message.BlockCheckoutEmail,
	"mobile":    message.BlockCheckoutMobile,
	"phone":     message.BlockCheckoutMobile,
	"hp":        message.BlockCheckoutMobile,
	"wa":        message.BlockCheckoutMobile,
	"tel":       message.BlockCheckoutMobile,
	"telp":      message.BlockCheckoutMobile,
	"telepon":   message.BlockCheckoutMobile,
	"credit":    message.BlockCheckoutCredit,
	"kredit":    message.BlockCheckoutCredit,
	"member":    message.BlockCheckoutMember,
	"anggota":   message.BlockCheckoutMember,
	"customer":  message.BlockCheckoutCustomer,
	"pelanggan": message.BlockCheckoutCustomer,
}

var checkoutKey = regexp.MustCompile(`^(?i)(product|produk|name|nama|e-?mail|mobile|phone|hp|wa|tel|telp|telepon|credit|kredit|member|anggota|customer|pelanggan) ?:`)

// parseCheckout reads the words. A value runs to the next key, so quotes are needed only where a value holds something that looks like one.
func parseCheckout(text string) checkoutWords {
	var words checkoutWords
	block, value, quoted := message.BlockCheckoutProduct, strings.Builder{}, false
	rest, atWord := text, true
	for rest != "" {
		if key := checkoutKey.FindString(rest); key != "" && atWord && !quoted {
			words.set(block, value.String())
			value.Reset()
			block = checkoutKeys[strings.ToLower(strings.TrimRight(key, " :"))]
			rest = rest[len(key):]
			continue
		}
		quoted = quoted != (rest[0] == '"')
		value.WriteByte(rest[0])
		last, _ := utf8.DecodeLastRuneInString(value.String())
		atWord = strings.ContainsRune(separators, last)
		rest = rest[1:]
	}
	words.set(block, value.String())
	return words
}

// set takes the value of a field, unless it has one. An empty one is none.
func (w *checkoutWords) set(block, value string) {
	value, behind := unquote(value)
	if block == message.BlockCheckoutProduct {
		value, behind = w.setLoose(value, behind)
	}
	if value == "" && behind == "" {
		return
	}
	target := w.field(block)
	unclear := *target != "" || behind != "" || block == message.BlockCheckoutName && ofSlack.MatchString(value)
	if unclear && !slices.Contains(w.Unclear, block) {
		w.Unclear = append(w.Unclear, block)
	}
	if *target == "" {
		*target = value
	}
}

var (
	looseEmail  = regexp.MustCompile(`[^\s,;]+@[^\s,;]+`)
	looseMobile = regexp.MustCompile(`(?:\+|\(|\b0|\b62)[\d\s().+-]{7,}\d`)
	leadingID   = regexp.MustCompile(`^([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})[\s,;]+(.+)$`)
)

// setLoose takes an e-mail and a phone number that were given without their keys, as in "Kelas Kopi" Ani Wijaya ani@example.com 081200001111. What else
// stands behind a product in quotes, or its id, is the name then.
func (w *checkoutWords) setLoose(product, behind string) (string, string) {
	if m := leadingID.FindStringSubmatch(product); m != nil && behind == "" {
		product, behind = m[1], m[2]
	}
	if behind == "" {
		return w.takeContacts(product), ""
	}
	if name := w.takeContacts(behind); w.Guessed {
		w.set(message.BlockCheckoutName, name)
		return product, ""
	}
	if isProductID(product) {
		return product + " " + behind, ""
	}
	return product, behind
}

// takeContacts takes an e-mail and a phone number out of a text, and returns the rest.
func (w *checkoutWords) takeContacts(text string) string {
	for _, kind := range []struct {
		block string
		found string
		is    func(string) bool
	}{
		{message.BlockCheckoutEmail, looseEmail.FindString(text), isEmail},
		{message.BlockCheckoutMobile, looseMobile.FindString(text), func(s string) bool { _, ok := mobileDigits(s); return ok }},
	} {
		if kind.found != "" && kind.is(kind.found) {
			w.set(kind.block, kind.found)
			text, w.Guessed = strings.Replace(text, kind.found, " ", 1), true
		}
	}
	if !w.Guessed {
		return text
	}
	return strings.Trim(strings.Join(strings.Fields(text), " "), separators)
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

// ofSlack is what Slack gives no word for: the emoji of a workspace, and people and channels by their ids.
var ofSlack = regexp.MustCompile(`:[a-z0-9_+'-]+:|@[USW][A-Z0-9]{7,}|#[CGD][A-Z0-9]{7,}`)

// separators stand between one value and the next, where people write lists.
const separators = " ,;，；、"

// closingQuotes are what closes a value by what opened it. A single quote inside a word is an apostrophe.
var closingQuotes = map[byte]*regexp.Regexp{'"': regexp.MustCompile(`"`), '\'': regexp.MustCompile(`'(?:\s|$)`)}

// unquote returns what stands between quotes, if the value begins with one, and what stands behind them.
func unquote(value string) (inner, behind string) {
	value = strings.TrimRight(strings.TrimSpace(value), separators)
	if value == "" || closingQuotes[value[0]] == nil {
		return value, ""
	}
	inner = value[1:]
	if at := closingQuotes[value[0]].FindStringIndex(inner); at != nil {
		inner, behind = inner[:at[0]], inner[at[1]:]
	}
	return strings.TrimSpace(inner), strings.TrimSpace(behind)
}
