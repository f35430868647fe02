package message

import (
	"slices"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// digestHeadline is the first line, which is all that a phone shows: what is open, and what changed since the last digest.
func (w *Renderer) digestHeadline(v Digest) (open, changed string) {
	open = w.openTotal(v.Totals, v.Complete)
	if v.Totals.Count == 0 && v.All.Count > 0 {
		open = w.noMatchHeadline(v.All, v.AllComplete)
	}
	if v.Preview {
		open = w.text("DigestTestLine", args{"Line": open})
	}
	if v.Since.IsZero() || v.NoBaseline {
		return open, ""
	}
	since := w.formatSlot(v.Since, v.Now, w.zone)
	said := w.digestChanges(v.Changes)
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
func (w *Renderer) digestChanges(c DigestChanges) []string {
	var said []string
	if c.Paid.Count > 0 {
		said = append(said, w.text("DigestPaid", args{"N": c.Paid.Count, "Amount": w.formatSum(c.Paid)}))
	}
	also := func(id string, n int) {
		if n > 0 {
			said = append(said, w.text(id, args{"N": n}))
		}
	}
	also("DigestNew", c.New.Count)
	also("DigestLapsed", c.Expired.Count)
	also("DigestGone", c.Closed.Count+c.Unknown.Count)
	if len(said) > 0 {
		return said
	}
	also("DigestAgain", c.Reappeared.Count)
	if c.Aged != (receivables.Delta{}) {
		said = append(said, w.agedText(c.Aged.Count))
	}
	if len(said) == 0 && c.Edited != (receivables.Delta{}) {
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
	case v.Outage != nil:
		b.section(w.outage(*v.Outage, v.Now))
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
	b.context(w.lateOutcomes(v.Changes))
	if !v.Complete {
		b.context(w.mrkdwn("DigestPartial", nil))
	}
	if !v.LastFullSync.IsZero() {
		b.context(w.mrkdwn("DigestSwept", args{"Time": markup(w.formatSlot(v.LastFullSync, v.Now, w.zone))}))
	}
	if v.Heartbeat && v.Totals.Count == 0 {
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
	where := mentionChannel(v.Channel)
	if where == "" {
		where = code(v.ID, maxDigestID)
	}
	when := safeText(w.Schedule(v.Schedule), maxScheduleText)
	if v.Schedule.Unreadable != "" {
		when = code(v.ID, maxDigestID)
	}
	return w.mrkdwn("DigestTest", args{"Channel": where, "Schedule": when})
}

// orderIDs are how the rows are sorted. What asks for no order has the rows that most deserve a call first.
var orderIDs = map[receivables.Sort]string{
	receivables.SortOldest:  "DigestOrderOldest",
	receivables.SortLargest: "DigestOrderLargest",
}

func (w *Renderer) digestOrder(v Digest) markup {
	if len(v.Rows) < 2 {
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

var delayIDs = map[Delay]string{
	DelayStopped: "DelayStopped",
	DelaySlack:   "DelaySlack",
	DelayMayar:   "DelayMayar",
	DelayChannel: "DelayChannel",
}

func (w *Renderer) lateNote(v Digest) markup {
	if !v.Late {
		return ""
	}
	due, posted := markup(w.formatSlot(v.Slot, v.Now, w.zone)), markup(w.formatSlot(v.Now, v.Now, w.zone))
	why, known := delayIDs[v.Delay]
	if !known {
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
		times = append(times, w.formatSlot(slot, v.Now, w.zone))
	}
	if hidden := len(slots) - len(named); hidden > 0 {
		times = append(times, w.More(hidden))
	}
	return w.mrkdwn("DigestSkipped", args{"Times": escape(strings.Join(times, ", "))})
}

// expiredNote explains a number that is easily taken for good news: a list that became shorter without anybody having paid.
func (w *Renderer) expiredNote(v Digest) markup {
	lapsed := v.Changes.Expired
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
	c := v.Changes
	var said []markup
	if v.Detailed {
		said = append(said, w.delta("DigestNewAmount", c.New))
	}
	said = append(said, w.delta("DigestReappeared", c.Reappeared), w.delta("DigestClosed", c.Closed), w.delta("DigestUnknown", c.Unknown))
	if c.Aged != (receivables.Delta{}) {
		said = append(said, w.mrkdwn("DigestAged", args{"Aged": escape(w.agedText(c.Aged.Count)), "Amount": markup(withSign(c.Aged.Amount))}))
	}
	if c.Edited != (receivables.Delta{}) {
		said = append(said, w.mrkdwn("DigestEdited", args{"Amount": markup(withSign(c.Edited.Amount))}))
	}
	return joinDots(said...)
}

// lateOutcomes is what became of some that earlier digests told as gone, which nobody knew then.
func (w *Renderer) lateOutcomes(c DigestChanges) markup {
	what := joinDots(w.delta("DigestPaid", c.LatePaid), w.delta("DigestLapsedAmount", c.LateExpired))
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
