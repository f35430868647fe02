package message

import (
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/receivables"
)

// digestChanges lists the most important changes: paid, new, expired, closed. Only without any of
// these it lists the others, so that it is empty only if nothing changed.
func (w *Renderer) digestChanges(r digest.Report) []string {
	var changes []string
	if r.Paid.Count > 0 {
		changes = append(changes, w.text("DigestPaid", w.sumArgs(r.Paid)))
	}
	add := func(id string, n int) {
		if n > 0 {
			changes = append(changes, w.text(id, args{"N": n}))
		}
	}
	add("DigestNew", r.New.Count)
	add("DigestExpired", r.Expired.Count)
	add("DigestGone", r.Closed.Count+r.Unknown.Count)
	if len(changes) > 0 {
		return changes
	}
	add("DigestAgain", r.Reappeared.Count)
	if r.Aged != (receivables.Delta{}) {
		changes = append(changes, w.agedText(r.Aged.Count))
	}
	if len(changes) == 0 && r.Edited != (receivables.Delta{}) {
		changes = append(changes, w.text("DigestAmounts", nil))
	}
	return changes
}

// agedText says how many transactions a filter such as older:7d lets in or out because time has
// passed.
func (w *Renderer) agedText(n int) string {
	switch {
	case n > 0:
		return w.text("DigestAgedIn", args{"N": n})
	case n < 0:
		return w.text("DigestAgedOut", args{"N": -n})
	}
	return w.text("DigestAgedEven", nil)
}

// expiredNote explains a number that looks like good news: the list became shorter although nobody
// paid.
func (w *Renderer) expiredNote(v Digest) markup {
	expired := v.Expired
	if expired.Count == 0 || v.Since.IsZero() || v.NoBaseline {
		return ""
	}
	return w.mrkdwn("DigestExpiredWhy", args{"Count": expired.Count, "Amount": markup(w.formatSum(expired))})
}

// otherChanges lists the rest of the changes, so that all of them add up.
func (w *Renderer) otherChanges(v Digest) markup {
	switch {
	case v.NoBaseline:
		return w.mrkdwn("DigestNoBaseline", nil)
	case v.Since.IsZero():
		return ""
	}
	var changes []markup
	if v.Subscription.Detailed {
		changes = append(changes, w.delta("DigestNewAmount", v.New))
	}
	changes = append(changes,
		w.delta("DigestReappeared", v.Reappeared),
		w.delta("DigestClosed", v.Closed),
		w.delta("DigestUnknown", v.Unknown))
	if v.Aged != (receivables.Delta{}) {
		changes = append(changes, w.mrkdwn("DigestAged", args{
			"Aged": escape(w.agedText(v.Aged.Count)), "Amount": markup(withSign(v.Aged.Amount)),
		}))
	}
	if v.Edited != (receivables.Delta{}) {
		changes = append(changes, w.mrkdwn("DigestEdited", args{"Amount": markup(withSign(v.Edited.Amount))}))
	}
	return joinDots(changes...)
}

// lateOutcomes says what became of transactions that earlier digests reported as closed for an
// unknown reason.
func (w *Renderer) lateOutcomes(r digest.Report) markup {
	what := joinDots(w.delta("DigestPaid", r.LatePaid), w.delta("DigestExpiredAmount", r.LateExpired))
	if what == "" {
		return ""
	}
	return w.mrkdwn("DigestLateOutcomes", args{"What": what})
}

// delta is a change with its sum, "" if there was none.
func (w *Renderer) delta(id string, d receivables.Delta) markup {
	if d.Count == 0 {
		return ""
	}
	return w.mrkdwn(id, args{"N": d.Count, "Amount": markup(w.formatSum(d))})
}

// withSign formats an amount with its sign.
func withSign(amount int64) string {
	if amount > 0 {
		return "+" + Rupiah(amount)
	}
	return Rupiah(amount)
}
