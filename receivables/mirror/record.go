package mirror

import (
	"cmp"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/phone"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

const (
	// statusActive is the status of transactions that can be paid, as the tables have it, and
	// statusExpired of those that no longer can.
	statusActive  = "active"
	statusExpired = "expired"

	// statusNegative is the status of transactions that Mayar lists with a negative amount. Nobody
	// owes that, so no query matches them.
	statusNegative = "negative"

	// noAmount stands in the tables for an amount that Mayar does not give, or that cannot be
	// right.
	noAmount = -1
)

// Why an open period started, and why one ended that was not the last. The last one ends with an
// outcome.
const (
	startNew        = "new"
	startReappeared = "reappeared"
	startChanged    = "changed"
	endChanged      = "changed"
)

// An outcome is what became of a transaction that Mayar no longer lists as unpaid.
type outcome string

const (
	outcomePaid    outcome = "paid"
	outcomeExpired outcome = "expired"
	outcomeClosed  outcome = "closed"  // it can no longer be paid, for another reason than time
	outcomeUnknown outcome = "unknown" // no request to Mayar has told it
)

// facts are what Mayar says of a transaction.
type facts struct {
	created                 int64 // unix milliseconds
	kind, status            string
	amount                  int64
	name, email, phone      string
	product, url            string
	searchText, searchPhone string
	customer, group, caseID string // who, who and product, and the short id of these
}

// A record is a row of the table unpaid.
type record struct {
	id string
	facts
	validFrom   int64
	startReason string
	closed      int64 // 0: open
	outcome     outcome
}

// A field is what a column of a record holds.
type field struct {
	column string
	value  any // pointer
}

// fields returns all fields of the record, the id first.
func (r *record) fields() []field {
	return []field{
		{"id", &r.id}, {"created_ms", &r.created}, {"type", &r.kind}, {"status", &r.status}, {"amount", &r.amount},
		{"customer_name", &r.name}, {"customer_email", &r.email}, {"customer_phone", &r.phone},
		{"product_name", &r.product}, {"url", &r.url},
		{"customer_key", &r.customer}, {"group_key", &r.group}, {"case_id", &r.caseID},
		{"search_text", &r.searchText}, {"search_phone", &r.searchPhone},
		{"valid_from_ms", &r.validFrom}, {"start_reason", &r.startReason},
		{"closed_ms", &r.closed}, {"outcome", &r.outcome},
	}
}

// values returns pointers to what the columns hold.
func (r *record) values() (values []any) {
	for _, f := range r.fields() {
		values = append(values, f.value)
	}
	return values
}

var recordColumns, recordMarks, recordAssignments = func() (columns, marks, assignments string) {
	for i, f := range (&record{}).fields() {
		separator := ", "
		if i == 0 {
			separator = ""
		}
		columns += separator + f.column
		marks += fmt.Sprintf("%s$%d", separator, i+1)
		assignments += fmt.Sprintf("%s%s = $%d", separator, f.column, i+1)
	}
	return columns, marks, assignments
}()

func (r *record) scan(rows *sql.Rows) error { return rows.Scan(r.values()...) }

// inTotals reports whether the totals include the record: it is open and active.
func (r *record) inTotals() bool { return r.closed == 0 && r.status == statusActive }

// justPaid reports whether the record was paid so recently that Mayar may still list it.
func (r *record) justPaid(now time.Time) bool {
	return r.closed != 0 && r.outcome == outcomePaid && now.UnixMilli()-r.closed < listLag.Milliseconds()
}

// factsOf converts a transaction to what the tables keep. One without a date counts as created now.
func factsOf(tx mayar.Transaction, now time.Time) facts {
	created := tx.CreatedAt
	if created.IsZero() {
		created = now
	}
	c, link := tx.Customer, tx.PaymentLink
	f := facts{
		created: created.UnixMilli(),
		kind:    store.Sanitize(tx.Type),
		status:  strings.ToLower(store.Sanitize(cmp.Or(strings.TrimSpace(tx.Status), statusActive))),
		amount:  amountOf(tx),
		name:    store.Sanitize(c.Name),
		email:   store.Sanitize(c.Email),
		phone:   store.Sanitize(c.Mobile),
		product: store.Sanitize(link.Name),
		url:     store.Sanitize(tx.PaymentURL),
	}
	f.customer = customerKey(tx)
	f.group = groupKey(tx, f.customer)
	f.caseID = receivables.CaseID(f.group)
	if tx.Amount < 0 && !tx.AmountUnknown {
		f.status, f.amount = statusNegative, 0
	}
	f.searchText = searchText(f.name, f.email, f.product)
	f.searchPhone = phone.Normal(f.phone)
	return f
}

// amountOf returns the amount of a transaction as the tables keep it.
func amountOf(tx mayar.Transaction) int64 {
	if tx.AmountUnknown || tx.Amount > receivables.MaxAmount || tx.Amount < 0 {
		return noAmount
	}
	return tx.Amount
}

// customerKey names the customer. It is empty if nothing is known of them.
func customerKey(tx mayar.Transaction) string {
	c := tx.Customer
	who := ""
	switch mobile := phone.Normal(c.Mobile); {
	case cmp.Or(c.ID, tx.CustomerID) != "":
		who = "id " + cmp.Or(c.ID, tx.CustomerID)
	case receivables.Normalize(c.Email) != "":
		who = "email " + receivables.Normalize(c.Email)
	case mobile != "":
		who = "phone " + mobile
	}
	return store.Sanitize(who)
}

// groupKey names the customer and the product. A transaction without a known customer or product is
// a group of its own.
func groupKey(tx mayar.Transaction, customer string) string {
	product := cmp.Or(tx.PaymentLink.ID, tx.PaymentLinkID)
	if customer == "" || product == "" {
		return store.Sanitize("transaction " + tx.ID)
	}
	return store.Sanitize(customer + "\n" + product)
}

// searchText is the text in which words are searched. No word contains a line end, so no phrase is
// found across two texts.
func searchText(texts ...string) string {
	normalized := make([]string, len(texts))
	for i, text := range texts {
		normalized[i] = receivables.Normalize(text)
	}
	return strings.Join(normalized, "\n")
}
