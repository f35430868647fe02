package message

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/blockkit"
)

// CheckoutLinks are the immutable checkout links that Mayar gave, already checked.
type CheckoutLinks struct {
	Product  Product
	Customer Person // who was asked for
	Credit   int64  // that was asked for; 0: none

	BoundTo      Person // what the links that can be read fix, all of them the same; zero where none can be read
	WithCredit   int    // links that fix Credit
	Unverifiable int    // links that cannot be read

	Tiers     []TierLink
	UsageURL  string // the link of a credit-usage product
	SingleURL string // one link with nothing said of tiers

	UnrequestedCredit map[string]int64 // by link: the credit that it fixes although none was asked for
	UnknownHosts      []string         // hosts to which links lead and that are not known as the merchant's

	TooLong       int  // links that Mayar gave and that are too long to be taken
	Withheld      int  // links not shown because they do not name the customer, tier and credit that were asked for
	Unsafe        int  // links not shown because they are not https, fix nothing, or may not be linked
	SentPrivately bool // they also stand in a direct message
	Reused        bool // the same request was answered less than a minute ago: these are its links
	NamesPending  bool // names and prices of the tiers are still being looked up
	Ref           string
}

// A TierLink is the link of one membership tier.
type TierLink struct {
	ID       string
	Name     string // "" when it is not known
	Prices   []Price
	SoldOut  bool
	Inactive bool
	URL      string
	UsageURL string
}

// A Price is what a tier costs for some months, or once for ever.
type Price struct {
	Months   int
	Lifetime bool
	Amount   int64 // rupiah
}

// CheckoutLinks shows the links that Mayar gave, each as a button and as text to copy, byte for byte, and what they freeze. The link of a tier that is sold out or
// not active has no button. It fits a message and a modal.
// Without a single link to show it says so.
func (w *Renderer) CheckoutLinks(v CheckoutLinks) blockkit.Message {
	entries, refused, long := w.linkEntries(v)
	v.Unsafe += refused
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

// unknownHosts names hosts that are not known as the merchant's.
func (w *Renderer) unknownHosts(hosts []string) markup {
	var named []markup
	for _, host := range hosts {
		named = append(named, code(host, maxHost))
	}
	return w.mrkdwn("LinksStrangeHosts", args{"Hosts": joinDots(named...)})
}

// maxHost is the longest name that a host can have.
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

// A linkEntry is one link with what is said of it.
type linkEntry struct {
	about markup
	name  string // what it is a link for, for screen readers
	url   string
	bare  bool // it is too long for a button
	shut  bool // it is for what nobody can buy now: there is no button to open it, only its text
}

// linkEntries are the links to show; refused counts those whose address is not one that may be linked, long those that have no room even as text.
func (w *Renderer) linkEntries(v CheckoutLinks) (entries []linkEntry, refused, long int) {
	add := func(about markup, name, url string, shut bool) {
		if url == "" {
			return
		}
		_, ok := blockkit.SafeURL(url)
		bare := !ok && blockkit.TooLong(url)
		switch credit := v.UnrequestedCredit[url]; {
		case !ok && !bare:
			refused++
			return
		case bare && utf8.RuneCountInString(url) > linksRoom-entryRoom:
			long++
			return
		case credit != 0:
			about += "\n" + w.mrkdwn("LinkOwnCredit", args{"Credit": markup(groupThousands(strconv.FormatInt(credit, 10), w.separator))})
		}
		if bare {
			about += "\n" + w.mrkdwn("LinkBare", nil)
		}
		entries = append(entries, linkEntry{about, name, url, bare, shut})
	}
	for _, tier := range v.Tiers {
		name := blockkit.Sanitize(tier.Name, 40)
		if strings.TrimSpace(tier.Name) == "" {
			name = blockkit.Sanitize(tier.ID, 40)
		}
		shut := tier.SoldOut || tier.Inactive
		add(w.tierLabel(tier, ""), name, tier.URL, shut)
		add(w.tierLabel(tier, markup(w.text("LinkUsage", nil))), name+", "+w.text("LinkUsage", nil), tier.UsageURL, shut)
	}
	add("*"+markup(w.text("LinkUsage", nil))+"*", w.text("LinkUsage", nil), v.UsageURL, false)
	add("*"+markup(w.text("LinkSingle", nil))+"*", w.text("LinkSingle", nil), v.SingleURL, false)
	return entries, refused, long
}

// tierLabel is a tier's name, or its id until the name is known, with its prices.
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

// maxPrices is how many prices of one tier are shown. Mayar knows five: 1, 3, 6 and 12 months, and for ever.
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

// The room for links in one message, in characters. Slack refuses messages of more than about 13,000.
const (
	linksRoom = 10_000
	entryRoom = 300 // what is said of a link
	maxLinks  = 20
)

// addLinks shows every link as a button, and as text to copy where there is room for that; ten tiers have it. It says so where there is not.
func (w *Renderer) addLinks(b *builder, entries []linkEntry) {
	shown, left := countFitting(entries)
	short := false
	for _, entry := range entries[:shown] {
		if entry.bare {
			b.section(entry.about)
			b.preformatted(entry.url)
			continue
		}
		open := linkButton(w.text("OpenLink", nil), entry.url)
		if entry.shut {
			open = nil
		}
		if open != nil {
			open.AccessibilityLabel = w.text("OpenLinkOf", args{"Name": entry.name})
		}
		b.sectionWithButton(entry.about, open)
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

// countFitting is how many links have room as a button, and the room that is left then.
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

// boundValues says what is fixed in the links, which nobody who opens one can change, and what was asked for where that cannot be read in them.
func (w *Renderer) boundValues(v CheckoutLinks, links int) markup {
	product := safeText(v.Product.Name, maxProduct)
	if strings.TrimSpace(v.Product.Name) == "" {
		product = code(v.Product.ID, 40)
	}
	lines := []markup{w.mrkdwn("LinksProduct", args{"Product": product})}
	if fixed := contactOf(v.BoundTo); fixed != "" {
		lines = append(lines, w.mrkdwn("LinksFrozen", args{"Person": fixed}))
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
		lines = append(lines, w.mrkdwn("LinksOpaque", args{"Count": v.Unverifiable}))
	} else if len(v.Tiers) > 0 {
		lines = append(lines, w.mrkdwn("LinksTier", nil))
	}
	return joinLines(lines)
}

// boundCredit says in how many of the links the credit that was asked for is fixed.
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
	amount := markup(groupThousands(strconv.FormatInt(v.Credit, 10), w.separator))
	return w.mrkdwn(id, args{"Credit": amount, "Some": v.WithCredit})
}

// contactOf is what is known of whom a link is for.
func contactOf(p Person) markup {
	return joinDots(optionalText(p.Name, maxBoundName), optionalText(p.Email, maxEmail), optionalText(p.Mobile, maxMobile))
}

// maxBoundName is the longest name that Mayar takes: one wants to see all of what a link fixes.
const maxBoundName = 250

func (w *Renderer) linkNotes(v CheckoutLinks) markup {
	var notes []markup
	if v.NamesPending {
		notes = append(notes, w.mrkdwn("LinksNamesPending", nil))
	}
	if v.SentPrivately {
		notes = append(notes, w.mrkdwn("LinksKept", nil))
	}
	if v.Reused {
		notes = append(notes, w.mrkdwn("LinksReused", nil))
	}
	return joinDots(notes...)
}
