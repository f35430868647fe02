package message

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/mayarbot/mayarbot/blockkit"
)

//go:embed locales/*.toml
var locales embed.FS

// Languages are the languages that messages can be written in.
var Languages = []string{"en", "id"}

// A Renderer writes messages in one language and one time zone. It is safe for use by several goroutines.
type Renderer struct {
	catalog   *i18n.Localizer
	zone      *time.Location
	separator string // between thousands in counts; rupiah always have a dot
	months    []string
}

// New returns a Renderer for a language ("en" or "id") and a time zone.
func New(lang string, zone *time.Location) (*Renderer, error) {
	if !slices.Contains(Languages, lang) {
		return nil, fmt.Errorf("message: no language %q, only en and id", lang)
	}
	if zone == nil {
		return nil, errors.New("message: no time zone")
	}
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	for _, l := range Languages {
		if _, err := bundle.LoadMessageFileFS(locales, "locales/active."+l+".toml"); err != nil {
			return nil, fmt.Errorf("message: reading the catalog: %w", err)
		}
	}
	w := &Renderer{catalog: i18n.NewLocalizer(bundle, lang), zone: zone}
	w.separator = w.words("ThousandsSeparator", nil)
	w.months = monthNames(w.words("Months", nil))
	return w, nil
}

// InZone returns the same Renderer for another time zone, which must not be nil. It costs next to nothing: both share the texts.
func (w *Renderer) InZone(zone *time.Location) *Renderer {
	there := *w
	there.zone = zone
	return &there
}

// args fill the placeholders of a text. Count, an int, also chooses between singular and plural.
type args map[string]any

// markup is mrkdwn that is safe to show: trusted, or escaped already.
type markup string

// maxInline is the longest untrusted text inside a sentence, in characters.
const maxInline = 120

// words is a text of the catalog as plain text. Untrusted arguments are to be cleaned first.
func (w *Renderer) words(id string, a args) string {
	return w.localize(id, a, func(s string) string { return s })
}

// mrkdwn is a text of the catalog as mrkdwn. Arguments of type string are not trusted; those of type markup are put in as they are.
func (w *Renderer) mrkdwn(id string, a args) markup {
	return markup(w.localize(id, a, func(s string) string { return string(literal(s, maxInline)) }))
}

func (w *Renderer) localize(id string, a args, text func(string) string) string {
	data := make(map[string]string, len(a))
	for name, value := range a {
		switch v := value.(type) {
		case markup:
			data[name] = string(v)
		case string:
			data[name] = text(v)
		case int:
			data[name] = w.number(v)
		}
	}
	config := &i18n.LocalizeConfig{MessageID: id, TemplateData: data}
	if count, ok := a["Count"].(int); ok {
		config.PluralCount = count
	}
	said, err := w.catalog.Localize(config)
	if err != nil {
		return id // a test keeps the catalogs complete
	}
	return said
}

// literal shows an untrusted text in mrkdwn. Escaping can make one character five: a text of nothing but those is cut shorter, so that the
// result is never much longer than limit.
func literal(s string, limit int) markup {
	return bounded(limit, func(n int) string { return blockkit.EscapeText(s, n) })
}

// bounded is what shown makes of the beginning of a text, as much of it as is not much longer than limit.
func bounded(limit int, shown func(n int) string) markup {
	for n := limit; ; n = n * 3 / 4 {
		text := shown(n)
		if len([]rune(text)) <= limit+limit/4 || n < 8 {
			return markup(text)
		}
	}
}

var noBackticks = strings.NewReplacer("`", "ˋ")

// code shows an untrusted text in a fixed width, where nothing formats.
func code(s string, limit int) markup {
	return "`" + bounded(limit, func(n int) string { return blockkit.Escape(noBackticks.Replace(blockkit.Sanitize(s, n))) }) + "`"
}
