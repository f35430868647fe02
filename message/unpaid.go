package message

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/receivables"
)

// Unpaid is one page of the unpaid list as the mirror has it.
type Unpaid struct {
	State UnpaidState
	Query receivables.Query // what State.Query says

	receivables.Page
	Now time.Time

	Refreshing bool    // the mirror is being brought up to date behind this answer
	Outage     *Outage // Mayar does not answer: what is shown is the mirror

	ShareKey      string // which showing of the list this is: letters and digits; empty: it cannot be shared
	Shared        bool   // it has just been shared in the channel
	SharedTS      string // Slack's name of what was shared, which can be taken back; empty: it cannot
	Unshared      bool   // what was shared has just been taken back
	AlreadyShared bool   // it had been shared from the same showing already

	Problem *Problem // something else went wrong on the way, but the list is here
}

// totalSum is what all transactions of a list come to.
func totalSum(t receivables.Totals) receivables.Delta {
	return receivables.Delta{Count: t.Count, Amount: t.Amount, NoAmount: t.NoAmount}
}

// An Outage says since when Mayar does not answer.
type Outage struct {
	Since time.Time
	Ref   string
}

// Unpaid is the list for the one who asked: with customers' data and payment links.
func (w *Renderer) Unpaid(v Unpaid) blockkit.Message {
	b := newBuilder("unpaid")
	headline := w.headline(v)
	b.header(headline)
	b.context(joinDots(w.asOf(v), w.filter(v.State)))
	b.context(w.expiredSince(v))
	w.addWarnings(b, v)
	if v.Totals.Count > 1 && v.Query.Status != receivables.StatusPaid {
		b.context(w.aging(v.Aging))
	}
	b.actions(w.unpaidActions(v)...)
	switch {
	case v.Totals.Count == 0 && v.State.Query == "":
		b.section(w.nothingOpen(!v.Complete))
	case len(v.Rows) == 0:
		b.section(w.noMatch(v))
	default:
		b.divider()
		for _, row := range v.Rows {
			b.sectionWithButton(w.row(row, v.Now), w.rowButton(row, v.State.at(max(v.Number, 1))))
		}
		b.context(w.pageAndOrder(v))
		b.actions(w.pageButtons(v, ActionUnpaidBelowPrevious, ActionUnpaidBelowNext)...)
	}
	return b.message(escape(headline))
}

var headlineIDs = map[receivables.Status]string{
	receivables.StatusExpired: "ExpiredHeadline",
	receivables.StatusPaid:    "PaidHeadline",
	receivables.StatusAll:     "AllHeadline",
}

// headline is the total: "278 unpaid · Rp29.104.930".
func (w *Renderer) headline(v Unpaid) string {
	if v.Totals.Count == 0 && v.State.Query != "" {
		return w.text("UnpaidNoMatchHeadline", nil)
	}
	id, other := headlineIDs[v.Query.Status]
	if !other || v.Totals.Count == 0 {
		return w.openTotal(v.Totals, v.Complete)
	}
	return w.text(id, args{"N": v.Totals.Count, "Amount": w.formatSum(totalSum(v.Totals))})
}

// openTotal is what is open, as lists and digests begin with it.
func (w *Renderer) openTotal(total receivables.Totals, complete bool) string {
	a := args{"N": total.Count, "Amount": w.formatSum(totalSum(total))}
	switch {
	case total.Count == 0 && !complete:
		return w.text("UnpaidNothingYetHeadline", nil)
	case total.Count == 0:
		return w.text("UnpaidNothingHeadline", nil)
	case !complete:
		return w.text("UnpaidHeadlineAtLeast", a)
	}
	return w.text("UnpaidHeadline", a)
}

func (w *Renderer) nothingOpen(atLeast bool) markup {
	if atLeast {
		return w.mrkdwn("UnpaidNothingYet", nil)
	}
	return w.mrkdwn("UnpaidNothing", nil)
}

// noMatch says what else to try: to look among the expired ones, but not where they were looked for already.
func (w *Renderer) noMatch(v Unpaid) markup {
	found := joinSentences(
		w.mrkdwn("UnpaidNoMatch", args{"Words": code(v.State.Query, maxInline)}),
		w.textUnless(len(v.Query.Words) == 0, "UnpaidFewerWords"),
		w.textUnless(v.Query.Status != "" && v.Query.Status != receivables.StatusActive, "UnpaidLookElsewhere"),
	)
	return joinSentences(found, w.mrkdwn("UnpaidOtherFilters", nil))
}

// textUnless is a message, or nothing.
func (w *Renderer) textUnless(not bool, id string) markup {
	if not {
		return ""
	}
	return w.mrkdwn(id, nil)
}

func joinSentences(sentences ...markup) markup {
	var said []string
	for _, sentence := range sentences {
		if sentence != "" {
			said = append(said, string(sentence))
		}
	}
	return markup(strings.Join(said, " "))
}

func (w *Renderer) asOf(v Unpaid) markup {
	if v.AsOf.IsZero() {
		return w.mrkdwn("NeverSynced", nil)
	}
	id := "AsOf"
	if v.Refreshing {
		id = "AsOfRefreshing"
	}
	return w.mrkdwn(id, args{"Time": markup(w.formatTime(v.AsOf, v.Now)), "Ago": markup(w.formatAgo(v.AsOf, v.Now))})
}

// filter repeats what was asked for, so that one sees why some are missing.
func (w *Renderer) filter(state UnpaidState) markup {
	if state.Query == "" {
		return ""
	}
	return w.mrkdwn("Filter", args{"Words": code(state.Query, maxInline)})
}

