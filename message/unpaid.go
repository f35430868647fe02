package message

import (
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/message/blockkit"
)

// Unpaid is one page of the unpaid list as the mirror has it.
type Unpaid struct {
	State UnpaidState
	Total Total
	Aging [4]Bucket // 0-1 days, 2-7 days, 8-30 days, over 30 days
	Rows  []UnpaidRow

	Page, Pages int // from 1; Pages is 0 when nothing matches

	AsOf         time.Time // when the mirror was last brought up to date
	Now          time.Time
	ExpiredSince time.Time // what expired before then may be missing; zero: the list is not about such

	Refreshing bool  // the mirror is being brought up to date behind this answer
	Down       *Down // Mayar does not answer: what is shown is the mirror

	Shared  bool     // it has just been shared in the channel
	Problem *Problem // something else went wrong on the way, but the list is here
}

// A Total is how much is unpaid.
type Total struct {
	Count   int   // transactions
	Groups  int   // rows of the list: repeats of one customer and product are one
	Amount  int64 // rupiah
	AtLeast bool  // no complete sweep yet: there may be more

	NoAmount int // of the transactions, those without an amount that can be believed: they are not in Amount
}

func (t Total) sum() Delta { return Delta{t.Count, t.Amount, t.NoAmount} }

// A Bucket is the part of the total that is of one age.
type Bucket Delta

// An UnpaidRow is one transaction, or several of one customer for one product. All its texts come from outside.
type UnpaidRow struct {
	Customer, Email, Mobile string
	Product                 string
	Type                    string // as Mayar names it: "invoice", "payment_request"…
	Status                  string // "active" or "expired"
	URL                     string // the payment page of the newest
	Amount                  int64  // rupiah, of all repeats together
	Latest                  Delta  // the newest alone
	Repeats                 int    // 1 for a single transaction
	NoAmount                int    // of the repeats, those without an amount that can be believed: they are not in Amount
	CreatedAt               time.Time
	Oldest                  time.Time // of the repeats
}

// Down says since when Mayar does not answer.
type Down struct {
	Since time.Time
	Ref   string
}

// Unpaid is the list for the one who asked: with customers' data and payment links.
func (w *Writer) Unpaid(v Unpaid) blockkit.Message {
	s := newSheet("unpaid")
	headline := w.headline(v)
	s.header(headline)
	s.context(joined(w.asOf(v), w.filter(v.State)))
	s.context(w.expiredSince(v))
	w.warnings(s, v)
	switch {
	case v.Total.Count == 0 && v.State.Words == "":
		s.section(w.nothing(v.Total.AtLeast))
	case len(v.Rows) == 0:
		s.section(w.noMatch(v))
	default:
		if v.Total.Count > 1 {
			s.fields(w.aging(v.Aging)...)
		}
		s.divider()
		for _, row := range v.Rows {
			s.sectionWith(w.row(row, v.Now), w.paymentPage(row))
		}
		s.context(w.position(v))
	}
	s.actions(w.unpaidActions(v)...)
	return s.message(escaped(headline))
}

// headline is the total: "278 unpaid · Rp29.104.930".
func (w *Writer) headline(v Unpaid) string {
	if v.Total.Count == 0 && v.State.Words != "" {
		return w.words("UnpaidNoMatchHeadline", nil)
	}
	return w.open(v.Total)
}

// open is what is open, as lists and digests begin with it.
func (w *Writer) open(total Total) string {
	a := args{"N": total.Count, "Amount": w.sum(total.sum())}
	switch {
	case total.Count == 0 && total.AtLeast:
		return w.words("UnpaidNothingYetHeadline", nil)
	case total.Count == 0:
		return w.words("UnpaidNothingHeadline", nil)
	case total.AtLeast:
		return w.words("UnpaidHeadlineAtLeast", a)
	}
	return w.words("UnpaidHeadline", a)
}

func (w *Writer) nothing(atLeast bool) markup {
	if atLeast {
		return w.mrkdwn("UnpaidNothingYet", nil)
	}
	return w.mrkdwn("UnpaidNothing", nil)
}

// noMatch says what else to try: to look among the expired ones, but not where they were looked for already.
func (w *Writer) noMatch(v Unpaid) markup {
	id := "UnpaidNoMatch"
	if !v.ExpiredSince.IsZero() {
		id = "UnpaidNoMatchExpired"
	}
	return w.mrkdwn(id, args{"Words": code(v.State.Words, maxInline)})
}

func (w *Writer) asOf(v Unpaid) markup {
	if v.AsOf.IsZero() {
		return w.mrkdwn("NeverSynced", nil)
	}
	id := "AsOf"
	if v.Refreshing {
		id = "AsOfRefreshing"
	}
	return w.mrkdwn(id, args{"Time": markup(w.moment(v.AsOf, v.Now)), "Ago": markup(w.ago(v.AsOf, v.Now))})
}

