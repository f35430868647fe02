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

// An order is what was filled in, and what Mayar is asked for it.
type order struct {
	form    message.CheckoutForm
	request mayar.CheckoutRequest
}

// parseForm reads the fields of the form, or returns what is wrong with them by block id.
func (h *Handler) parseForm(req *bot.Request) (order, map[string]string) {
	field := func(block string) string { return strings.TrimSpace(req.Fields[block]) }
	form := message.CheckoutForm{
		Product:    message.Product{ID: field(message.BlockCheckoutProduct)},
		Name:       field(message.BlockCheckoutName),
		Email:      field(message.BlockCheckoutEmail),
		Mobile:     field(message.BlockCheckoutMobile),
		Credit:     field(message.BlockCheckoutCredit),
		CustomerID: field(message.BlockCheckoutCustomer),
		MemberID:   field(message.BlockCheckoutMember),
	}
	request, wrong := requestOf(form)
	texts := make(map[string]string, len(wrong))
	for block, kind := range wrong {
		texts[block] = h.Renderer.FieldError(kind)
	}
	return order{form, request}, texts
}

// requestOf returns what Mayar is asked for a form, and what is wrong with it by block id.
func requestOf(form message.CheckoutForm) (mayar.CheckoutRequest, map[string]message.FieldError) {
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

var (
	productID = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
	personID  = regexp.MustCompile(`^[0-9A-Za-z-]{4,64}$`) // a UUID, or a member id like MBR8X2QK
)

// isProductID reports whether s can be the id of a product: Mayar's are UUIDs.
func isProductID(s string) bool { return productID.MatchString(strings.TrimSpace(s)) }

const (
	maxFieldLen = 300 // more than any field takes, so that a long value stays too long
	maxEmail    = 254 // bytes, RFC 5321
	maxMailbox  = 64  // characters before the @
	maxLabel    = 63  // characters between the dots of a domain
)

// isEmail reports whether s is a plain address, with a dot in its domain and no formatting marks.
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

// consistsOf reports whether a text has only letters, digits and the given signs, and is not too
// long.
func consistsOf(text string, most int, signs string) bool {
	other := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune(signs, r)
	}
	return text != "" && utf8.RuneCountInString(text) <= most && !strings.ContainsFunc(text, other)
}

// isTopLevel reports whether a domain can end in this label.
func isTopLevel(label string) bool {
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	return utf8.RuneCountInString(label) > 1 &&
		(strings.HasPrefix(label, "xn--") || !strings.ContainsFunc(label, notLetter))
}

// stripInvisible removes invisible and bidi characters; a link would keep them.
func stripInvisible(s string) string { return blockkit.Sanitize(s, maxFieldLen) }

// mobileDigits returns a phone number in one form: digits with the code of the country. Mayar wants
// 10 to 15 of them.
func mobileDigits(s string) (string, bool) {
	number, ok := phone.Parse(s)
	return number, ok && len(number) >= 10 && len(number) <= 15
}

func isMobile(s string) bool {
	_, ok := mobileDigits(s)
	return ok
}

var wholeNumber = regexp.MustCompile(`^(\d+|\d{1,3}(\.\d{3})+)$`)

// creditAmount reads a whole number above 0, which may have dots between thousands. An empty one is
// 0, which is not sent.
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