// expiredSince says that a list of what has expired does not go back for ever.
func (w *Renderer) expiredSince(v Unpaid) markup {
	if v.ClosedSince.IsZero() {
		return ""
	}
	id := "ExpiredSince"
	if v.Query.Status == receivables.StatusPaid {
		id = "PaidSince"
	}
	return w.mrkdwn(id, args{"Time": markup(w.formatDate(v.ClosedSince))})
}

// addWarnings say what is wrong with the list although it is here.
func (w *Renderer) addWarnings(b *builder, v Unpaid) {
	if v.Outage != nil {
		b.section(w.outage(*v.Outage, v.Now))
	}
	if v.Problem != nil {
		title, body := w.problemTexts(*v.Problem)
		b.section("⚠️ *" + title + "*\n" + body)
		b.context(w.reference(v.Problem.Ref))
	}
	switch {
	case v.AlreadyShared:
		b.context(w.mrkdwn("SharedTwice", nil))
	case v.Shared:
		b.context(w.mrkdwn("SharedDone", nil))
	case v.Unshared:
		b.context(w.mrkdwn("SharedTaken", nil))
	}
}

func (w *Renderer) outage(down Outage, now time.Time) markup {
	text := w.mrkdwn("DownMirror", nil)
	if !down.Since.IsZero() {
		text = w.mrkdwn("DownMirrorSince", args{"Time": markup(w.formatTime(down.Since, now))})
	}
	text = "⚠️ " + text
	if ref := w.reference(down.Ref); ref != "" {
		text += " " + ref
	}
	return text
}

var agingIDs = [4]string{"AgingDay", "AgingWeek", "AgingMonth", "AgingOlder"}

// aging tells in one line how old what is open is. Ages that nothing has are left out.
func (w *Renderer) aging(buckets [4]receivables.Bucket) markup {
	var ages []markup
	for i, bucket := range buckets {
		if bucket.Count == 0 {
			continue
		}
		ages = append(ages, w.mrkdwn("DigestAge", args{
			"Label":  markup(w.text(agingIDs[i], nil)),
			"Number": bucket.Count,
			"Amount": markup(w.formatSum(receivables.Delta(bucket))),
		}))
	}
	return joinDots(ages...)
}

// pageAndOrder says which part of the list this page is, and in which order the list is.
func (w *Renderer) pageAndOrder(v Unpaid) markup {
	order := markup("")
	for _, by := range sorts {
		if by.sort == v.State.sort() && v.Totals.Groups > 1 {
			order = markup(w.text(by.id, nil))
		}
	}
	return joinDots(w.pageNumber(v.Number, v.Pages), order)
}

func (w *Renderer) pageNumber(page, pages int) markup {
	if pages <= 1 {
		return ""
	}
	return w.mrkdwn("PageOf", args{"Page": page, "Pages": pages})
}

func (w *Renderer) pageButtons(v Unpaid, previous, next string) []slack.BlockElement {
	at := func(page int) string { return v.State.at(page).Value() }
	return w.pageTurnButtons(previous, next, v.Number, v.Pages, at)
}

func (w *Renderer) unpaidActions(v Unpaid) []slack.BlockElement {
	state := v.State.at(max(v.Number, 1))
	elements := w.pageButtons(v, ActionUnpaidPrevious, ActionUnpaidNext)
	if v.Totals.Groups > 1 {
		elements = append(elements, w.sortSelect(state)...)
	}
	elements = append(elements, button(ActionUnpaidRefresh, w.text("Refresh", nil), state.Value()))
	if len(v.Rows) == 0 && state.Query != "" {
		all := UnpaidState{ListID: state.ListID, Sort: state.Sort, Page: 1}
		elements = append(elements, button(ActionUnpaidClearQuery, w.text("ShowAll", nil), all.Value()))
	}
	if len(v.Rows) > 0 && !v.Shared && v.Query.Status != receivables.StatusPaid && listID.MatchString(v.ShareKey) {
		elements = append(elements, w.shareButton(v))
	}
	if v.Shared && messageTS.MatchString(v.SharedTS) {
		elements = append(elements, button(ActionUnpaidUnshare, w.text("TakeBack", nil), unshareValue(v.SharedTS, state)))
	}
	return elements
}

// sorts are the orders that people choose from.
var sorts = []struct {
	sort receivables.Sort
	id   string
}{
	{receivables.SortNewest, "SortNewest"},
	{receivables.SortOldest, "SortOldest"},
	{receivables.SortLargest, "SortLargest"},
	{receivables.SortCustomer, "SortCustomer"},
}

// maxOptionValue is the longest value that Slack takes for an option.
const maxOptionValue = 150

// sortSelect is a menu that leads to the first page in another order. An option has less room for the words than a button: a list with more of
// them goes without the menu, and sort:oldest can be typed.
func (w *Renderer) sortSelect(state UnpaidState) []slack.BlockElement {
	var options []*slack.OptionBlockObject
	var chosen *slack.OptionBlockObject
	for _, by := range sorts {
		value := UnpaidState{ListID: state.ListID, Query: state.Query, Sort: by.sort, Page: 1}.Value()
		if len(value) > maxOptionValue {
			return nil
		}
		option := slack.NewOptionBlockObject(value, blockkit.Plain(w.text(by.id, nil)), nil)
		options = append(options, option)
		if by.sort == state.sort() {
			chosen = option
		}
	}
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, blockkit.Plain(w.text("Sort", nil)), ActionUnpaidSort, options...)
	menu.InitialOption = chosen
	return []slack.BlockElement{menu}
}
