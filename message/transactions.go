package message

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/receivables"
)

// UnpaidGroup is one page of the transactions of a row of the list, for one person.
type UnpaidGroup struct {
	State            GroupState
	receivables.Page // a row for each transaction, newest first
	Now              time.Time
}

// A GroupState is all that it takes to show the transactions of a row again.
type GroupState struct {
	ID   string // of the row's newest transaction
	Page int    // of the transactions, from 1
	List UnpaidState
}

// transactionID is an id of Mayar's that fits into the value of a button.
var transactionID = regexp.MustCompile(`^[A-Za-z0-9_.:-]{1,100}$`)

// Value returns the state as the value of a button, "" if the id is not one of Mayar's.
func (s GroupState) Value() string {
	if !transactionID.MatchString(s.ID) {
		return ""
	}
	return strings.Join([]string{s.ID, clampPage(s.Page), s.List.Value()}, "|")
}

// ParseGroupState reads the value of a button, which anybody can forge.
func ParseGroupState(value string) (GroupState, error) {
	parts := strings.SplitN(value, "|", 3)
	if len(parts) != 3 || !transactionID.MatchString(parts[0]) {
		return GroupState{}, ErrUnpaidState
	}
	page, err := strconv.Atoi(parts[1])
	if err != nil || page < 1 || page > maxPage {
		return GroupState{}, ErrUnpaidState
	}
	list, err := ParseUnpaidState(parts[2])
	return GroupState{ID: parts[0], Page: page, List: list}, err
}

// UnpaidGroup shows the transactions of a row, each with its date, amount and payment page.
func (w *Renderer) UnpaidGroup(v UnpaidGroup) blockkit.Message {
	b := newBuilder("unpaid.group")
	if len(v.Rows) == 0 {
		title := w.text("GroupGoneTitle", nil)
		b.header(title)
		b.section(w.mrkdwn("GroupGone", nil))
		b.actions(w.backToList(v.State.List))
		return b.message(escape(title))
	}
	first := v.Rows[0]
	name := blockkit.Sanitize(first.Customer, maxName)
	if strings.TrimSpace(first.Customer) == "" {
		name = w.text("NoCustomer", nil)
	}
	a := w.sumArgs(totalSum(v.Totals))
	a["Customer"] = name
	title := w.text("GroupTitle", a)
	b.header(title)
	b.context(contactLine(first.Email, first.Mobile))
	b.divider()
	for _, row := range v.Rows {
		b.sectionWithButton(w.groupedRow(row, v.Now), w.paymentPage(row, w.formatDate(row.Newest)))
	}
	b.context(w.pageNumber(v.State.Page, v.Pages))
	at := func(page int) string { return GroupState{ID: v.State.ID, Page: page, List: v.State.List}.Value() }
	buttons := w.pageTurnButtons(ActionUnpaidGroupPrevious, ActionUnpaidGroupNext, v.State.Page, v.Pages, at)
	if open := w.followUp(first); open != nil {
		buttons = append(buttons, open)
	}
	b.actions(append(buttons, w.backToList(v.State.List))...)
	return b.message(escape(w.text("GroupText", a)))
}

// groupedRow describes one transaction of a row: amount, date, age and product.
func (w *Renderer) groupedRow(row receivables.Row, now time.Time) markup {
	return joinLines(
		joinDots("*"+markup(w.formatSum(sumOf(row)))+"*", markup(w.formatDate(row.Newest)), w.rowAge(row, now)),
		joinDots(w.rowProduct(row), w.rowStatus(row)),
	)
}

func (w *Renderer) backToList(list UnpaidState) slack.BlockElement {
	return button(ActionUnpaidBack, w.text("BackToList", nil), list.Value())
}

// pageTurnButtons lead to the previous and the next page.
func (w *Renderer) pageTurnButtons(
	previous, next string, page, pages int, value func(page int) string,
) []slack.BlockElement {
	var elements []slack.BlockElement
	if page > 1 {
		elements = append(elements, button(previous, w.text("Previous", nil), value(page-1)))
	}
	if page < pages {
		elements = append(elements, button(next, w.text("Next", nil), value(page+1)))
	}
	return elements
}

// Paid is one page of the payments between two times of the mirror, for one person.
type Paid struct {
	State            PaidState
	receivables.Page // a row for each payment, newest first; Newest is when the mirror saw it
	Now              time.Time
}

// A PaidState is all that it takes to show again who paid.
type PaidState struct {
	Digest   string    // id
	From, To time.Time // payments that the mirror saw after From, up to and including To
	Page     int       // from 1
}

// Value returns the state as the value of a button. It holds no personal data.
func (s PaidState) Value() string {
	return strings.Join([]string{
		digestID(s.Digest), clampPage(s.Page),
		strconv.FormatInt(s.From.UnixMilli(), 10), strconv.FormatInt(s.To.UnixMilli(), 10),
	}, "|")
}

// ParsePaidState reads the value of a button, which anybody can forge.
func ParsePaidState(value string) (PaidState, error) {
	parts := strings.Split(value, "|")
	if len(parts) != 4 || parts[0] == "" || parts[0] != digestID(parts[0]) {
		return PaidState{}, ErrUnpaidState
	}
	page, err := strconv.Atoi(parts[1])
	if err != nil || page < 1 || page > maxPage {
		return PaidState{}, ErrUnpaidState
	}
	from, fromErr := strconv.ParseInt(parts[2], 10, 64)
	to, toErr := strconv.ParseInt(parts[3], 10, 64)
	if fromErr != nil || toErr != nil || from <= 0 || to < from {
		return PaidState{}, ErrUnpaidState
	}
	return PaidState{Digest: parts[0], Page: page, From: time.UnixMilli(from), To: time.UnixMilli(to)}, nil
}

// Paid lists who paid.
func (w *Renderer) Paid(v Paid) blockkit.Message {
	b := newBuilder("digest.paid")
	title := w.text("UnpaidNoMatchHeadline", nil)
	if v.Totals.Count > 0 {
		title = w.text("PaidHeadline", w.sumArgs(totalSum(v.Totals)))
	}
	b.header(title)
	from, to := w.formatDate(v.State.From), w.formatDate(v.State.To)
	b.context(w.mrkdwn("PaidBetween", args{"From": markup(from), "To": markup(to)}))
	lines := make([]markup, len(v.Rows))
	for i, row := range v.Rows {
		sum := "*" + markup(w.formatSum(sumOf(row))) + "*"
		payment := joinDots("*"+w.customer(row.Customer)+"*", w.product(row.Product), sum, w.rowAge(row, v.Now))
		lines[i] = "• " + payment + "\n   " + contactLine(row.Email, row.Mobile)
	}
	if len(lines) == 0 {
		b.section(w.mrkdwn("PaidNobody", nil))
	}
	b.lines(lines)
	b.context(w.pageNumber(v.State.Page, v.Pages))
	at := func(page int) string {
		return PaidState{Digest: v.State.Digest, From: v.State.From, To: v.State.To, Page: page}.Value()
	}
	b.actions(w.pageTurnButtons(ActionDigestPaidPrevious, ActionDigestPaidNext, v.State.Page, v.Pages, at)...)
	return b.message(escape(title))
}
