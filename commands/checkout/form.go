package checkout

import (
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/phone"
)

// formOf reads what was filled in. It came from outside: nothing in it has been checked.
func formOf(req *bot.Request) message.CheckoutForm {
	field := func(block string) string { return strings.TrimSpace(req.Fields[block]) }
	return message.CheckoutForm{
		Product:    message.Product{ID: field(message.BlockCheckoutProduct)},
		Name:       field(message.BlockCheckoutName),
		Email:      field(message.BlockCheckoutEmail),
		Mobile:     field(message.BlockCheckoutMobile),
		Credit:     field(message.BlockCheckoutCredit),
		CustomerID: field(message.BlockCheckoutCustomer),
		MemberID:   field(message.BlockCheckoutMember),
	}
}

// checkoutRequest turns the form into what Mayar is asked, or says what is wrong by block id.
func checkoutRequest(form message.CheckoutForm) (mayar.CheckoutRequest, map[string]message.FieldError) {
	wrong := map[string]message.FieldError{}
	switch {
	case form.Product.ID == "" || form.Product.ID == message.NoProduct:
		wrong[message.BlockCheckoutProduct] = message.FieldProductMissing
	case !isProductID(form.Product.ID):
		wrong[message.BlockCheckoutProduct] = message.FieldProductID
	}
	name, email := stripInvisible(form.Name), stripInvisible(form.Email)
	if n := utf8.RuneCountInString(name); n < 3 || n > 250 {
		wrong[message.BlockCheckoutName] = message.FieldName
	}
	if !isEmail(email) {
		wrong[message.BlockCheckoutEmail] = message.FieldEmail
	}
	mobile, ok := mobileDigits(form.Mobile)
	if !ok {
		wrong[message.BlockCheckoutMobile] = message.FieldMobile
	}
	credit, ok := creditAmount(form.Credit)
	if !ok {
		wrong[message.BlockCheckoutCredit] = message.FieldCredit
	}
	if form.CustomerID != "" && !personID.MatchString(form.CustomerID) {
		wrong[message.BlockCheckoutCustomer] = message.FieldPersonID
	}
	if form.MemberID != "" && !personID.MatchString(form.MemberID) {
		wrong[message.BlockCheckoutMember] = message.FieldPersonID
	}
	return mayar.CheckoutRequest{
		ProductID:    form.Product.ID,
		Customer:     mayar.CheckoutCustomer{Name: name, Email: email, Mobile: mobile},
		CreditAmount: credit,
		CustomerID:   form.CustomerID,
		MemberID:     form.MemberID,
	}, wrong
}

// isFilled tells whether something was given for a field: what is missing speaks for itself in the
// form, what is wrong has to be said.
func isFilled(form message.CheckoutForm, block string) bool {
	return map[string]string{
		message.BlockCheckoutProduct:  form.Product.ID,
		message.BlockCheckoutName:     form.Name,
		message.BlockCheckoutEmail:    form.Email,
		message.BlockCheckoutMobile:   form.Mobile,
		message.BlockCheckoutCredit:   form.Credit,
		message.BlockCheckoutCustomer: form.CustomerID,
		message.BlockCheckoutMember:   form.MemberID,
	}[block] != ""
}

var (
	productID = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
	personID  = regexp.MustCompile(`^[0-9A-Za-z-]{4,64}$`) // a UUID, or a member id like MBR8X2QK
)

// isProductID tells whether s has the shape of a product's id: a UUID in every document of Mayar's.
func isProductID(s string) bool { return productID.MatchString(strings.TrimSpace(s)) }

const (
	maxEmail   = 254 // bytes, RFC 5321
	maxMailbox = 64  // letters before the @
	maxLabel   = 63  // letters between the dots of a domain
)

// isEmail accepts a bare address as mailboxes really have them, with a dot in its domain. Marks of
// formatting and what links add to an address are no part of one.
func isEmail(s string) bool {
	address, err := mail.ParseAddress(s)
	if err != nil || address.Address != s || len(s) > maxEmail {
		return false
	}
	mailbox, domain, _ := strings.Cut(s, "@")
	labels := strings.Split(domain, ".")
	return consistsOf(mailbox, maxMailbox, "._%+'&=/!#$^-") && len(labels) > 1 && isTopLevel(labels[len(labels)-1]) &&
		!slices.ContainsFunc(labels, func(label string) bool {
			return strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") || !consistsOf(label, maxLabel, "-")
		})
}

// consistsOf reports whether a text is of letters, digits and the given signs alone, and not too
// long.
func consistsOf(text string, most int, signs string) bool {
	other := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune(signs, r)
	}
	return text != "" && utf8.RuneCountInString(text) <= most && !strings.ContainsFunc(text, other)
}

// isTopLevel reports whether a domain can end in a label: letters, or letters of another script in
// their ASCII form.
func isTopLevel(label string) bool {
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	return utf8.RuneCountInString(label) > 1 &&
		(strings.HasPrefix(label, "xn--") || !strings.ContainsFunc(label, notLetter))
}

// stripInvisible removes invisible and bidi characters; a link would keep them.
func stripInvisible(
	s string,
) string {
	return blockkit.Sanitize(s, 300)
} // more than any field takes: what is too long stays too long

// mobileDigits is a phone number that exists as everybody writes it the same: with the code of its
// country, and nothing but digits. Mayar wants 10 to 15.
func mobileDigits(s string) (string, bool) {
	number, ok := phone.Parse(s)
	return number, ok && len(number) >= 10 && len(number) <= 15
}

var wholeNumber = regexp.MustCompile(`^(\d+|\d{1,3}(\.\d{3})+)$`)

// creditAmount reads a whole number above 0, which may have dots between thousands. Nothing is 0:
// not sent.
func creditAmount(s string) (int64, bool) {
	if s == "" {
		return 0, true
	}
	if !wholeNumber.MatchString(s) {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(s, ".", ""), 10, 64)
	return n, err == nil && n > 0
}
