package message

import (
	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/receivables"
)

// Digest is the report of a digest, for a whole channel.
type Digest struct {
	digest.Report
	State   UnpaidState // the list behind it
	Preview bool        // for one person, to see what it looks like
}

// maxDigestRows is how many rows a digest shows.
const maxDigestRows = 10

// Digest returns the variants of a digest, best first: with Slack's own table, which some
// workspaces reject, and in plain blocks. Both mask e-mails and phone numbers. The mention notifies
// only if something is open.
func (w *Renderer) Digest(v Digest) []blockkit.Message {
	v.Page.Rows = digestRows(v.Page.Rows)
	plain := w.digest(v, "digest", w.addDigestRows)
	if len(v.Page.Rows) == 0 {
		return []blockkit.Message{plain}
	}
	return []blockkit.Message{w.digest(v, "digest.table", w.addDigestTable), plain}
}

// digestRows are the first rows, masked for a channel.
func digestRows(rows []receivables.Row) []receivables.Row {
	shown := make([]receivables.Row, min(len(rows), maxDigestRows))
	for i := range shown {
		shown[i] = maskedRow(rows[i])
	}
	return shown
}

func (w *Renderer) digest(v Digest, name string, rows func(*builder, Digest)) blockkit.Message {
	b := newBuilder(name)
	open, changed := w.digestHeadline(v)
	b.section("*" + escape(open) + "*" + escape(changed))
	w.addDigestNotes(b, v)
	if v.Page.Totals.Count > 1 {
		b.context(w.aging(v.Page.Aging))
	}
	rows(b, v)
	more := markup("")
	if hidden := v.Page.Totals.Count - countTransactions(v.Page.Rows); hidden > 0 && len(v.Page.Rows) > 0 {
		more = escape(w.More(hidden))
	}
	b.context(joinDots(more, w.digestOrder(v), w.digestAsOf(v)))
	b.actions(append(w.followUpMenu(v.Page.Rows), w.digestActions(v)...)...)
	if v.Page.Totals.Count > 0 && !v.Preview {
		b.notify(v.Subscription.Mention)
	}
	return b.message(escape(open + changed))
}

func (w *Renderer) digestActions(v Digest) []slack.BlockElement {
	var elements []slack.BlockElement
	id := v.Subscription.ID
	if v.Page.Totals.Count+v.All.Count > 0 {
		elements = append(elements, button(ActionDigestShowAll, w.text("DigestSee", nil), showAllValue(v)))
	}
	if paid := v.Paid.Count + v.LatePaid.Count; paid > 0 && id != "" && !v.From.IsZero() {
		state := PaidState{Digest: id, From: v.From, To: v.Until, Page: 1}
		elements = append(elements, button(ActionDigestPaid, w.text("DigestWhoPaid", nil), state.Value()))
	}
	if id != "" && !v.Preview {
		elements = append(elements, button(ActionDigestPauseDay, w.text("DigestPauseDay", nil), digestID(id)))
	}
	if id != "" {
		elements = append(elements, button(ActionDigestSettings, w.text("DigestSettings", nil), digestID(id)))
	}
	return elements
}

// showAllValue stands for the list of a digest. A filter that may name a customer must not be in a
// channel, not even in the value of a button: the digest's id replaces it.
func showAllValue(v Digest) string {
	if v.Page.Totals.Count == 0 {
		return UnpaidState{Page: 1}.Value() // nothing matches: the whole list
	}
	query, all := publicQuery(v.State.Query)
	if !all && v.Subscription.ID != "" {
		return digestID(v.Subscription.ID)
	}
	return UnpaidState{Query: query, Sort: v.State.Sort, Page: 1}.Value()
}

// digestID is the id of a digest as the value of a button.
func digestID(id string) string {
	return blockkit.Sanitize(id, maxDigestID)
}

// maxDigestID is the longest id of a digest shown. Real ones have at most six characters.
const maxDigestID = 16
