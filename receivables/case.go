package receivables

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/phone"
)

// ErrNoCase is the error of a case that the mirror does not know, or no longer.
var ErrNoCase = errors.New("no such case")

// A Case is the transactions of one customer for one product, as a Row of the list is, with what it
// takes to remind the customer. It is the open, active ones; if there are none, the last one that
// was.
type Case struct {
	Row

	// CustomerKey names whom the mirror takes for one person, over all products. It may hold an
	// e-mail or a phone number. It is empty if nothing is known of the customer.
	CustomerKey string

	Closed        time.Time // when the last transaction left the list; zero: it is there
	PaidElsewhere time.Time // when the customer paid for the same product with another checkout; zero: did not
	AsOf          time.Time // when the mirror was brought up to date
	CheckedAt     time.Time // when Mayar was asked about the newest transaction; zero: not now
	ExpiresAt     time.Time // until when it can be paid, if Mayar was asked and says so
}

// IsOpen reports whether the case can still be paid, as of now.
func (c Case) IsOpen(now time.Time) bool {
	lapsed := !c.ExpiresAt.IsZero() && !c.ExpiresAt.After(now)
	return c.Closed.IsZero() && c.Status == string(StatusActive) && !lapsed
}

// Subject names what notes and flags belong to: the customer, or the case alone if the customer is
// not known.
func (c Case) Subject() string {
	if c.CustomerKey == "" {
		return "case " + c.CaseID
	}
	return c.CustomerKey
}

// billTypes are the types of transactions that somebody was asked to pay. All others are checkouts
// that buyers began themselves.
var billTypes = map[string]bool{"invoice": true, "payment_request": true, "membership_payment": true}

// IsBill reports whether somebody was asked to pay. If not, a buyer has left a checkout.
func (c Case) IsBill() bool { return billTypes[strings.ToLower(c.Type)] }

// caseIDLength is the letters of a case's id, of five bits each.
const caseIDLength = 16

// CaseID returns the short id of the case with a key. Nobody can read the key from it.
func CaseID(key string) string {
	sum := sha256.Sum256([]byte("mayarbot case\n" + key))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:caseIDLength])
}

// minPhone is from how many digits on a text is taken for a phone number.
const minPhone = 7

// ParseCustomer reads how a person names one customer: by e-mail, phone number or Mayar's id. The
// key is the CustomerKey of an id; e-mail and number are empty if it is none.
func ParseCustomer(typed string) (key, email, number string) {
	typed = strings.TrimSpace(typed)
	if strings.Contains(typed, "@") {
		email = Normalize(typed)
	} else if len(phone.Digits(typed)) >= minPhone {
		number = phone.Normal(typed)
	}
	return "id " + typed, email, number
}
