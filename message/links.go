package message

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/message/blockkit"
)

// Links are the immutable checkout links that Mayar gave, already checked.
type Links struct {
	Product  Product
	Customer Person
	Credit   int64 // 0 when none was asked for

	Tiers     []TierLink
	UsageURL  string // the link of a credit-usage product
	SingleURL string // one link with nothing said of tiers

	Withheld     int  // links not shown because they named somebody else or another tier
	Reused       bool // the same request was answered less than a minute ago: these are its links
	NamesPending bool // names and prices of the tiers are still being looked up
	Ref          string
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

// Links shows the links that Mayar gave, each as a button and as text to copy, byte for byte, and what they freeze. It fits a message and a modal.
// Without a single link to show it says so.
func (w *Writer) Links(v Links) blockkit.Message {
	entries, refused := w.linkEntries(v)
	v.Withheld += refused
	if len(entries) == 0 {
		return w.Problem(Problem{Kind: noLinks(v.Withheld), Op: OpCheckout, Ref: v.Ref})
	}
	s := newSheet("links", v)
	headline := w.words("LinksHeadline", args{"Count": len(entries)})
	s.header(headline)
	s.section(w.frozen(v))
	w.showLinks(s, entries)
	s.section("🔒 " + w.mrkdwn("LinksPersonal", nil))
	s.context(w.linkNotes(v))
	if v.Withheld > 0 {
		s.section("⚠️ " + w.mrkdwn("LinksWithheld", args{"Count": v.Withheld}))
	}
	s.context(w.reference(v.Ref))
	return s.message(escaped(headline))
}

func noLinks(withheld int) ProblemKind {
	if withheld > 0 {
		return ProblemWithheld
	}
	return ProblemNoLinks
}

// A linkEntry is one link with what is said of it.
type linkEntry struct {
	about markup
	url   string
}

// linkEntries are the links to show; refused counts those whose address is not one that may be linked.
func (w *Writer) linkEntries(v Links) (entries []linkEntry, refused int) {
	add := func(about markup, url string) {
		if url == "" {
			return
		}
		if _, ok := blockkit.SafeURL(url); !ok {
			refused++
			return
		}
		entries = append(entries, linkEntry{about, url})
	}
	for _, tier := range v.Tiers {
		add(w.tier(tier, ""), tier.URL)
		add(w.tier(tier, markup(w.words("LinkUsage", nil))), tier.UsageURL)
	}
	add("*"+markup(w.words("LinkUsage", nil))+"*", v.UsageURL)
	add("*"+markup(w.words("LinkSingle", nil))+"*", v.SingleURL)
	return entries, refused
}

// tier is a tier's name, or its id until the name is known, with its prices.
func (w *Writer) tier(tier TierLink, what markup) markup {
	name := "*" + literal(tier.Name, maxProduct) + "*"
	if strings.TrimSpace(tier.Name) == "" {
		name = w.mrkdwn("TierUnnamed", args{"ID": code(tier.ID, 40)})
	}
	var marks []markup
	if tier.SoldOut {
		marks = append(marks, markup(w.words("TierSoldOut", nil)))
	}
	if tier.Inactive {
		marks = append(marks, markup(w.words("TierInactive", nil)))
	}
	first := joined(append([]markup{name, what}, marks...)...)
	if prices := w.prices(tier.Prices); prices != "" {
		return first + "\n" + prices
	}
	return first
}

// maxPrices is how many prices of one tier are shown. Mayar knows five: 1, 3, 6 and 12 months, and for ever.
const maxPrices = 6

func (w *Writer) prices(prices []Price) markup {
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
	return joined(texts...)
}

// The room for links in one message, in characters. Slack refuses messages of more than about 13,000.
const (
	linksRoom = 10_000
	entryRoom = 300 // what is said of a link
	maxLinks  = 20
)

// showLinks shows every link as a button, and as text to copy where there is room for that; ten tiers have it. It says so where there is not.
func (w *Writer) showLinks(s *sheet, entries []linkEntry) {
	shown, left := withButtons(entries)
	short := false
	for _, entry := range entries[:shown] {
		s.sectionWith(entry.about, linkButton(w.words("OpenLink", nil), entry.url))
		if cost := utf8.RuneCountInString(entry.url); cost <= left {
			left -= cost
			s.copyable(entry.url)
		} else {
			short = true
		}
	}
	if short {
		s.context(w.mrkdwn("LinksNoRoom", nil))
	}
	if hidden := len(entries) - shown; hidden > 0 {
		s.context(escaped(w.More(hidden)))
	}
}

// withButtons is how many links have room as a button, and the room that is left then.
func withButtons(entries []linkEntry) (shown, left int) {
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

// frozen says what is fixed in the links: nobody who opens one can change it.
func (w *Writer) frozen(v Links) markup {
	product := literal(v.Product.Name, maxProduct)
	if strings.TrimSpace(v.Product.Name) == "" {
		product = code(v.Product.ID, 40)
	}
	lines := []markup{
		w.mrkdwn("LinksProduct", args{"Product": product}),
		w.mrkdwn("LinksFrozen", args{"Person": joined(
			known(v.Customer.Name, maxFrozenName), known(v.Customer.Email, maxEmail), known(v.Customer.Mobile, maxMobile))}),
	}
	if v.Credit > 0 {
		lines = append(lines, w.mrkdwn("LinksCredit", args{"Credit": markup(grouped(strconv.FormatInt(v.Credit, 10), w.separator))}))
	}
	if len(v.Tiers) > 0 {
		lines = append(lines, w.mrkdwn("LinksTier", nil))
	}
	return stacked(lines)
}

// maxFrozenName is the longest name that Mayar takes: one wants to see all of what a link fixes.
const maxFrozenName = 250

func (w *Writer) linkNotes(v Links) markup {
	var notes []markup
	if v.NamesPending {
		notes = append(notes, w.mrkdwn("LinksNamesPending", nil))
	}
	if v.Reused {
		notes = append(notes, w.mrkdwn("LinksReused", nil))
	}
	return joined(notes...)
}
