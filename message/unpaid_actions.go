package message

import (
	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/receivables"
)

// pageAndOrder says which page of the list this is, and how the list is sorted.
func (w *Renderer) pageAndOrder(v Unpaid) markup {
	order := markup("")
	for _, by := range sorts {
		if by.sort == v.State.sort() && v.Totals.Groups > 1 {
			order = markup(w.text(by.id, nil))
		}
	}
	return joinDots(w.pageNumber(v.Number, v.Pages), order)
}

func (w *Renderer) pageNumber(page, pages int) markup {
	if pages <= 1 {
		return ""
	}
	return w.mrkdwn("PageOf", args{"Page": page, "Pages": pages})
}

func (w *Renderer) pageButtons(v Unpaid, previous, next string) []slack.BlockElement {
	at := func(page int) string { return v.State.withPage(page).Value() }
	return w.pageTurnButtons(previous, next, v.Number, v.Pages, at)
}

func (w *Renderer) unpaidActions(v Unpaid) []slack.BlockElement {
	state := v.State.withPage(max(v.Number, 1))
	elements := w.pageButtons(v, ActionUnpaidPrevious, ActionUnpaidNext)
	if v.Totals.Groups > 1 {
		elements = append(elements, w.sortSelect(state)...)
	}
	elements = append(elements, button(ActionUnpaidRefresh, w.text("Refresh", nil), state.Value()))
	if len(v.Rows) == 0 && state.Query != "" {
		all := UnpaidState{ListID: state.ListID, Sort: state.Sort, Page: 1}
		elements = append(elements, button(ActionUnpaidClearQuery, w.text("ShowAll", nil), all.Value()))
	}
	if len(v.Rows) > 0 && !v.Shared && v.Query.Status != receivables.StatusPaid && listID.MatchString(v.ShareKey) {
		elements = append(elements, w.shareButton(v))
	}
	if v.Shared && messageTS.MatchString(v.SharedTS) {
		value := unshareValue(v.SharedTS, state)
		elements = append(elements, button(ActionUnpaidUnshare, w.text("TakeBack", nil), value))
	}
	return elements
}

// sorts are the orders that people choose from.
var sorts = []struct {
	sort receivables.Sort
	id   string
}{
	{receivables.SortNewest, "SortNewest"},
	{receivables.SortOldest, "SortOldest"},
	{receivables.SortLargest, "SortLargest"},
	{receivables.SortCustomer, "SortCustomer"},
}

// maxOptionValue is the longest value of an option in Slack.
const maxOptionValue = 150

// sortSelect is a menu that leads to the first page in another order. An option holds less text
// than a button: a list with a longer filter has no menu, but people can type sort:oldest.
func (w *Renderer) sortSelect(state UnpaidState) []slack.BlockElement {
	var options []*slack.OptionBlockObject
	var chosen *slack.OptionBlockObject
	for _, by := range sorts {
		value := UnpaidState{ListID: state.ListID, Query: state.Query, Sort: by.sort, Page: 1}.Value()
		if len(value) > maxOptionValue {
			return nil
		}
		option := w.choice(value, by.id)
		options = append(options, option)
		if by.sort == state.sort() {
			chosen = option
		}
	}
	placeholder := blockkit.Plain(w.text("Sort", nil))
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, placeholder, ActionUnpaidSort, options...)
	menu.InitialOption = chosen
	return []slack.BlockElement{menu}
}
