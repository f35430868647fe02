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
	s := newSheet("unpaid.group")
	if len(v.Rows) == 0 {
		title := w.words("GroupGoneTitle", nil)
		s.header(title)
		s.section(w.mrkdwn("GroupGone", nil))
		s.actions(w.back(v.State.List))
		return s.message(escaped(title))
	}
	first := v.Rows[0]
	name := blockkit.Sanitize(first.Customer, maxName)
	if strings.TrimSpace(first.Customer) == "" {
		name = w.words("NoCustomer", nil)
	}
	title := w.words("GroupTitle", args{"Customer": name, "N": v.Totals.Count, "Amount": w.sum(totalSum(v.Totals))})
	s.header(title)
	s.context(joined(known(first.Email, maxEmail), known(first.Mobile, maxMobile)))
	s.divider()
	for _, row := range v.Rows {
		s.sectionWith(w.single(row, v.Now), w.paymentPage(row, w.date(row.Newest)))
	}
	s.context(w.pageOf(v.State.Page, v.Pages))
	at := func(page int) string { return GroupState{ID: v.State.ID, Page: page, List: v.State.List}.Value() }
	turns := w.turnButtons(ActionUnpaidGroupPrevious, ActionUnpaidGroupNext, v.State.Page, v.Pages, at)
	s.actions(append(turns, w.back(v.State.List))...)
	return s.message(escaped(w.words("GroupText", args{"N": v.Totals.Count, "Amount": w.sum(totalSum(v.Totals))})))
}

// single is a transaction of a row: when, how much, and what for.
func (w *Renderer) single(row receivables.Row, now time.Time) markup {
	return stacked([]markup{
		joined("*"+markup(w.sum(sumOf(row)))+"*", markup(w.date(row.Newest)), w.rowAge(row, now)),
		joined(w.productOf(row), w.rowStatus(row)),
	})
}

func (w *Renderer) back(list UnpaidState) slack.BlockElement {
	return button(ActionUnpaidBack, w.words("BackToList", nil), list.Value())
}

// turnButtons lead to the pages before and after.
func (w *Renderer) turnButtons(previous, next string, page, pages int, value func(page int) string) []slack.BlockElement {
	var elements []slack.BlockElement
	if page > 1 {
		elements = append(elements, button(previous, w.words("Previous", nil), value(page-1)))
	}
	if page < pages {
		elements = append(elements, button(next, w.words("Next", nil), value(page+1)))
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
	s := newSheet("digest.paid")
	title := w.words("UnpaidNoMatchHeadline", nil)
	if v.Totals.Count > 0 {
		title = w.words("PaidHeadline", args{"N": v.Totals.Count, "Amount": w.sum(totalSum(v.Totals))})
	}
	s.header(title)
	s.context(w.mrkdwn("PaidBetween", args{"From": markup(w.date(v.State.From)), "To": markup(w.date(v.State.To))}))
	lines := make([]markup, len(v.Rows))
	for i, row := range v.Rows {
		lines[i] = "• " + joined("*"+w.customer(row.Customer)+"*", w.product(row.Product), "*"+markup(w.sum(sumOf(row)))+"*", w.rowAge(row, v.Now)) +
			"\n   " + joined(known(row.Email, maxEmail), known(row.Mobile, maxMobile))
	}
	if len(lines) == 0 {
		s.section(w.mrkdwn("PaidNobody", nil))
	}
	s.lines(lines)
	s.context(w.pageOf(v.State.Page, v.Pages))
	s.actions(w.turnButtons(ActionDigestPaidPrevious, ActionDigestPaidNext, v.State.Page, v.Pages, func(page int) string {
		return PaidState{Digest: v.State.Digest, From: v.State.From, To: v.State.To, Page: page}.Value()
	})...)
	return s.message(escaped(title))
}
