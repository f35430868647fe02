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

// The longest texts of buyers in a row, in characters. Ten such rows are far smaller than Slack's
// largest message.
const (
	maxName    = 60
	maxEmail   = 64
	maxMobile  = 20
	maxProduct = 80
	maxType    = 30
)

// row describes one row of the list in three short lines: customer and amount, product and age,
// contact.
func (w *Renderer) row(row receivables.Row, now time.Time) markup {
	lines := []markup{
		joinDots("*"+w.customer(row.Customer)+"*", w.rowAmount(row, "*"), repeatCount(row.Count)),
		joinDots(w.rowProduct(row), w.rowAge(row, now), w.rowStatus(row)),
	}
	if contact := contactLine(row.Email, row.Mobile); contact != "" {
		lines = append(lines, contact)
	}
	return joinLines(lines...)
}

// maxPageURL is the longest address of a payment page that gets a button. Mayar's have about a
// hundred characters.
const maxPageURL = 400

// followUp opens the card of a row, nil if the row is paid or its case has no id yet. A list has
// ten of these buttons, so screen readers get the customer's name.
func (w *Renderer) followUp(row receivables.Row) *slack.ButtonBlockElement {
	if !caseID.MatchString(row.CaseID) || row.Status == string(receivables.StatusPaid) {
		return nil
	}
	open := button(ActionFollowUp, w.text("FollowUp", nil), row.CaseID)
	open.AccessibilityLabel = w.text("FollowUpOf", args{"Customer": w.plainCustomer(row)})
	return open
}

// rowButton opens the card of a row, or else its payment page.
func (w *Renderer) rowButton(row receivables.Row) *slack.ButtonBlockElement {
	if open := w.followUp(row); open != nil {
		return open
	}
	return w.paymentPage(row, "")
}

// addRow adds a row of the list. A row with several transactions has a button that opens them.
func (w *Renderer) addRow(b *builder, row receivables.Row, list UnpaidState, now time.Time) {
	open, group := w.rowButton(row), w.openGroup(row, list)
	if group != nil && w.followUp(row) == nil {
		open, group = group, nil
	}
	b.sectionWithButton(w.row(row, now), open)
	if group != nil {
		b.actions(group)
	}
}

// openGroup opens the transactions of a row with several, nil for any other row.
func (w *Renderer) openGroup(row receivables.Row, list UnpaidState) *slack.ButtonBlockElement {
	if row.Count < 2 || !transactionID.MatchString(row.ID) {
		return nil
	}
	group := GroupState{ID: row.ID, Page: 1, List: list}
	all := button(ActionUnpaidGroup, w.text("OpenGroup", args{"Count": row.Count}), group.Value())
	all.AccessibilityLabel = w.text("OpenGroupOf", args{"Count": row.Count, "Customer": w.plainCustomer(row)})
	return all
}

// paymentPage opens the page on which the customer pays. A list has ten of these buttons, so screen
// readers get the customer's name, and which if one customer has several.
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

// pageLabel names a payment page, with its amount if it is not the row's.
func (w *Renderer) pageLabel(row receivables.Row) string {
	return w.text("PaymentPage", nil) + w.ownAmount(row)
}

// ownAmount is the amount of the newest transaction of a row with several.
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

// rowProduct is the product of a row with its type, unless the product's name is the type.
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

// optionalText returns untrusted text as mrkdwn, "" if it is empty.
func optionalText(s string, limit int) markup {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return safeText(s, limit)
}

func contactLine(email, mobile string) markup {
	return joinDots(optionalText(email, maxEmail), optionalText(mobile, maxMobile))
}

// rowAmount is the sum of a row between marks of emphasis. It marks the sum of several: "Rp400.000
// total · 4×".
func (w *Renderer) rowAmount(row receivables.Row, emphasis markup) markup {
	amount := emphasis + markup(w.formatSum(sumOf(row))) + emphasis
	if row.Count < 2 || row.NoAmount >= row.Count {
		return amount
	}
	return w.mrkdwn("AmountTogether", args{"Amount": amount})
}

// sumOf is the sum of the transactions of a row.
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
	newest := w.formatAge(now.Sub(row.Newest))
	if row.Count > 1 && !row.Oldest.IsZero() {
		if oldest := w.formatAge(now.Sub(row.Oldest)); oldest != newest {
			return w.mrkdwn("AgeRange", args{"Newest": markup(newest), "Oldest": markup(oldest)})
		}
	}
	return markup(newest)
}

// rowStatus is the status, unless it is the usual one or rowAge implies it.
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

// TypeNames are the names of Mayar's types, as rows show them.
func (w *Renderer) TypeNames() []string {
	var words []string
	for _, id := range typeIDs {
		words = append(words, w.text(id, nil))
	}
	slices.SortFunc(words, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return words
}

func (w *Renderer) typeList() string { return strings.Join(w.TypeNames(), exampleSeparator) }

// typeLabel is the name of Mayar's type of a transaction or product, as mrkdwn.
func (w *Renderer) typeLabel(kind string) markup {
	return optionalText(w.typeName(kind), maxType)
}

// typeName is the name of Mayar's type, as plain text. Mayar adds types: an unknown one keeps
// Mayar's name.
func (w *Renderer) typeName(kind string) string {
	if id, ok := typeIDs[strings.ToLower(kind)]; ok {
		return w.text(id, nil)
	}
	if strings.TrimSpace(kind) == "" {
		return ""
	}
	return blockkit.Sanitize(kind, maxType)
}
