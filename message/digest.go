package message

import (
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/receivables"
)

// Digest is what is unpaid at one moment and what changed since the digest before it, for a whole channel.
type Digest struct {
	ID       string // of the digest, behind its buttons
	State    UnpaidState
	Detailed bool   // with how to reach each customer
	Mention  string // a user or user group to notify; "" for nobody
	Preview  bool   // sent to one person to see what it looks like

	Channel  string // id; of a test, which is read elsewhere
	Schedule Schedule

	Slot      time.Time // when it was due
	Now       time.Time // when it is posted
	Manual    bool      // somebody asked for it to be posted now
	Late      bool
	Delay     Delay       // why it is late
	Skipped   []time.Time // slots since the last digest at which none was posted
	Heartbeat bool        // nothing is open, and this is the weekly sign of life of a digest that is quiet otherwise

	receivables.Page                    // the rows that most deserve a call, best first; ten are shown
	All              receivables.Totals // what is open in all, where the filter finds nothing; else zero
	AllComplete      bool               // All is exact; else it is at least that

	Since       time.Time // slot of the last digest; zero for the first
	Changes     DigestChanges
	From, Until time.Time // the moments of the mirror between which it changed, for who paid; zero: nobody can ask
	NoBaseline  bool      // what was open at the last digest is not known any more, so neither is what changed

	AsOf         time.Time // when the mirror was last brought up to date
	Stale        bool      // it should be fresher than that
	LastFullSync time.Time // when the whole list was last read, where that was long before AsOf: what lapsed since still counts as open
	Outage       *Outage   // Mayar does not answer: what is told is the mirror
}

// DigestChanges is what became of the list since the last digest.
type DigestChanges struct {
	Paid       receivables.Delta
	New        receivables.Delta
	Expired    receivables.Delta // their time to pay ran out
	Reappeared receivables.Delta // listed again, or active again
	Edited     receivables.Delta // what new amounts made of open ones; may be negative
	Closed     receivables.Delta // can no longer be paid, for another reason than time
	Unknown    receivables.Delta // gone, and nobody could tell why, so far
	Aged       receivables.Delta // came into the list for their age alone, or below zero went out of it, as a filter such as older:7d or newer:2d has it

	// What became of some that an earlier digest told as gone, which nobody knew then. It changes nothing of what is open.
	LatePaid, LateExpired receivables.Delta
}

// A Delay is why a digest is late.
type Delay string

// Why a digest can be late.
const (
	DelayUnknown Delay = ""
	DelayStopped Delay = "stopped" // the bot was not running
	DelaySlack   Delay = "slack"   // Slack did not take it
	DelayMayar   Delay = "mayar"   // Mayar did not answer
	DelayChannel Delay = "channel" // the bot could not post in the channel
)

// maxDigestRows is how many rows a digest has.
const maxDigestRows = 10

// Digest is the digest as a channel reads it, best variant first: with a native table, which not every workspace takes, and in plain blocks. E-mails
// and phone numbers are masked in both, and nobody is notified unless the digest names them and something is open.
func (w *Renderer) Digest(v Digest) []blockkit.Message {
	v.Rows = digestRows(v.Rows)
	plain := w.digest(v, "digest", w.addDigestRows)
	if len(v.Rows) == 0 {
		return []blockkit.Message{plain}
	}
	return []blockkit.Message{w.digest(v, "digest.table", w.addDigestTable), plain}
}

// digestRows are the rows that are shown, masked for a channel.
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
	if v.Totals.Count > 1 {
		b.context(w.aging(v.Aging))
	}
	rows(b, v)
	more := markup("")
	if hidden := v.Totals.Count - countTransactions(v.Rows); hidden > 0 && len(v.Rows) > 0 {
		more = escape(w.More(hidden))
	}
	b.context(joinDots(more, w.digestOrder(v), w.digestAsOf(v)))
	b.actions(w.digestActions(v)...)
	if v.Totals.Count > 0 && !v.Preview {
		b.notify(v.Mention)
	}
	return b.message(escape(open + changed))
}

func (w *Renderer) digestActions(v Digest) []slack.BlockElement {
	var elements []slack.BlockElement
	if v.Totals.Count+v.All.Count > 0 {
		elements = append(elements, button(ActionDigestShowAll, w.text("DigestSee", nil), showAllValue(v)))
	}
	if paid := v.Changes.Paid.Count + v.Changes.LatePaid.Count; paid > 0 && v.ID != "" && !v.From.IsZero() {
		state := PaidState{Digest: v.ID, From: v.From, To: v.Until, Page: 1}
		elements = append(elements, button(ActionDigestPaid, w.text("DigestWhoPaid", nil), state.Value()))
	}
	if v.ID != "" && !v.Preview {
		elements = append(elements, button(ActionDigestPauseDay, w.text("DigestPauseDay", nil), digestID(v.ID)))
	}
	if v.ID != "" {
		elements = append(elements, button(ActionDigestSettings, w.text("DigestSettings", nil), digestID(v.ID)))
	}
	return elements
}

// showAllValue is the list that a digest was made from. Words that may name a customer do not lie in a channel, not even behind a button: the digest's
// id stands for them.
func showAllValue(v Digest) string {
	if v.Totals.Count == 0 {
		return UnpaidState{Page: 1}.Value() // nothing matches: what is open in all
	}
	words, all := publicQuery(v.State.Query)
	if !all && v.ID != "" {
		return digestID(v.ID)
	}
	return UnpaidState{Query: words, Sort: v.State.Sort, Page: 1}.Value()
}

// digestID is the id of a digest as the value of a button.
func digestID(id string) string {
	return blockkit.Sanitize(id, maxDigestID)
}

// maxDigestID is the longest id of a digest that is shown. They have six characters at most.
const maxDigestID = 16
