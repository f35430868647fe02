package message

import (
	"slices"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/receivables"
)

// digestHeadline is the first line, which is all that a phone shows: what is open, and what changed since the last digest.
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
	said := w.digestChanges(v.Report)
	if len(said) == 0 {
		return open, w.text("DigestUnchanged", args{"Time": since})
	}
	return open, w.text("DigestChanged", args{"Changes": strings.Join(said, ", "), "Time": since})
}

// noMatchHeadline is for a filter that finds nothing while others are open: not to be taken for an all-clear.
func (w *Renderer) noMatchHeadline(all receivables.Totals, complete bool) string {
	id := "DigestNoMatch"
	if !complete {
		id = "DigestNoMatchAtLeast"
	}
	return w.text(id, args{"N": all.Count, "Amount": Rupiah(all.Amount)})
}

// digestChanges is what one wants to know first: what was paid, what is new, and what is gone without having been paid. Where there is nothing of that,
// it is the rest: only of a list that did not change at all nothing is said.
func (w *Renderer) digestChanges(r digest.Report) []string {
	var said []string
	if r.Paid.Count > 0 {
		said = append(said, w.text("DigestPaid", args{"N": r.Paid.Count, "Amount": w.formatSum(r.Paid)}))
	}
	also := func(id string, n int) {
		if n > 0 {
			said = append(said, w.text(id, args{"N": n}))
		}
	}
	also("DigestNew", r.New.Count)
	also("DigestLapsed", r.Expired.Count)
	also("DigestGone", r.Closed.Count+r.Unknown.Count)
	if len(said) > 0 {
		return said
	}
	also("DigestAgain", r.Reappeared.Count)
	if r.Aged != (receivables.Delta{}) {
		said = append(said, w.agedText(r.Aged.Count))
	}
	if len(said) == 0 && r.Edited != (receivables.Delta{}) {
		said = append(said, w.text("DigestAmounts", nil))
	}
	return said
}

// agedText is what a filter such as older:7d let in or out because time has passed.
func (w *Renderer) agedText(n int) string {
	switch {
	case n > 0:
		return w.text("DigestAgedIn", args{"N": n})
	case n < 0:
		return w.text("DigestAgedOut", args{"N": -n})
	}
	return w.text("DigestAgedEven", nil)
}

// addDigestNotes are the small lines below the first: what is wrong with this digest, what else changed, and which part of the list it is about.
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
		b.context(w.mrkdwn("DigestSwept", args{"Time": markup(w.formatSlot(v.LastFullSync, v.At, w.zone))}))
	}
	if v.Heartbeat && v.Page.Totals.Count == 0 {
		b.context(w.mrkdwn("DigestHeartbeat", nil))
	}
	words, all := publicQuery(v.State.Query)
	hidden := markup("")
	if !all {
		hidden = w.mrkdwn("FilterMasked", nil)
	}
	b.context(joinDots(w.filter(UnpaidState{Query: words}), hidden))
}

// previewNote says of which digest a test is: there may be several in a channel.
func (w *Renderer) previewNote(v Digest) markup {
	where := mentionChannel(v.Subscription.Channel)
	if where == "" {
		where = code(v.Subscription.ID, maxDigestID)
	}
	when := safeText(w.Schedule(v.Subscription.Schedule, v.Subscription.Location()), maxScheduleText)
	if v.Subscription.Schedule.Unreadable != "" {
		when = code(v.Subscription.ID, maxDigestID)
	}
	return w.mrkdwn("DigestTest", args{"Channel": where, "Schedule": when})
}

// orderIDs are how the rows are sorted. What asks for no order has the rows that most deserve a call first.
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

// delayID is the text of why a digest is late, empty where that says nothing to a reader.
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

// maxSkipped is how many slots are named.
const maxSkipped = 6

// skippedNote names the slots since the last digest at which there was none, the latest where there are many.
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

// expiredNote explains a number that is easily taken for good news: a list that became shorter without anybody having paid.
func (w *Renderer) expiredNote(v Digest) markup {
	lapsed := v.Expired
	if lapsed.Count == 0 || v.Since.IsZero() || v.NoBaseline {
		return ""
	}
	return w.mrkdwn("DigestLapsedWhy", args{"Count": lapsed.Count, "Amount": markup(w.formatSum(lapsed))})
}

// otherChanges is the rest of what changed, so that all of it adds up.
func (w *Renderer) otherChanges(v Digest) markup {
	switch {
	case v.NoBaseline:
		return w.mrkdwn("DigestBaseless", nil)
	case v.Since.IsZero():
		return ""
	}
	var said []markup
	if v.Subscription.Detailed {
		said = append(said, w.delta("DigestNewAmount", v.New))
	}
	said = append(said, w.delta("DigestReappeared", v.Reappeared), w.delta("DigestClosed", v.Closed), w.delta("DigestUnknown", v.Unknown))
	if v.Aged != (receivables.Delta{}) {
		said = append(said, w.mrkdwn("DigestAged", args{"Aged": escape(w.agedText(v.Aged.Count)), "Amount": markup(withSign(v.Aged.Amount))}))
	}
	if v.Edited != (receivables.Delta{}) {
		said = append(said, w.mrkdwn("DigestEdited", args{"Amount": markup(withSign(v.Edited.Amount))}))
	}
	return joinDots(said...)
}

// lateOutcomes is what became of some that earlier digests told as gone, which nobody knew then.
func (w *Renderer) lateOutcomes(r digest.Report) markup {
	what := joinDots(w.delta("DigestPaid", r.LatePaid), w.delta("DigestLapsedAmount", r.LateExpired))
	if what == "" {
		return ""
	}
	return w.mrkdwn("DigestLater", args{"What": what})
}

// delta is a change with its amount, or nothing where there was none.
func (w *Renderer) delta(id string, d receivables.Delta) markup {
	if d.Count == 0 {
		return ""
	}
	return w.mrkdwn(id, args{"N": d.Count, "Amount": markup(w.formatSum(d))})
}

// withSign is an amount with its sign.
func withSign(amount int64) string {
	if amount > 0 {
		return "+" + Rupiah(amount)
	}
	return Rupiah(amount)
}