// filter repeats what was asked for, so that one sees why some are missing.
func (w *Writer) filter(state UnpaidState) markup {
	if state.Words == "" {
		return ""
	}
	return w.mrkdwn("Filter", args{"Words": code(state.Words, maxInline)})
}

// expiredSince says that a list of what has expired does not go back for ever.
func (w *Writer) expiredSince(v Unpaid) markup {
	if v.ExpiredSince.IsZero() {
		return ""
	}
	return w.mrkdwn("ExpiredSince", args{"Time": markup(w.date(v.ExpiredSince))})
}

// warnings say what is wrong with the list although it is here.
func (w *Writer) warnings(s *sheet, v Unpaid) {
	if v.Down != nil {
		s.section(w.down(*v.Down, v.Now))
	}
	if v.Problem != nil {
		title, body := w.problemTexts(*v.Problem)
		s.section("⚠️ *" + title + "*\n" + body)
		s.context(w.reference(v.Problem.Ref))
	}
	if v.Shared {
		s.context(w.mrkdwn("SharedDone", nil))
	}
}

func (w *Writer) down(down Down, now time.Time) markup {
	text := w.mrkdwn("DownMirror", nil)
	if !down.Since.IsZero() {
		text = w.mrkdwn("DownMirrorSince", args{"Time": markup(w.moment(down.Since, now))})
	}
	text = "⚠️ " + text
	if ref := w.reference(down.Ref); ref != "" {
		text += " " + ref
	}
	return text
}

var agingIDs = [4]string{"AgingDay", "AgingWeek", "AgingMonth", "AgingOlder"}

func (w *Writer) aging(buckets [4]Bucket) []markup {
	fields := make([]markup, len(buckets))
	for i, bucket := range buckets {
		fields[i] = w.mrkdwn("AgingField", args{
			"Label":  markup(w.words(agingIDs[i], nil)),
			"Number": bucket.Count,
			"Amount": markup(w.sum(Delta(bucket))),
		})
	}
	return fields
}

// position says which part of the list this page is.
func (w *Writer) position(v Unpaid) markup {
	if v.Pages <= 1 {
		return ""
	}
	return w.mrkdwn("PageOf", args{"Page": v.Page, "Pages": v.Pages})
}

func (w *Writer) unpaidActions(v Unpaid) []slack.BlockElement {
	state := v.State.at(max(v.Page, 1))
	var elements []slack.BlockElement
	if v.Page > 1 {
		elements = append(elements, button(ActionUnpaidPrevious, w.words("Previous", nil), state.at(v.Page-1).Value()))
	}
	if v.Page < v.Pages {
		elements = append(elements, button(ActionUnpaidNext, w.words("Next", nil), state.at(v.Page+1).Value()))
	}
	if v.Total.Groups > 1 {
		elements = append(elements, w.sortSelect(state)...)
	}
	elements = append(elements, button(ActionUnpaidRefresh, w.words("Refresh", nil), state.Value()))
	if len(v.Rows) == 0 && state.Words != "" {
		all := UnpaidState{List: state.List, Sort: state.Sort, Page: 1}
		elements = append(elements, button(ActionUnpaidClear, w.words("ShowAll", nil), all.Value()))
	}
	if len(v.Rows) > 0 && !v.Shared {
		elements = append(elements, button(ActionUnpaidShare, w.words("Share", nil), state.Value()))
	}
	return elements
}

var sorts = []struct{ sort, id string }{{SortNewest, "SortNewest"}, {SortOldest, "SortOldest"}, {SortLargest, "SortLargest"}}

// maxOptionValue is the longest value that Slack takes for an option.
const maxOptionValue = 150

// sortSelect is a menu that leads to the first page in another order. An option has less room for the words than a button: a list with more of
// them goes without the menu, and sort:oldest can be typed.
func (w *Writer) sortSelect(state UnpaidState) []slack.BlockElement {
	var options []*slack.OptionBlockObject
	var chosen *slack.OptionBlockObject
	for _, by := range sorts {
		value := UnpaidState{List: state.List, Words: state.Words, Sort: by.sort, Page: 1}.Value()
		if len(value) > maxOptionValue {
			return nil
		}
		option := slack.NewOptionBlockObject(value, blockkit.Plain(w.words(by.id, nil)), nil)
		options = append(options, option)
		if by.sort == state.sort() {
			chosen = option
		}
	}
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, blockkit.Plain(w.words("Sort", nil)), ActionUnpaidSort, options...)
	menu.InitialOption = chosen
	return []slack.BlockElement{menu}
}
