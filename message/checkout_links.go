package message

import (
	"strings"

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
