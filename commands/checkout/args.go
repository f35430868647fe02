package checkout

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/message"
)

// args are what was typed after /checkout: PRODUCT name:"…" email:… mobile:… credit:… member:…
// customer:…
type args struct {
	Product, Name, Email, Mobile, Credit, MemberID, CustomerID string

	// Ambiguous are the block ids of values that were given twice, that go on after their closing
	// quote, or that contain something which is hardly part of a name.
	Ambiguous []string

	// Guessed reports that something was given without its key.
	Guessed bool
}

// keys are the names of each value, in English and Indonesian.
var keys = []struct {
	block string
	names *regexp.Regexp
}{
	{message.BlockCheckoutProduct, keyPattern(`product|produk`)},
	{message.BlockCheckoutName, keyPattern(
		`(?:(?:full|customer|buyer) )?name|nama(?: (?:lengkap|pelanggan|pembeli|customer))?`)},
	{message.BlockCheckoutEmail, keyPattern(`(?:alamat )?e-?mail(?: address)?|mail|surel`)},
	{message.BlockCheckoutMobile, keyPattern(
		`(?:(?:no|nomor|nomer)[. ]{0,2})?(?:hp|wa|whatsapp|telp|telpon|telepon|handphone|ponsel)` +
			`(?: ?/ ?(?:hp|wa|whatsapp|telp))?|` +
			`(?:phone|mobile|whatsapp|tel)(?: (?:number|no\.?))?`,
	)},
	{message.BlockCheckoutCredit, keyPattern(`credit|kredit`)},
	{message.BlockCheckoutMember, keyPattern(`member|anggota`)},
	{message.BlockCheckoutCustomer, keyPattern(`customer|pelanggan`)},
}

func keyPattern(names string) *regexp.Regexp {
	return regexp.MustCompile(`^(?i)(?:` + names + `) ?[:=]+`)
}

// keyAt returns the field whose key a text begins with, and the length of the key.
func keyAt(text string) (block string, length int) {
	for _, key := range keys {
		if n := len(key.names.FindString(text)); n > 0 {
			return key.block, n
		}
	}
	return "", 0
}

// parseArgs reads what was typed after /checkout. A value ends at the next key, so it needs quotes
// only if it contains something that looks like a key.
func parseArgs(text string) args {
	var typed args
	block, value, quoted := message.BlockCheckoutProduct, strings.Builder{}, false
	rest, atWord := text, true
	for rest != "" {
		if next, length := keyAt(rest); length > 0 && atWord && !quoted {
			typed.set(block, typed.trimListMarker(block, value.String()))
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
	typed.set(block, value.String())
	return typed
}

// set sets the value of a field that has none yet.
func (a *args) set(block, value string) {
	typed := value
	value, behind := unquote(value)
	if block == message.BlockCheckoutEmail {
		value = strings.Trim(value, ".<>()")
	}
	if block == message.BlockCheckoutProduct {
		value, behind = a.splitProduct(value, behind)
	}
	if value == "" && behind == "" {
		return
	}
	target := a.field(block)
	if *target != "" || behind != "" || block == message.BlockCheckoutName && isAmbiguousName(typed, value) {
		a.markAmbiguous(block)
	}
	if *target == "" {
		*target = value
	}
}

func (a *args) markAmbiguous(block string) {
	if !slices.Contains(a.Ambiguous, block) {
		a.Ambiguous = append(a.Ambiguous, block)
	}
}

var (
	listMarker = regexp.MustCompile(`(?i)(?:^|\s)(?:[-–—•·|/&+*]|dan|and)$`)
	listNumber = regexp.MustCompile(`(?:^|\s)\d{1,2}[.)]$`)
)

// trimListMarker removes what people write between the values of a list: a dash, a bullet, "dan". A
// number with a dot may be part of a name.
func (a *args) trimListMarker(block, value string) string {
	value = strings.TrimRight(value, separators)
	if at := listNumber.FindStringIndex(value); at != nil {
		if block == message.BlockCheckoutName || block == message.BlockCheckoutProduct && at[0] > 0 {
			a.markAmbiguous(block)
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

// isAmbiguousName reports whether a name contains what is hardly part of one: an emoji or mention,
// formatting, an e-mail or, unless quoted, something that looks like a key.
func isAmbiguousName(typed, name string) bool {
	quoted := strings.HasPrefix(strings.TrimSpace(typed), `"`)
	return slackToken.MatchString(name) || strayMark.MatchString(name) ||
		!quoted && (otherKey.MatchString(name) || isEmail(looseEmail.FindString(name)))
}

var (
	looseEmail  = regexp.MustCompile(`[^\s,;]+@[^\s,;]+`)
	looseMobile = regexp.MustCompile(`(?:\+|\(|\b0|\b62)[\d\s().+-]{7,}\d`)
	leadingID   = regexp.MustCompile(`^([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})[\s,;]+(.+)$`)
)

// splitProduct takes an e-mail and a phone number that were given without their keys, as in "Kelas
// Kopi" Ani Wijaya ani@example.com 081200001111. The rest after a quoted product, or its id, is
// then the name.
func (a *args) splitProduct(product, behind string) (string, string) {
	if m := leadingID.FindStringSubmatch(product); m != nil && behind == "" {
		product, behind = m[1], m[2]
	}
	if behind == "" {
		return a.takeContacts(product), ""
	}
	if name := a.takeContacts(behind); a.Guessed {
		a.set(message.BlockCheckoutName, name)
		return product, ""
	}
	if isProductID(product) {
		return product + " " + behind, ""
	}
	return product, behind
}

// takeContacts removes an e-mail and a phone number from a text, and returns the rest.
func (a *args) takeContacts(text string) string {
	for _, kind := range []struct {
		block string
		found string
		is    func(string) bool
	}{
		{message.BlockCheckoutEmail, looseEmail.FindString(text), isEmail},
		{message.BlockCheckoutMobile, looseMobile.FindString(text), isMobile},
	} {
		if kind.found != "" && kind.is(kind.found) {
			a.set(kind.block, kind.found)
			text, a.Guessed = strings.Replace(text, kind.found, " ", 1), true
		}
	}
	if !a.Guessed {
		return text
	}
	return strings.Trim(strings.Join(strings.Fields(text), " "), separators)
}

func (a *args) field(block string) *string {
	return map[string]*string{
		message.BlockCheckoutProduct:  &a.Product,
		message.BlockCheckoutName:     &a.Name,
		message.BlockCheckoutEmail:    &a.Email,
		message.BlockCheckoutMobile:   &a.Mobile,
		message.BlockCheckoutCredit:   &a.Credit,
		message.BlockCheckoutMember:   &a.MemberID,
		message.BlockCheckoutCustomer: &a.CustomerID,
	}[block]
}

// slackToken matches an emoji of the workspace, or the id of a person or channel.
var slackToken = regexp.MustCompile(`:[a-z0-9_+'-]+:|@[USW][A-Z0-9]{7,}|#[CGD][A-Z0-9]{7,}`)

// separators stand between the values of a list.
const separators = " ,;，；、|"

// closingQuotes match the end of a quoted value, by its opening quote. A single quote inside a word
// is an apostrophe.
var closingQuotes = map[byte]*regexp.Regexp{'"': regexp.MustCompile(`"`), '\'': regexp.MustCompile(`'(?:\s|$)`)}

// unquote returns a value without its quotes, and what follows the closing quote.
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
