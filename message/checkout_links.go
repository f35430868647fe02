package message

import (
	"strings"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/blockkit"
)

// CheckoutLinks are the immutable checkout links that Mayar returned, already verified.
type CheckoutLinks struct {
	Product  Product
	Customer Person // as requested
	Credit   int64  // as requested; 0: none

	BoundTo      Person // what the readable links are bound to; zero if none is readable
	WithCredit   int    // links bound to Credit
	Unverifiable int    // unreadable links

	Tiers     []TierLink
	UsageURL  string // link of a credit-usage product
	SingleURL string // a single link without tiers

	UnrequestedCredit map[string]int64 // by link: a credit that nobody requested
	UnknownHosts      []string         // hosts of links that are not known as the merchant's

	TooLong       int  // links that are too long to show
	Withheld      int  // links not shown because customer, tier or credit are not as requested
	Unsafe        int  // links not shown because they are not https, bind nothing or are not safe
	SentPrivately bool // a direct message has them too
	Reused        bool // from the same request less than a minute ago
	NamesPending  bool // the bot still looks up names and prices of the tiers
	Ref           string
}

// A TierLink is the link of one membership tier.
type TierLink struct {
	ID       string
	Name     string // "" if unknown
	Prices   []Price
	SoldOut  bool
	Inactive bool
	URL      string
	UsageURL string
}

// A Price is the price of a tier for some months or for a lifetime.
type Price struct {
	Months   int
	Lifetime bool
	Amount   int64 // rupiah
}

// CheckoutLinks shows the links, each as a button and as text to copy, byte for byte, and what they
// are bound to. The link of a tier that is sold out or inactive has no button. The message fits
// into a modal. Without a link to show, it is a Problem.
func (w *Renderer) CheckoutLinks(v CheckoutLinks) blockkit.Message {
	entries, unsafe, long := w.linkEntries(v)
	v.Unsafe += unsafe
	v.TooLong += long
	if len(entries) == 0 {
		return w.Problem(Problem{Kind: noLinksProblem(v), Operation: OpCheckout, Ref: v.Ref})
	}
	b := newBuilder("links")
	headline := w.text("LinksHeadline", args{"Count": len(entries)})
	b.header(headline)
	b.section(w.boundValues(v, len(entries)))
	w.addLinks(b, entries)
	if len(v.UnknownHosts) > 0 {
		b.section("⚠️ " + w.unknownHosts(v.UnknownHosts))
	}
	b.section("🔒 " + w.mrkdwn("LinksPersonal", nil))
	b.context(w.linkNotes(v))
	if v.Withheld > 0 {
		b.section("⚠️ " + w.mrkdwn("LinksWithheld", args{"Count": v.Withheld}))
	}
	if v.Unsafe > 0 {
		b.section("⚠️ " + w.mrkdwn("LinksUnsafe", args{"Count": v.Unsafe}))
	}
	if v.TooLong > 0 {
		b.section("⚠️ " + w.mrkdwn("LinksTooLong", args{"Count": v.TooLong}))
	}
	b.context(w.reference(v.Ref))
	return b.message(escape(headline))
}

// unknownHosts warns of hosts that are not known as the merchant's.
func (w *Renderer) unknownHosts(hosts []string) markup {
	var named []markup
	for _, host := range hosts {
		named = append(named, code(host, maxHost))
	}
	return w.mrkdwn("LinksUnknownHosts", args{"Hosts": joinDots(named...)})
}

// maxHost is the longest name of a host.
const maxHost = 253

func noLinksProblem(v CheckoutLinks) ProblemKind {
	switch {
	case v.Withheld > 0:
		return ProblemWithheld
	case v.TooLong > 0:
		return ProblemLinkTooLong
	}
	return ProblemNoLinks
}

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

// boundValues says which values of the links nobody can change, and what was requested if the links
// are unreadable.
func (w *Renderer) boundValues(v CheckoutLinks, links int) markup {
	product := safeText(v.Product.Name, maxProduct)
	if strings.TrimSpace(v.Product.Name) == "" {
		product = code(v.Product.ID, 40)
	}
	lines := []markup{w.mrkdwn("LinksProduct", args{"Product": product})}
	if bound := contactOf(v.BoundTo); bound != "" {
		lines = append(lines, w.mrkdwn("LinksBoundTo", args{"Person": bound}))
	}
	if v.Unverifiable > 0 {
		lines = append(lines, w.mrkdwn("LinksAsked", args{"Person": contactOf(v.Customer)}))
	}
	switch {
	case v.Credit > 0:
		lines = append(lines, w.boundCredit(v, links))
	case v.UsageURL != "" && v.Unverifiable == 0 && v.UnrequestedCredit[v.UsageURL] == 0:
		lines = append(lines, w.mrkdwn("LinksCreditNone", nil))
	}
	if v.Unverifiable > 0 {
		lines = append(lines, w.mrkdwn("LinksUnverifiable", args{"Count": v.Unverifiable}))
	} else if len(v.Tiers) > 0 {
		lines = append(lines, w.mrkdwn("LinksTier", nil))
	}
	return joinLines(lines...)
}

// boundCredit says how many of the links are bound to the requested credit.
func (w *Renderer) boundCredit(v CheckoutLinks, links int) markup {
	id := "LinksCreditLoose"
	switch {
	case v.WithCredit >= links:
		id = "LinksCredit"
	case v.WithCredit > 0:
		id = "LinksCreditSome"
	case v.Unverifiable > 0:
		id = "LinksCreditAsked"
	}
	return w.mrkdwn(id, args{"Credit": int(v.Credit), "Some": v.WithCredit})
}

// contactOf returns the known contact details of a person.
func contactOf(p Person) markup {
	return joinDots(optionalText(p.Name, maxBoundName), contactLine(p.Email, p.Mobile))
}

// maxBoundName is the longest name that Mayar accepts: people want to see all that a link is bound
// to.
const maxBoundName = 250

func (w *Renderer) linkNotes(v CheckoutLinks) markup {
	var notes []markup
	if v.NamesPending {
		notes = append(notes, w.mrkdwn("LinksNamesPending", nil))
	}
	if v.SentPrivately {
		notes = append(notes, w.mrkdwn("LinksSentPrivately", nil))
	}
	if v.Reused {
		notes = append(notes, w.mrkdwn("LinksReused", nil))
	}
	return joinDots(notes...)
}
