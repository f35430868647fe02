package message

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/slack-go/slack"
)

// followUpMenu opens the private card of one of the rows, nil if none has a case. A table cannot
// hold buttons.
func (w *Renderer) followUpMenu(rows []receivables.Row) []slack.BlockElement {
	var options []*slack.OptionBlockObject
	for _, row := range rows {
		open := caseID.MatchString(row.CaseID) && row.Status != string(receivables.StatusPaid)
		taken := func(o *slack.OptionBlockObject) bool { return o.Value == row.CaseID }
		if !open || slices.ContainsFunc(options, taken) {
			continue
		}
		label := w.amountCell(row) + " · " + w.plainCustomer(row)
		options = append(options, option(row.CaseID, blockkit.Sanitize(label, maxOptionText), ""))
	}
	if len(options) == 0 {
		return nil
	}
	placeholder := blockkit.Plain(w.text("FollowUpPick", nil))
	return []slack.BlockElement{
		slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, placeholder, ActionFollowUpPick, options...),
	}
}

// addDigestTable adds the rows as Slack's own table.
func (w *Renderer) addDigestTable(b *builder, v Digest) {
	table := slack.NewTableBlock("")
	titles := []string{"ColumnCustomer", "ColumnProduct", "ColumnAge", "ColumnAmount", "ColumnPay"}
	settings := []slack.ColumnSetting{wrapped, wrapped, leftAligned, rightAligned, leftAligned}
	if v.Subscription.Detailed {
		titles, settings = append(titles, "ColumnContact"), append(settings, wrapped)
	}
	head := make([]slack.TableCell, len(titles))
	for i, title := range titles {
		head[i] = slack.NewTableRawTextCell(w.text(title, nil))
	}
	table.AddRow(head...)
	for _, row := range v.Page.Rows {
		table.AddRow(w.digestCells(v, row)...)
	}
	b.blocks = append(b.blocks, table.WithColumnSettings(settings...))
}

// Slack rejects a column without an alignment, and slack-go sends an empty one.
var (
	wrapped      = slack.ColumnSetting{Align: slack.ColumnAlignmentLeft, IsWrapped: true}
	leftAligned  = slack.ColumnSetting{Align: slack.ColumnAlignmentLeft}
	rightAligned = slack.ColumnSetting{Align: slack.ColumnAlignmentRight}
)

// amountCell is short, because columns are narrow: "Rp400.000 (4×)" is the sum of four.
func (w *Renderer) amountCell(row receivables.Row) string {
	if row.Count < 2 {
		return w.formatSum(sumOf(row))
	}
	return w.formatSum(sumOf(row)) + " (" + string(repeatCount(row.Count)) + ")"
}

func (w *Renderer) digestCells(v Digest, row receivables.Row) []slack.TableCell {
	cells := []slack.TableCell{
		w.cell(row.Customer, maxName, "NoCustomer"),
		w.cell(row.Product, maxProduct, "NoProduct"),
		slack.NewTableRawTextCell(blockkit.Sanitize(string(w.oldestAge(row, v)), maxInline)),
		slack.NewTableRawTextCell(w.amountCell(row)),
		w.payCell(row),
	}
	if v.Subscription.Detailed {
		cells = append(cells, slack.NewTableRawTextCell(contactText(row)))
	}
	return cells
}

// cell is untrusted text, or the text empty if there is none. Nothing formats in a raw cell.
func (w *Renderer) cell(text string, limit int, empty string) slack.TableCell {
	if strings.TrimSpace(text) == "" {
		return slack.NewTableRawTextCell(w.text(empty, nil))
	}
	return slack.NewTableRawTextCell(blockkit.Sanitize(text, limit))
}

// payCell links to the payment page. A raw cell cannot, so this one is rich text.
func (w *Renderer) payCell(row receivables.Row) slack.TableCell {
	safe, ok := pageURL(row.URL)
	if !ok {
		return slack.NewTableRawTextCell(blockkit.EmptyValue)
	}
	link := slack.NewRichTextSectionLinkElement(safe, w.linkLabel(row), nil)
	return slack.NewTableRichTextCell(slack.NewRichTextSection(link))
}

// isPlainName reports whether a name is short and has only letters and digits: a link shows nothing
// else that a buyer typed.
func isPlainName(name string) bool {
	other := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }
	return name != "" && utf8.RuneCountInString(name) <= 12 && !strings.ContainsFunc(name, other)
}

// linkLabel distinguishes the links of a table in a narrow column: by the customer's first name if
// that is plain, or by the amount if the link is for one of several transactions.
func (w *Renderer) linkLabel(row receivables.Row) string {
	if row.Count > 1 && row.LatestAmount.Count > 0 {
		return w.text("TableLinkOne", args{"Amount": w.formatSum(row.LatestAmount)})
	}
	first, _, _ := strings.Cut(strings.TrimSpace(blockkit.Sanitize(row.Customer, maxName)), " ")
	if !isPlainName(first) {
		return w.text("PaymentPage", nil)
	}
	return w.text("TableLink", args{"Name": first})
}

// pageURL returns the address of a payment page if it is safe to show.
func pageURL(url string) (string, bool) {
	if len(url) > maxPageURL {
		return "", false
	}
	return blockkit.SafeURL(url)
}

func contactText(row receivables.Row) string {
	var ways []string
	if strings.TrimSpace(row.Email) != "" {
		ways = append(ways, blockkit.Sanitize(row.Email, maxEmail))
	}
	if strings.TrimSpace(row.Mobile) != "" {
		ways = append(ways, blockkit.Sanitize(row.Mobile, maxMobile))
	}
	if len(ways) == 0 {
		return blockkit.EmptyValue
	}
	return strings.Join(ways, " · ")
}

// oldestAge is the age of the oldest transaction of the row, the reason to call.
func (w *Renderer) oldestAge(row receivables.Row, v Digest) markup {
	since := row.Oldest
	if since.IsZero() {
		since = row.Newest
	}
	if since.IsZero() {
		return ""
	}
	return markup(w.formatAge(v.At.Sub(since)))
}

// addDigestRows adds the rows in blocks that all workspaces accept: as in /unpaid, or one line
// each.
func (w *Renderer) addDigestRows(b *builder, v Digest) {
	if v.Subscription.Detailed {
		b.divider()
		for _, row := range v.Page.Rows {
			b.sectionWithButton(w.row(row, v.At), w.rowButton(row))
		}
		return
	}
	lines := make([]markup, len(v.Page.Rows))
	for i, row := range v.Page.Rows {
		lines[i] = w.digestRow(row, v)
	}
	b.lines(lines)
}

func (w *Renderer) digestRow(row receivables.Row, v Digest) markup {
	parts := []markup{
		"*" + w.customer(row.Customer) + "*",
		w.product(row.Product),
		w.oldestAge(row, v),
		w.rowAmount(row, ""),
		repeatCount(row.Count),
	}
	if safe, ok := pageURL(row.URL); ok {
		parts = append(parts, markup(blockkit.Link(safe, w.pageLabel(row))))
	}
	return "• " + joinDots(parts...)
}
