package collecting

import (
	"cmp"
	"errors"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/receivables"
)

const (
	// MaxURL bounds a WhatsApp address, in characters: Slack opens none of more than 3,000.
	MaxURL = 2900

	// MaxItems is how many cases one text is about.
	MaxItems = 3

	maxName    = 40
	maxProduct = 100
	minProduct = 8

	addressStart = "https://wa.me/"
	textStart    = "?text="
	maxNumber    = 15 // digits
)

// Errors of Write.
var (
	ErrNoLink  = errors.New("the case has no payment link")
	ErrTooLong = errors.New("the reminder does not fit into an address")
)

// A Tone is how a reminder sounds: 0 offers help, 1 is friendly, 2 asks for a date, 3 is firm, 4
// offers to talk or to cancel.
type Tone int

// ToneFor returns the tone for a case of that kind and age. A left checkout is never asked firmly.
func ToneFor(c receivables.Case, now time.Time) Tone {
	if !c.IsBill() {
		if now.Sub(c.Newest) < 24*time.Hour {
			return 0
		}
		return 1
	}
	switch days := now.Sub(c.Oldest) / (24 * time.Hour); {
	case days < 7:
		return 1
	case days < 14:
		return 2
	case days < 30:
		return 3
	}
	return 4
}

// A Draft is a reminder before it is written.
type Draft struct {
	Language           string
	Tone               Tone
	Name, Sender, Shop string             // the customer, who writes, and for whom
	Cases              []receivables.Case // of one customer, the most important first
}

// A Reminder is a text to a customer.
type Reminder struct {
	Text  string
	Cases int // of the draft's, those that it is about
}

// Write writes a reminder. It is about as many of the first three cases as fit into a WhatsApp
// address. Long products are cut, then names; links and amounts are whole.
func (t *Texts) Write(d Draft) (Reminder, error) {
	template := t.languages[d.Language]["T"+strconv.Itoa(int(d.Tone))]
	if template == "" || len(d.Cases) == 0 {
		return Reminder{}, errors.New("there is no such text")
	}
	for n := min(len(d.Cases), MaxItems); n > 0; n-- {
		cases := d.Cases[:n]
		if !haveLinks(cases) {
			continue
		}
		for _, name := range []int{maxName, maxName / 2, maxName / 4} {
			for product := maxProduct; product >= minProduct; product -= 4 {
				text := t.fill(template, d, cases, name, product)
				if len(addressStart)+maxNumber+len(textStart)+len(escape(text)) <= MaxURL {
					return Reminder{text, n}, nil
				}
			}
		}
	}
	if !haveLinks(d.Cases[:1]) {
		return Reminder{}, ErrNoLink
	}
	return Reminder{}, ErrTooLong
}

// WhatsAppURL returns an address that drafts a text to a number in WhatsApp. number is the digits
// of phone.Mobile.
func WhatsAppURL(number, text string) string { return addressStart + number + textStart + escape(text) }

// escape encodes a text for the query of an address. WhatsApp shows a plus as it is.
func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

func haveLinks(cases []receivables.Case) bool {
	for _, c := range cases {
		if _, ok := blockkit.SafeURL(c.URL); !ok {
			return false
		}
	}
	return true
}

var (
	emptyBefore = regexp.MustCompile(` +([,.!])`) // where a name is missing
	tags        = regexp.MustCompile(`<[^<>]{0,100}>`)
	marks       = strings.NewReplacer("*", " ", "_", " ", "~", " ", "`", " ")
)

// fill writes the text with names and products of at most so many characters.
func (t *Texts) fill(template string, d Draft, cases []receivables.Case, name, product int) string {
	values := map[string]string{
		"name": clean(d.Name, name), "sender": clean(d.Sender, name), "shop": clean(d.Shop, name),
	}
	words := t.languages[d.Language]
	values["product"], values["amount"], values["link"] = item(cases[0], words, product)
	if len(cases) > 1 {
		values["product"] = strings.ReplaceAll(words["several"], "{count}", strconv.Itoa(len(cases)))
		values["amount"], values["link"] = total(cases, words), list(cases, words, product)
	}
	value := func(name string) string { return values[strings.Trim(name, "{}")] }
	lines := strings.Split(template, "\n")
	for i, line := range lines {
		lines[i] = variable.ReplaceAllStringFunc(line, value)
		if line != "{link}" {
			lines[i] = emptyBefore.ReplaceAllString(lines[i], "$1")
		}
	}
	return strings.Join(lines, "\n")
}

// item returns what a text says of one case. The amount is that of the newest transaction, which
// the link is of.
func item(c receivables.Case, words map[string]string, limit int) (product, amount, link string) {
	link, _ = blockkit.SafeURL(c.URL)
	amount = words["unknown"]
	if c.LatestAmount.NoAmount == 0 && c.LatestAmount.Amount > 0 {
		amount = receivables.Rupiah(c.LatestAmount.Amount)
	}
	return cmp.Or(clean(c.Product, limit), words["unnamed"]), amount, link
}

func total(cases []receivables.Case, words map[string]string) string {
	var sum receivables.Delta
	for _, c := range cases {
		sum.Add(c.LatestAmount)
	}
	if sum.NoAmount > 0 || sum.Amount == 0 {
		return words["unknown"]
	}
	return receivables.Rupiah(sum.Amount)
}

// list is several cases, each with its link on a line of its own.
func list(cases []receivables.Case, words map[string]string, limit int) string {
	var lines []string
	for _, c := range cases {
		product, amount, link := item(c, words, limit)
		lines = append(lines, "• "+product+" ("+amount+")", link)
	}
	return strings.Join(lines, "\n")
}

// clean returns a name that somebody typed as one line without marks that WhatsApp formats.
func clean(s string, limit int) string {
	s = blockkit.Sanitize(marks.Replace(tags.ReplaceAllString(s, "")), limit)
	if s == blockkit.EmptyValue || !utf8.ValidString(s) {
		return ""
	}
	return s
}
