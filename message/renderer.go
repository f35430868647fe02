package message

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
)

// A Renderer writes messages in one language and one time zone. Several goroutines may use it.
type Renderer struct {
	language  string // of Languages
	catalog   *catalog
	zone      *time.Location
	separator string // between thousands in counts; rupiah always have a dot
	months    []string
}

// New returns a Renderer for a language ("en" or "id") and a time zone.
func New(lang string, zone *time.Location) (*Renderer, error) {
	catalogs, err := readCatalogs()
	if err != nil {
		return nil, fmt.Errorf("message: %w", err)
	}
	if catalogs[lang] == nil {
		return nil, fmt.Errorf("message: no language %q, only %s", lang, strings.Join(Languages, " and "))
	}
	if zone == nil {
		return nil, errors.New("message: no time zone")
	}
	w := &Renderer{language: lang, catalog: catalogs[lang], zone: zone}
	w.separator = w.text("ThousandsSeparator", nil)
	w.months = monthNames(w.text("Months", nil))
	return w, nil
}

// InZone returns a copy of the Renderer for another time zone, which must not be nil. It is cheap:
// both share the texts.
func (w *Renderer) InZone(zone *time.Location) *Renderer {
	c := *w
	c.zone = zone
	return &c
}

// args fill the placeholders of a text. Count, an int, also chooses between singular and plural.
type args map[string]any

// markup is mrkdwn that is safe to show: our own, or escaped already.
type markup string

// maxInline is the longest untrusted text inside a sentence, in characters.
const maxInline = 120

// text returns a text of the catalog as plain text. Sanitize untrusted arguments first.
func (w *Renderer) text(id string, a args) string {
	return w.localize(id, a, func(s string) string { return s })
}

// mrkdwn returns a text of the catalog as mrkdwn. It escapes arguments of type string, and inserts
// those of type markup unchanged.
func (w *Renderer) mrkdwn(id string, a args) markup {
	return markup(w.localize(id, a, func(s string) string { return string(safeText(s, maxInline)) }))
}

// localize fills the placeholders of a text. It passes arguments of type string through sanitize.
func (w *Renderer) localize(id string, a args, sanitize func(string) string) string {
	count, counted := a["Count"].(int)
	text, ok := w.catalog.template(id, count, counted)
	if !ok {
		return id // a test keeps the catalogs complete
	}
	var b strings.Builder
	for _, part := range text {
		b.WriteString(part.literal)
		switch v := a[part.placeholder].(type) {
		case markup:
			b.WriteString(string(v))
		case string:
			b.WriteString(sanitize(v))
		case int:
			b.WriteString(w.formatNumber(v))
		}
	}
	return b.String()
}

// safeText returns untrusted text as mrkdwn. Escaping can turn one character into five, so safeText
// shortens such a text further, and the result is never much longer than limit.
func safeText(s string, limit int) markup {
	return fitTo(limit, func(n int) string { return blockkit.EscapeText(s, n) })
}

// fitTo calls render with fewer and fewer characters until the result is not much longer than
// limit.
func fitTo(limit int, render func(n int) string) markup {
	for n := limit; ; n = n * 3 / 4 {
		text := render(n)
		if len([]rune(text)) <= limit+limit/4 || n < 8 {
			return markup(text)
		}
	}
}

var noBackticks = strings.NewReplacer("`", "ˋ")

// code returns untrusted text in a fixed width, where nothing formats.
func code(s string, limit int) markup {
	return "`" + fitTo(limit, func(n int) string {
		return blockkit.Escape(noBackticks.Replace(blockkit.Sanitize(s, n)))
	}) + "`"
}
