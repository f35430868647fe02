package checkout

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/message"
)

// checkoutArgs are the words behind /checkout: PRODUCT name:"…" email:… mobile:… credit:… member:…
// customer:…
type checkoutArgs struct {
	Product, Name, Email, Mobile, Credit, MemberID, CustomerID string

	// Unclear are the block ids of what was given more than once, or went on behind its closing
	// quote, of which the beginning of the first is taken, and of a name that holds what is hardly
	// part of one.
	Unclear []string

	// Guessed tells that something was given without its key.
	Guessed bool
}

// checkoutKeys are the names a value may go by; Indonesian teams type the Indonesian ones.
var checkoutKeys = []struct {
	block string
	names *regexp.Regexp
}{
	{message.BlockCheckoutProduct, keyPattern(`product|produk`)},
	{message.BlockCheckoutName, keyPattern(
		`(?:(?:full|customer|buyer) )?name|nama(?: (?:lengkap|pelanggan|pembeli|customer))?`)},
	{message.BlockCheckoutEmail, keyPattern(`(?:alamat )?e-?mail(?: address)?|mail|surel`)},
	{message.BlockCheckoutMobile, keyPattern(
		`(?:(?:no|nomor|nomer)[. ]{0,2})?(?:hp|wa|whatsapp|telp|telpon|telepon|handphone|ponsel)(?: ?/ ?(?:hp|wa|whatsapp|telp))?|` +
			`(?:phone|mobile|whatsapp|tel)(?: (?:number|no\.?))?`,
	)},
	{message.BlockCheckoutCredit, keyPattern(`credit|kredit`)},
	{message.BlockCheckoutMember, keyPattern(`member|anggota`)},
	{message.BlockCheckoutCustomer, keyPattern(`customer|pelanggan`)},
}

func keyPattern(names string) *regexp.Regexp {
	return regexp.MustCompile(`^(?i)(?:` + names + `) ?[:=]+`)
}

// keyAt is the field whose key a text begins with, and how long that is.
func keyAt(text string) (block string, length int) {
	for _, key := range checkoutKeys {
		if n := len(key.names.FindString(text)); n > 0 {
			return key.block, n
		}
	}
	return "", 0
}

// parseCheckout reads the words. A value runs to the next key, so quotes are needed only where a
// value holds something that looks like one.
func parseCheckout(text string) checkoutArgs {
	var words checkoutArgs
	block, value, quoted := message.BlockCheckoutProduct, strings.Builder{}, false
	rest, atWord := text, true
	for rest != "" {
		if next, length := keyAt(rest); length > 0 && atWord && !quoted {
			words.set(block, words.withoutListSign(block, value.String()))
			value.Reset()
			block, rest = next, rest[length:]
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
func (w *checkoutArgs) set(block, value string) {
	typed := value
	value, behind := unquote(value)
	if block == message.BlockCheckoutEmail {
		value = strings.Trim(value, ".<>()")
	}
	if block == message.BlockCheckoutProduct {
		value, behind = w.setLoose(value, behind)
	}
	if value == "" && behind == "" {
		return
	}
	target := w.field(block)
	if *target != "" || behind != "" || block == message.BlockCheckoutName && isUnclearName(typed, value) {
		w.markUnclear(block)
	}
	if *target == "" {
		*target = value
	}
}

func (w *checkoutArgs) markUnclear(block string) {
	if !slices.Contains(w.Unclear, block) {
		w.Unclear = append(w.Unclear, block)
	}
}

var (
	listMarker = regexp.MustCompile(`(?i)(?:^|\s)(?:[-–—•·|/&+*]|dan|and)$`)
	listNumber = regexp.MustCompile(`(?:^|\s)\d{1,2}[.)]$`)
)

// withoutListSign takes off what stands between a value and the next one where people write lists:
// a dash, a bullet, "dan". A number with a dot may belong to a name.
func (w *checkoutArgs) withoutListSign(block, value string) string {
	value = strings.TrimRight(value, separators)
	if at := listNumber.FindStringIndex(value); at != nil {
		if block == message.BlockCheckoutName || block == message.BlockCheckoutProduct && at[0] > 0 {
			w.markUnclear(block)
			return value
		}
		value = value[:at[0]]
	}
	for at := listMarker.FindStringIndex(value); at != nil; at = listMarker.FindStringIndex(value) {
		value = strings.TrimRight(value[:at[0]], separators)
	}
	return value
}

var (
	otherKey  = regexp.MustCompile(`(?:^|\s)\p{L}[\p{L}._-]* ?[:=](?:[^/]|$)`)
	strayMark = regexp.MustCompile("(?:^|\\s)[*_~`]|[*_~`](?:\\s|$)")
)

// isUnclearName tells whether a name holds what is hardly part of one: something of Slack's, a mark
// of formatting, an e-mail or, unless it is in quotes, the key of a value that there is not.
func isUnclearName(typed, name string) bool {
	quoted := strings.HasPrefix(strings.TrimSpace(typed), `"`)
	return slackToken.MatchString(name) || strayMark.MatchString(name) ||
		!quoted && (otherKey.MatchString(name) || isEmail(looseEmail.FindString(name)))
}

var (
	looseEmail  = regexp.MustCompile(`[^\s,;]+@[^\s,;]+`)
	looseMobile = regexp.MustCompile(`(?:\+|\(|\b0|\b62)[\d\s().+-]{7,}\d`)
	leadingID   = regexp.MustCompile(`^([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})[\s,;]+(.+)$`)
)

// setLoose takes an e-mail and a phone number that were given without their keys, as in "Kelas
// Kopi" Ani Wijaya ani@example.com 081200001111. What else stands behind a product in quotes, or
// its id, is the name then.
func (w *checkoutArgs) setLoose(product, behind string) (string, string) {
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
func (w *checkoutArgs) takeContacts(text string) string {
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

func (w *checkoutArgs) field(block string) *string {
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

// slackToken is what Slack gives no word for: the emoji of a workspace, and people and channels by
// their ids.
var slackToken = regexp.MustCompile(`:[a-z0-9_+'-]+:|@[USW][A-Z0-9]{7,}|#[CGD][A-Z0-9]{7,}`)

// separators stand between one value and the next, where people write lists.
const separators = " ,;，；、|"

// closingQuotes are what closes a value by what opened it. A single quote inside a word is an
// apostrophe.
var closingQuotes = map[byte]*regexp.Regexp{'"': regexp.MustCompile(`"`), '\'': regexp.MustCompile(`'(?:\s|$)`)}

// unquote returns what stands between quotes, if the value begins with one, and what stands behind
// them.
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
