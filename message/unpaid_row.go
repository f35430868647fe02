package message

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/receivables"
)

// The longest texts of buyers in a row, in characters: ten rows of the longest stay far below what Slack takes in one message.
const (
	maxName    = 60
	maxEmail   = 64
	maxMobile  = 20
	maxProduct = 80
	maxType    = 30
)

// row is one row of the list in three short lines: who and how much, what for and since when, how to reach them.
func (w *Renderer) row(row receivables.Row, now time.Time) markup {
	lines := []markup{
		joinDots("*"+w.customer(row.Customer)+"*", w.rowAmount(row, "*"), repeatCount(row.Count)),
		joinDots(w.rowProduct(row), w.rowAge(row, now), w.rowStatus(row)),
	}
	if contact := joinDots(optionalText(row.Email, maxEmail), optionalText(row.Mobile, maxMobile)); contact != "" {
		lines = append(lines, contact)
	}
	return joinLines(lines)
}

// maxPageURL is the longest address of a payment page that gets a button. Mayar's have about a hundred characters.
const maxPageURL = 400

// rowButton opens the transactions of a row that has several, and else its payment page.
func (w *Renderer) rowButton(row receivables.Row, list UnpaidState) *slack.ButtonBlockElement {
	if row.Count < 2 || !transactionID.MatchString(row.ID) {
		return w.paymentPage(row, "")
	}
	all := button(ActionUnpaidGroup, w.text("OpenGroup", args{"Count": row.Count}), GroupState{ID: row.ID, Page: 1, List: list}.Value())
	all.AccessibilityLabel = w.text("OpenGroupOf", args{"Count": row.Count, "Customer": w.plainCustomer(row)})
	return all
}

// paymentPage opens the page on which the customer pays. Screen readers say whose, and which where one customer has several: there are ten of these
// buttons. The page of one of several says its own amount.
func (w *Renderer) paymentPage(row receivables.Row, which string) *slack.ButtonBlockElement {
	if len(row.URL) > maxPageURL || row.Status == string(receivables.StatusPaid) {
		return nil
	}
	open := linkButton(w.pageLabel(row), row.URL)
	if open != nil {
		label := w.text("PaymentPageOf", args{"Customer": w.plainCustomer(row)})
		if which != "" {
			label += ", " + which
		}
		open.AccessibilityLabel = label + w.ownAmount(row)
	}
	return open
}

// pageLabel names a payment page. Where it is that of one of several, it says for how much it is: not for the total beside it.
func (w *Renderer) pageLabel(row receivables.Row) string {
	return w.text("PaymentPage", nil) + w.ownAmount(row)
}

// ownAmount is the amount of the newest transaction of a row, where that is not the row's.
func (w *Renderer) ownAmount(row receivables.Row) string {
	if row.Count < 2 || row.LatestAmount.Count == 0 {
		return ""
	}
	return " (" + w.formatSum(row.LatestAmount) + ")"
}

func (w *Renderer) plainCustomer(row receivables.Row) string {
	if strings.TrimSpace(row.Customer) == "" {
		return w.text("NoCustomer", nil)
	}
	return blockkit.Sanitize(row.Customer, 40)
}

// rowProduct is what a row is for, and of which type unless the product is only called that.
func (w *Renderer) rowProduct(row receivables.Row) markup {
	product := w.product(row.Product)
	if row.Products > 1 {
		product = w.mrkdwn("ProductAndMore", args{"Product": product, "Count": row.Products - 1})
	}
	name := strings.TrimSpace(row.Product)
	if strings.EqualFold(name, w.typeName(row.Type)) || strings.EqualFold(name, row.Type) {
		return product
	}
	return joinDots(product, w.typeLabel(row.Type))
}

func joinLines(lines []markup) markup {
	texts := make([]string, len(lines))
	for i, line := range lines {
		texts[i] = string(line)
	}
	return markup(strings.Join(texts, "\n"))
}

func (w *Renderer) customer(name string) markup {
	if strings.TrimSpace(name) == "" {
		return markup(w.text("NoCustomer", nil))
	}
	return safeText(name, maxName)
}

