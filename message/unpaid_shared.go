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
	s := newSheet("unpaid.shared")
	words, all := publicWords(v.State.Query)
	headline := w.headline(v)
	s.header(headline)
	s.context(joined(w.sharedBy(byUserID), w.mrkdwn("AsOfDate", args{"Time": markup(w.date(v.AsOf))}), w.filter(UnpaidState{Query: words})))
	if !all {
		s.context(w.mrkdwn("FilterMasked", nil))
	}
	s.context(w.expiredSince(v))
	if v.Totals.Count > 0 {
		if v.Query.Status != receivables.StatusPaid {
			s.context(w.aging(v.Aging))
		}
		s.divider()
	}
	shown := v.Rows[:min(len(v.Rows), maxShared)]
	for _, row := range shown {
		s.section(w.row(maskedRow(row), v.Now))
	}
	if hidden := v.Totals.Count - transactions(shown); hidden > 0 && len(shown) > 0 {
		s.context(escaped(w.More(hidden)))
	}
	state := UnpaidState{Query: words, Sort: v.State.Sort, Page: 1}
	s.actions(button(ActionUnpaidShowPrivately, w.words("SeePrivately", nil), state.Value()))
	return s.message(escaped(headline))
}

// transactions is how many there are in the rows, so that what is shown and what is left out add up to the headline.
func transactions(rows []receivables.Row) int {
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
	row.Customer, row.Product = masked(row.Customer, maxName, maskName), masked(row.Product, maxProduct, maskText)
	row.Type, row.Status = masked(row.Type, maxType, maskText), masked(row.Status, maxType, maskText)
	if row.Email != "" {
		row.Email = maskContact(blockkit.Sanitize(row.Email, maxEmail))
	}
	if row.Mobile != "" {
		row.Mobile = maskMobile(row.Mobile)
	}
	return row
}

// masked is an untrusted text with what is personal in it masked. It is cleaned first, since an invisible character would hide an e-mail from the
// mask, and cut last: half a phone number is no longer known for one.
func masked(s string, limit int, mask func(string) string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return blockkit.Sanitize(mask(blockkit.Sanitize(s, len(s))), limit)
}
