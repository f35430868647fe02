package message

import (
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/receivables"
)

// Unpaid is one page of the unpaid list from the mirror.
type Unpaid struct {
	State UnpaidState
	Query receivables.Query // State.Query, parsed

	receivables.Page
	Now time.Time

	Refreshing bool    // a sync is running
	Outage     *Outage // Mayar does not answer; the list is the mirror's

	ShareKey      string // letters and digits, new for each list; empty: it cannot be shared
	Shared        bool   // just now, in the channel
	SharedTS      string // timestamp of the shared message; empty: it cannot be taken back
	Unshared      bool   // the shared list was taken back just now
	AlreadyShared bool   // with the same ShareKey

	Problem *Problem // another problem that did not prevent the list
}

// totalSum is the sum of all transactions of a list.
func totalSum(t receivables.Totals) receivables.Delta {
	return receivables.Delta{Count: t.Count, Amount: t.Amount, NoAmount: t.NoAmount}
}

// An Outage says since when Mayar does not answer.
type Outage struct {
	Since time.Time
	Ref   string
}

const unpaidName = "unpaid"

// Unpaid shows the list to one person, with customers' data and payment links.
func (w *Renderer) Unpaid(v Unpaid) blockkit.Message {
	b := newBuilder(unpaidName)
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
		b.section(w.nothingOpen(v.Complete))
	case len(v.Rows) == 0:
		b.section(w.noMatch(v))
	default:
		b.divider()
		for _, row := range v.Rows {
			w.addRow(b, row, v.State.withPage(max(v.Number, 1)), v.Now)
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
	return w.text(id, w.sumArgs(totalSum(v.Totals)))
}

// openTotal is the open total, the beginning of lists and digests.
func (w *Renderer) openTotal(total receivables.Totals, complete bool) string {
	a := w.sumArgs(totalSum(total))
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

func (w *Renderer) nothingOpen(complete bool) markup {
	if complete {
		return w.mrkdwn("UnpaidNothing", nil)
	}
	return w.mrkdwn("UnpaidNothingYet", nil)
}

// noMatch suggests what else to try, such as the expired ones unless the filter asks for a status.
func (w *Renderer) noMatch(v Unpaid) markup {
	sentences := []markup{w.mrkdwn("UnpaidNoMatch", args{"Words": code(v.State.Query, maxInline)})}
	if len(v.Query.Words) > 0 {
		sentences = append(sentences, w.mrkdwn("UnpaidFewerWords", nil))
	}
	if v.Query.Status == "" || v.Query.Status == receivables.StatusActive {
		sentences = append(sentences, w.mrkdwn("UnpaidLookElsewhere", nil))
	}
	return join(" ", append(sentences, w.mrkdwn("UnpaidOtherFilters", nil)))
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

// filter repeats the filter, to explain why transactions are missing.
func (w *Renderer) filter(state UnpaidState) markup {
	if state.Query == "" {
		return ""
	}
	return w.mrkdwn("Filter", args{"Words": code(state.Query, maxInline)})
}

// expiredSince says from when the mirror knows expired and paid transactions.
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

// addWarnings says what is wrong with the list.
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
		b.context(w.mrkdwn("SharedAlready", nil))
	case v.Shared:
		b.context(w.mrkdwn("SharedDone", nil))
	case v.Unshared:
		b.context(w.mrkdwn("SharedTakenBack", nil))
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

// aging lists the sums by age in one line, without empty ages.
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