func (w *Renderer) product(name string) markup {
	if strings.TrimSpace(name) == "" {
		return markup(w.text("NoProduct", nil))
	}
	return safeText(name, maxProduct)
}

// optionalText is an untrusted text, or nothing where it is empty.
func optionalText(s string, limit int) markup {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return safeText(s, limit)
}

// rowAmount is what a row comes to, between marks of emphasis. Of several it says that it is all of them together: "Rp400.000 total · 4×".
func (w *Renderer) rowAmount(row receivables.Row, emphasis markup) markup {
	amount := emphasis + markup(w.formatSum(sumOf(row))) + emphasis
	if row.Count < 2 || row.NoAmount >= row.Count {
		return amount
	}
	return w.mrkdwn("AmountTogether", args{"Amount": amount})
}

// sumOf is what all transactions of a row come to.
func sumOf(row receivables.Row) receivables.Delta {
	return receivables.Delta{Count: max(row.Count, 1), Amount: row.Amount, NoAmount: row.NoAmount}
}

func repeatCount(n int) markup {
	if n < 2 {
		return ""
	}
	return markup(strconv.Itoa(n)) + "×"
}

func (w *Renderer) rowAge(row receivables.Row, now time.Time) markup {
	if row.Newest.IsZero() {
		return ""
	}
	if row.Status == string(receivables.StatusPaid) {
		return w.mrkdwn("PaidAt", args{"Time": markup(w.formatTime(row.Newest, now))})
	}
	newest := w.Age(now.Sub(row.Newest))
	if row.Count > 1 && !row.Oldest.IsZero() {
		if oldest := w.Age(now.Sub(row.Oldest)); oldest != newest {
			return w.mrkdwn("AgeRange", args{"Newest": markup(newest), "Oldest": markup(oldest)})
		}
	}
	return markup(newest)
}

// rowStatus is said only where it is not the usual one. When something was paid says that it was.
func (w *Renderer) rowStatus(row receivables.Row) markup {
	status := row.Status
	switch strings.ToLower(status) {
	case "", string(receivables.StatusActive), string(receivables.StatusPaid):
		return ""
	case string(receivables.StatusExpired):
		return markup(w.text("StatusExpired", nil))
	}
	return safeText(status, maxType)
}

var typeIDs = map[string]string{
	"audiobook":            "TypeAudiobook",
	"bundling":             "TypeBundling",
	"child":                "TypeChild",
	"coaching":             "TypeCoaching",
	"cohort_based":         "TypeCohortBased",
	"course":               "TypeCourse",
	"credit_usage_product": "TypeCreditUsage",
	"digital_product":      "TypeDigitalProduct",
	"ebook":                "TypeEbook",
	"event":                "TypeEvent",
	"fundraising":          "TypeFundraising",
	"generic_link":         "TypeGenericLink",
	"invoice":              "TypeInvoice",
	"membership":           "TypeMembership",
	"membership_payment":   "TypeMembershipPayment",
	"payme":                "TypePayme",
	"payment_request":      "TypePaymentRequest",
	"physical_product":     "TypePhysicalProduct",
	"podcast":              "TypePodcast",
	"saas":                 "TypeSaas",
	"support":              "TypeSupport",
	"webinar":              "TypeWebinar",
	"zakat":                "TypeZakat",
}

// TypeNames are the words for Mayar's types, as rows show them.
func (w *Renderer) TypeNames() []string {
	var words []string
	for _, id := range typeIDs {
		words = append(words, w.text(id, nil))
	}
	slices.SortFunc(words, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return words
}

func (w *Renderer) typeList() string { return strings.Join(w.TypeNames(), exampleSeparator) }

// typeLabel is Mayar's type of a transaction or product in words, as mrkdwn.
func (w *Renderer) typeLabel(name string) markup {
	return optionalText(w.typeName(name), maxType)
}

// typeName is Mayar's type in words, as plain text. Mayar adds types: one that is not known is shown as it is.
func (w *Renderer) typeName(name string) string {
	if id, ok := typeIDs[strings.ToLower(name)]; ok {
		return w.text(id, nil)
	}
	if strings.TrimSpace(name) == "" {
		return ""
	}
	return blockkit.Sanitize(name, maxType)
}
