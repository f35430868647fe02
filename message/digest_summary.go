package message

import (
	"slices"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/receivables"
)

// digestHeadline is the first line, which is all that a phone shows: the open total, and the
// changes since the last digest.
func (w *Renderer) digestHeadline(v Digest) (open, changed string) {
	open = w.openTotal(v.Page.Totals, v.Page.Complete)
	if v.Page.Totals.Count == 0 && v.All.Count > 0 {
		open = w.noMatchHeadline(v.All, v.AllComplete)
	}
	if v.Preview {
		open = w.text("DigestTestLine", args{"Line": open})
	}
	if v.Since.IsZero() || v.NoBaseline {
		return open, ""
	}
	since := w.formatSlot(v.Since, v.At, w.zone)
	if v.Holidays > 0 {
		since = w.text("DigestSinceHolidays", args{"Time": since, "Count": v.Holidays})
	}
	changes := w.digestChanges(v.Report)
	if len(changes) == 0 {
		return open, w.text("DigestUnchanged", args{"Time": since})
	}
	return open, w.text("DigestChanged", args{"Changes": strings.Join(changes, ", "), "Time": since})
}

// noMatchHeadline is for a filter that finds nothing while other transactions are open, so that
// nobody takes it for an all-clear.
func (w *Renderer) noMatchHeadline(all receivables.Totals, complete bool) string {
	id := "DigestNoMatch"
	if !complete {
		id = "DigestNoMatchAtLeast"
	}
	return w.text(id, args{"N": all.Count, "Amount": Rupiah(all.Amount)})
}

// addDigestNotes adds the small lines below the headline: problems of this digest, other changes,
// and the filter.
func (w *Renderer) addDigestNotes(b *builder, v Digest) {
	if v.Preview {
		b.context(w.previewNote(v))
	}
	switch {
	case v.MayarDown:
		b.section(w.outage(Outage{}, v.At))
	case v.Stale:
		b.section("⚠️ " + w.mrkdwn("DigestStale", nil))
	}
	if v.Manual && !v.Preview {
		b.context(w.mrkdwn("DigestManual", nil))
	}
	b.context(w.lateNote(v))
	b.context(w.skippedNote(v))
	b.context(w.expiredNote(v))
	b.context(w.otherChanges(v))
	b.context(w.lateOutcomes(v.Report))
	if !v.Page.Complete {
		b.context(w.mrkdwn("DigestPartial", nil))
	}
	if !v.LastFullSync.IsZero() {
		b.context(w.mrkdwn("DigestLastFullSync", args{"Time": markup(w.formatSlot(v.LastFullSync, v.At, w.zone))}))
	}
	if v.Heartbeat && v.Page.Totals.Count == 0 {
		b.context(w.mrkdwn("DigestHeartbeat", nil))
	}
	query, all := publicQuery(v.State.Query)
	hidden := markup("")
	if !all {
		hidden = w.mrkdwn("FilterMasked", nil)
	}
	b.context(joinDots(w.filter(UnpaidState{Query: query}), hidden))
}

// previewNote says which digest a preview shows: a channel may have several.
func (w *Renderer) previewNote(v Digest) markup {
	where := mentionChannel(v.Subscription.Channel)
	if where == "" {
		where = code(v.Subscription.ID, maxDigestID)
	}
	when := safeText(w.formatSchedule(v.Subscription), maxScheduleText)
	if v.Subscription.Schedule.Unreadable != "" {
		when = code(v.Subscription.ID, maxDigestID)
	}
	return w.mrkdwn("DigestTest", args{"Channel": where, "Schedule": when})
}

// orderIDs say how the rows are sorted. Without an order, the rows that most deserve a call come
// first.
var orderIDs = map[receivables.Sort]string{
	receivables.SortOldest:  "DigestOrderOldest",
	receivables.SortLargest: "DigestOrderLargest",
}

func (w *Renderer) digestOrder(v Digest) markup {
	if len(v.Page.Rows) < 2 {
		return ""
	}
	id, ok := orderIDs[v.State.Sort]
	if !ok {
		id = "DigestOrderPressing"
	}
	return w.mrkdwn(id, nil)
}

func (w *Renderer) digestAsOf(v Digest) markup {
	if v.AsOf.IsZero() {
		return w.mrkdwn("NeverSynced", nil)
	}
	return w.mrkdwn("AsOfDate", args{"Time": markup(w.formatDate(v.AsOf))})
}

// delayID is the text for why a digest is late, "" for a reason that tells readers nothing.
func delayID(reason digest.Problem) string {
	switch reason {
	case "", digest.ReasonMissed:
		return "DelayStopped"
	case digest.ProblemMayarDown:
		return "DelayMayar"
	case digest.ProblemNotInChannel, digest.ProblemChannelNotFound, digest.ProblemArchived, digest.ProblemRestricted:
		return "DelayChannel"
	case digest.ProblemSlackDown, digest.ProblemSlackBusy, digest.ProblemMissingScope, digest.ProblemTokenRevoked,
		digest.ProblemUnknownPost:
		return "DelaySlack"
	}
	return ""
}

func (w *Renderer) lateNote(v Digest) markup {
	if !v.Late {
		return ""
	}
	due, posted := markup(w.formatSlot(v.Slot, v.At, w.zone)), markup(w.formatSlot(v.At, v.At, w.zone))
	why := delayID(v.DelayReason)
	if why == "" {
		return "⏰ " + w.mrkdwn("DigestLate", args{"Due": due, "Posted": posted})
	}
	return "⏰ " + w.mrkdwn("DigestLateBecause", args{"Due": due, "Posted": posted, "Why": markup(w.text(why, nil))})
}

// maxSkipped is how many skipped slots a digest names.
const maxSkipped = 6

// skippedNote names the last slots without a digest since the previous digest.
func (w *Renderer) skippedNote(v Digest) markup {
	if len(v.Skipped) == 0 {
		return ""
	}
	slots := slices.SortedFunc(slices.Values(v.Skipped), time.Time.Compare)
	named := slots[max(0, len(slots)-maxSkipped):]
	var times []string
	for _, slot := range named {
		times = append(times, w.formatSlot(slot, v.At, w.zone))
	}
	if hidden := len(slots) - len(named); hidden > 0 {
		times = append(times, w.More(hidden))
	}
	return w.mrkdwn("DigestSkipped", args{"Times": escape(strings.Join(times, ", "))})
}
