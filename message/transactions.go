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

// UnpaidGroup is one page of the transactions that a row of the list stands for, for the one who asked.
type UnpaidGroup struct {
	State            GroupState
	receivables.Page // a row for each transaction, newest first
	Now              time.Time
}

// A GroupState is what one needs to show the transactions of a row again.
type GroupState struct {
	ID   string // of the row's newest transaction
	Page int    // of the transactions, from 1
	List UnpaidState
}

// transactionID is an id of Mayar's that can travel in a button.
var transactionID = regexp.MustCompile(`^[A-Za-z0-9_.:-]{1,100}$`)

// Value is the state as the value of a button, "" where the id is none of Mayar's.
func (s GroupState) Value() string {
	if !transactionID.MatchString(s.ID) {
		return ""
	}
	return strings.Join([]string{s.ID, strconv.Itoa(min(max(s.Page, 1), maxPage)), s.List.Value()}, "|")
}

// ParseGroupState reads the value of a button, which came back from outside.
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

// UnpaidGroup shows each transaction of a row with its date, its amount and its payment page.
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
	title := w.text("GroupTitle", args{"Customer": name, "N": v.Totals.Count, "Amount": w.formatSum(totalSum(v.Totals))})
	b.header(title)
	b.context(joinDots(optionalText(first.Email, maxEmail), optionalText(first.Mobile, maxMobile)))
	b.divider()
	for _, row := range v.Rows {
		b.sectionWithButton(w.groupedRow(row, v.Now), w.paymentPage(row, w.formatDate(row.Newest)))
	}
	b.context(w.pageNumber(v.State.Page, v.Pages))
	at := func(page int) string { return GroupState{ID: v.State.ID, Page: page, List: v.State.List}.Value() }
	turns := w.pageTurnButtons(ActionUnpaidGroupPrevious, ActionUnpaidGroupNext, v.State.Page, v.Pages, at)
	b.actions(append(turns, w.backToList(v.State.List))...)
	return b.message(escape(w.text("GroupText", args{"N": v.Totals.Count, "Amount": w.formatSum(totalSum(v.Totals))})))
}

// groupedRow is a transaction of a row: when, how much, and what for.
func (w *Renderer) groupedRow(row receivables.Row, now time.Time) markup {
	return joinLines([]markup{
		joinDots("*"+markup(w.formatSum(sumOf(row)))+"*", markup(w.formatDate(row.Newest)), w.rowAge(row, now)),
		joinDots(w.rowProduct(row), w.rowStatus(row)),
	})
}

func (w *Renderer) backToList(list UnpaidState) slack.BlockElement {
	return button(ActionUnpaidBack, w.text("BackToList", nil), list.Value())
}

// pageTurnButtons lead to the pages before and after.
func (w *Renderer) pageTurnButtons(previous, next string, page, pages int, value func(page int) string) []slack.BlockElement {
	var elements []slack.BlockElement
	if page > 1 {
		elements = append(elements, button(previous, w.text("Previous", nil), value(page-1)))
	}
	if page < pages {
		elements = append(elements, button(next, w.text("Next", nil), value(page+1)))
	}
	return elements
}

// Paid is one page of who paid between two moments of a digest, for the one who asked.
type Paid struct {
	State            PaidState
	receivables.Page // a row for each payment, the latest first; Newest is when it was learned
	Now              time.Time
}

// A PaidState is what one needs to show again who paid.
type PaidState struct {
	Digest   string    // its id
	From, To time.Time // of the mirror: what was learned after From, up to and including To
	Page     int       // from 1
}

// Value is the state as the value of a button. It names nobody.
func (s PaidState) Value() string {
	return strings.Join([]string{
		digestID(s.Digest), strconv.Itoa(min(max(s.Page, 1), maxPage)), strconv.FormatInt(s.From.UnixMilli(), 10), strconv.FormatInt(s.To.UnixMilli(), 10),
	}, "|")
}

// ParsePaidState reads the value of a button, which came back from outside.
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

// Paid names who paid.
func (w *Renderer) Paid(v Paid) blockkit.Message {
	b := newBuilder("digest.paid")
	title := w.text("UnpaidNoMatchHeadline", nil)
	if v.Totals.Count > 0 {
		title = w.text("PaidHeadline", args{"N": v.Totals.Count, "Amount": w.formatSum(totalSum(v.Totals))})
	}
	b.header(title)
	b.context(w.mrkdwn("PaidBetween", args{"From": markup(w.formatDate(v.State.From)), "To": markup(w.formatDate(v.State.To))}))
	lines := make([]markup, len(v.Rows))
	for i, row := range v.Rows {
		lines[i] = "• " + joinDots("*"+w.customer(row.Customer)+"*", w.product(row.Product), "*"+markup(w.formatSum(sumOf(row)))+"*", w.rowAge(row, v.Now)) +
			"\n   " + joinDots(optionalText(row.Email, maxEmail), optionalText(row.Mobile, maxMobile))
	}
	if len(lines) == 0 {
		b.section(w.mrkdwn("PaidNobody", nil))
	}
	b.lines(lines)
	b.context(w.pageNumber(v.State.Page, v.Pages))
	b.actions(w.pageTurnButtons(ActionDigestPaidPrevious, ActionDigestPaidNext, v.State.Page, v.Pages, func(page int) string {
		return PaidState{Digest: v.State.Digest, From: v.State.From, To: v.State.To, Page: page}.Value()
	})...)
	return b.message(escape(title))
}
