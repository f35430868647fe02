package message

import (
	"strings"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/receivables"
)

// maxShared is how many rows a channel sees.
const maxShared = 5

// UnpaidShared is the list for a whole channel, shared by a member: its first rows with e-mails and phone numbers masked and without payment
// links, and one button that shows the list to whoever presses it, alone and if they may use the bot.
func (w *Renderer) UnpaidShared(v Unpaid, byUserID string) blockkit.Message {
	b := newBuilder("unpaid.shared")
	words, all := publicQuery(v.State.Query)
	headline := w.headline(v)
	b.header(headline)
	b.context(joinDots(w.sharedBy(byUserID), w.mrkdwn("AsOfDate", args{"Time": markup(w.formatDate(v.AsOf))}), w.filter(UnpaidState{Query: words})))
	if !all {
		b.context(w.mrkdwn("FilterMasked", nil))
	}
	b.context(w.expiredSince(v))
	if v.Totals.Count > 0 {
		if v.Query.Status != receivables.StatusPaid {
			b.context(w.aging(v.Aging))
		}
		b.divider()
	}
	shown := v.Rows[:min(len(v.Rows), maxShared)]
	for _, row := range shown {
		b.section(w.row(maskedRow(row), v.Now))
	}
	if hidden := v.Totals.Count - countTransactions(shown); hidden > 0 && len(shown) > 0 {
		b.context(escape(w.More(hidden)))
	}
	state := UnpaidState{Query: words, Sort: v.State.Sort, Page: 1}
	b.actions(button(ActionUnpaidShowPrivately, w.text("SeePrivately", nil), state.Value()))
	return b.message(escape(headline))
}

// countTransactions is how many there are in the rows, so that what is shown and what is left out add up to the headline.
func countTransactions(rows []receivables.Row) int {
	n := 0
	for _, row := range rows {
		n += max(row.Count, 1)
	}
	return n
}

func (w *Renderer) sharedBy(id string) markup {
	by := mention(id)
	if by == "" {
		return ""
	}
	return w.mrkdwn("SharedBy", args{"User": by})
}

// maskedRow is a row for a channel. The address of its payment page stays, for whoever shows it.
func maskedRow(row receivables.Row) receivables.Row {
	row.Customer, row.Product = sanitizeAndMask(row.Customer, maxName, maskName), sanitizeAndMask(row.Product, maxProduct, maskText)
	row.Type, row.Status = sanitizeAndMask(row.Type, maxType, maskText), sanitizeAndMask(row.Status, maxType, maskText)
	if row.Email != "" {
		row.Email = maskContact(blockkit.Sanitize(row.Email, maxEmail))
	}
	if row.Mobile != "" {
		row.Mobile = maskMobile(row.Mobile)
	}
	return row
}

// sanitizeAndMask is an untrusted text with what is personal in it masked. It is cleaned first, since an invisible character would hide an e-mail from the
// mask, and cut last: half a phone number is no longer known for one.
func sanitizeAndMask(s string, limit int, mask func(string) string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return blockkit.Sanitize(mask(blockkit.Sanitize(s, len(s))), limit)
}
