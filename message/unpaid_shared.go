package message

import (
	"strings"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/receivables"
)

// maxShared is how many rows a shared list has.
const maxShared = 5

// UnpaidShared shows the list to a whole channel: its first rows without payment links, with masked
// e-mails and phone numbers, and a button that shows the list privately to anyone who may use the
// bot.
func (w *Renderer) UnpaidShared(v Unpaid, byUserID string) blockkit.Message {
	b := newBuilder("unpaid.shared")
	query, all := publicQuery(v.State.Query)
	headline := w.headline(v)
	b.header(headline)
	asOf := w.mrkdwn("AsOfDate", args{"Time": markup(w.formatDate(v.AsOf))})
	b.context(joinDots(w.sharedBy(byUserID), asOf, w.filter(UnpaidState{Query: query})))
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
	state := UnpaidState{Query: query, Sort: v.State.Sort, Page: 1}
	b.actions(button(ActionUnpaidShowPrivately, w.text("SeePrivately", nil), state.Value()))
	return b.message(escape(headline))
}

// countTransactions counts the transactions of the rows, so that these and the rest add up to the
// headline.
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

// maskedRow masks a row for a channel. It keeps the address of the payment page.
func maskedRow(row receivables.Row) receivables.Row {
	row.Customer = sanitizeAndMask(row.Customer, maxName, maskName)
	row.Product = sanitizeAndMask(row.Product, maxProduct, maskText)
	row.Type, row.Status = sanitizeAndMask(row.Type, maxType, maskText), sanitizeAndMask(row.Status, maxType, maskText)
	if row.Email != "" {
		row.Email = maskContact(blockkit.Sanitize(row.Email, maxEmail))
	}
	if row.Mobile != "" {
		row.Mobile = maskMobile(row.Mobile)
	}
	return row
}

// sanitizeAndMask sanitizes first, because an invisible character would hide an e-mail from the
// mask, and truncates last, because half a phone number does not look like one.
func sanitizeAndMask(s string, limit int, mask func(string) string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return blockkit.Sanitize(mask(blockkit.Sanitize(s, len(s))), limit)
}
