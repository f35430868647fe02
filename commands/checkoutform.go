package commands

import (
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
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
func checkoutRequest(form message.CheckoutForm) (mayar.CheckoutRequest, map[string]message.FieldKind) {
	wrong := map[string]message.FieldKind{}
	switch {
	case form.Product.ID == "":
		wrong[message.BlockCheckoutProduct] = message.FieldProductMissing
	case !isProductID(form.Product.ID):
		wrong[message.BlockCheckoutProduct] = message.FieldProductID
	}
	if n := utf8.RuneCountInString(form.Name); n < 3 || n > 250 {
		wrong[message.BlockCheckoutName] = message.FieldName
	}
	if !isEmail(form.Email) {
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
		Customer:     mayar.CheckoutCustomer{Name: form.Name, Email: form.Email, Mobile: mobile},
		CreditAmount: credit,
		CustomerID:   form.CustomerID,
		MemberID:     form.MemberID,
	}, wrong
}

// filled tells whether something was given for a field: what is missing speaks for itself in the form, what is wrong has to be said.
func filled(form message.CheckoutForm, block string) bool {
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

// isEmail accepts a bare address of at most 254 characters with a dot in its domain.
func isEmail(s string) bool {
	address, err := mail.ParseAddress(s)
	if err != nil || address.Address != s || len(s) > 254 {
		return false
	}
	_, domain, _ := strings.Cut(s, "@")
	return strings.Contains(strings.Trim(domain, "."), ".")
}

// mobileDigits takes the separators that people type out of a phone number. Mayar wants 10 to 15 digits.
func mobileDigits(s string) (string, bool) {
	digits := strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "").Replace(strings.TrimPrefix(s, "+"))
	if len(digits) < 10 || len(digits) > 15 || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return digits, true
}

// creditAmount reads a whole number above 0, with the dots that people put between thousands. Nothing is 0: not sent.
func creditAmount(s string) (int64, bool) {
	if s == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(s, ".", ""), 10, 64)
	return n, err == nil && n > 0
}
