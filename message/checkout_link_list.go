package message

import (
	"strings"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/blockkit"
)

// A linkEntry is one link with its description.
type linkEntry struct {
	description markup
	name        string // for screen readers
	url         string
	textOnly    bool // too long for a button
	notForSale  bool // text only, because nobody can buy it now
}

// linkEntries returns the links to show. unsafe counts those that may not be linked, long those
// that are too long even as text.
func (w *Renderer) linkEntries(v CheckoutLinks) (entries []linkEntry, unsafe, long int) {
	add := func(description markup, name, url string, notForSale bool) {
		if url == "" {
			return
		}
		_, ok := blockkit.SafeURL(url)
		textOnly := !ok && blockkit.TooLong(url)
		switch credit := v.UnrequestedCredit[url]; {
		case !ok && !textOnly:
			unsafe++
			return
		case textOnly && utf8.RuneCountInString(url) > linksRoom-entryRoom:
			long++
			return
		case credit != 0:
			description += "\n" + w.mrkdwn("LinkUnrequestedCredit", args{"Credit": int(credit)})
		}
		if textOnly {
			description += "\n" + w.mrkdwn("LinkBare", nil)
		}
		entries = append(entries, linkEntry{description, name, url, textOnly, notForSale})
	}
	usage := w.text("LinkUsage", nil)
	for _, tier := range v.Tiers {
		name := blockkit.Sanitize(tier.Name, 40)
		if strings.TrimSpace(tier.Name) == "" {
			name = blockkit.Sanitize(tier.ID, 40)
		}
		notForSale := tier.SoldOut || tier.Inactive
		add(w.tierLabel(tier, ""), name, tier.URL, notForSale)
		add(w.tierLabel(tier, markup(usage)), name+", "+usage, tier.UsageURL, notForSale)
	}
	add("*"+markup(usage)+"*", usage, v.UsageURL, false)
	add("*"+markup(w.text("LinkSingle", nil))+"*", w.text("LinkSingle", nil), v.SingleURL, false)
	return entries, unsafe, long
}

// tierLabel is the name of a tier, or its id until the name is known, with its prices.
func (w *Renderer) tierLabel(tier TierLink, what markup) markup {
	name := "*" + safeText(tier.Name, maxProduct) + "*"
	if strings.TrimSpace(tier.Name) == "" {
		name = w.mrkdwn("TierUnnamed", args{"ID": code(tier.ID, 40)})
	}
	var marks []markup
	if tier.SoldOut {
		marks = append(marks, markup(w.text("TierSoldOut", nil)))
	}
	if tier.Inactive {
		marks = append(marks, markup(w.text("TierInactive", nil)))
	}
	first := joinDots(append([]markup{name, what}, marks...)...)
	if prices := w.priceList(tier.Prices); prices != "" {
		return first + "\n" + prices
	}
	return first
}

// maxPrices is how many prices of one tier a message shows. Mayar has five: 1, 3, 6 and 12 months,
// and lifetime.
const maxPrices = 6

func (w *Renderer) priceList(prices []Price) markup {
	var texts []markup
	for _, price := range prices[:min(len(prices), maxPrices)] {
		amount := markup(Rupiah(price.Amount))
		switch {
		case price.Lifetime:
			texts = append(texts, w.mrkdwn("PriceLifetime", args{"Amount": amount}))
		case price.Months > 0:
			texts = append(texts, w.mrkdwn("PriceMonths", args{"Amount": amount, "Count": price.Months}))
		default:
			texts = append(texts, amount)
		}
	}
	return joinDots(texts...)
}

// The room for links in one message, in characters. Slack refuses messages of more than description
// 13,000.
const (
	linksRoom = 10_000
	entryRoom = 300 // for the description of a link
	maxLinks  = 20
)

// addLinks adds each link as a button, and as text to copy while there is room, which suffices for
// ten tiers.
func (w *Renderer) addLinks(b *builder, entries []linkEntry) {
	shown, left := countFitting(entries)
	short := false
	for _, entry := range entries[:shown] {
		if entry.textOnly {
			b.section(entry.description)
			b.preformatted(entry.url)
			continue
		}
		openButton := linkButton(w.text("OpenLink", nil), entry.url)
		if entry.notForSale {
			openButton = nil
		}
		if openButton != nil {
			openButton.AccessibilityLabel = w.text("OpenLinkOf", args{"Name": entry.name})
		}
		b.sectionWithButton(entry.description, openButton)
		if cost := utf8.RuneCountInString(entry.url); cost <= left {
			left -= cost
			b.preformatted(entry.url)
		} else {
			short = true
		}
	}
	if short {
		b.context(w.mrkdwn("LinksNoRoom", nil))
	}
	if hidden := len(entries) - shown; hidden > 0 {
		b.context(escape(w.More(hidden)))
	}
}

// countFitting returns how many links fit as buttons, and the room that is left.
func countFitting(entries []linkEntry) (shown, left int) {
	left = linksRoom
	for _, entry := range entries[:min(len(entries), maxLinks)] {
		cost := utf8.RuneCountInString(entry.url) + entryRoom
		if cost > left {
			break
		}
		left -= cost
		shown++
	}
	return shown, left
}
