package sandbox

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
)

// A setting is one position of a dial in the control room.
type setting struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	apply func(*fakemayar.Server)
}

// mayarFaults are how Mayar can behave, the first of them well, the likely ones before the rare ones.
var mayarFaults = []setting{
	{"well", "Works", func(*fakemayar.Server) {}},
	{"slow2", "Slow: 2 seconds", func(m *fakemayar.Server) { m.Slow(2 * time.Second) }},
	{"slow10", "Slow: 10 seconds", func(m *fakemayar.Server) { m.Slow(10 * time.Second) }},
	{"down", "Down", func(m *fakemayar.Server) { m.Down(true) }},
	{"429", "Too many requests (429)", func(m *fakemayar.Server) { m.RateLimited(true) }},
	{"500", "Internal error (500)", fault(fakemayar.FaultServerError)},
	{"hang", "Hangs", fault(fakemayar.FaultHang)},
	{"duplicate", "Created a moment ago (429)", fault(fakemayar.FaultDuplicate)},
	{"401", "Wrong key (401)", fault(fakemayar.FaultUnauthorized)},
	{"readonly", "Read-only key (403)", fault(fakemayar.FaultReadOnly)},
	{"404", "Not found (404)", fault(fakemayar.FaultNotFound)},
	{"502", "Bad gateway, plain text (502)", fault(fakemayar.FaultBadGateway)},
	{"html", "A web page instead of JSON", fault(fakemayar.FaultHTML)},
	{"empty", "Nothing at all (200)", fault(fakemayar.FaultEmpty)},
	{"truncated", "Cut in the middle", fault(fakemayar.FaultTruncated)},
	{"failed", "“Failed” inside 200", fault(fakemayar.FaultFailedMessages)},
}

func fault(kind fakemayar.Kind) func(*fakemayar.Server) {
	return func(m *fakemayar.Server) { m.SetFault(fakemayar.Fault{Kind: kind}) }
}

// checkoutAnswers are the forms in which Mayar answers a checkout, and two ways for it to answer wrongly.
var checkoutAnswers = []setting{
	{"documented", "As documented", variant(fakemayar.VariantByProduct)},
	{"A", "A: a link per tier", variant(fakemayar.VariantTiers)},
	{"B", "B: one usage link", variant(fakemayar.VariantUsageTopLevel)},
	{"C", "C: usage link and links per tier", variant(fakemayar.VariantUsageInData)},
	{"D", "D: one checkout link", variant(fakemayar.VariantCheckoutLink)},
	{"E string", "E: a bare link", variant(fakemayar.VariantBareString)},
	{"E array", "E: a list of links", variant(fakemayar.VariantArray)},
	{"E tiers", "E: tiers alone", variant(fakemayar.VariantWrapper)},
	{"somebody else", "Wrong: links name somebody else", func(m *fakemayar.Server) { m.SetWrongCustomer(true) }},
	{"another tier", "Wrong: links name another tier", func(m *fakemayar.Server) { m.SetWrongTier(true) }},
}

func variant(v fakemayar.Variant) func(*fakemayar.Server) {
	return func(m *fakemayar.Server) { m.SetCheckoutVariant(v) }
}

// versions are the parts of Mayar's API that answer.
var versions = []setting{
	{"both", "V1 and V2", func(m *fakemayar.Server) { m.SetVersions(true, true) }},
	{"v1", "V1 only", func(m *fakemayar.Server) { m.SetVersions(true, false) }},
	{"v2", "V2 only", func(m *fakemayar.Server) { m.SetVersions(false, true) }},
}

// dials remember how Mayar is set.
type dials struct {
	mu                        sync.Mutex
	fault, checkout, versions string
}

// turn applies one of the settings and notes it in position.
func (d *dials) turn(m *fakemayar.Server, position *string, settings []setting, name string, reset func()) (setting, error) {
	i := slices.IndexFunc(settings, func(s setting) bool { return s.Name == name })
	if i < 0 {
		return setting{}, errAsk(fmt.Sprintf("There is no setting %q.", name))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	reset()
	settings[i].apply(m)
	*position = name
	return settings[i], nil
}

func (d *dials) positions() (fault, checkout, versionsOn string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return orFirst(d.fault, mayarFaults), orFirst(d.checkout, checkoutAnswers), orFirst(d.versions, versions)
}

func orFirst(name string, settings []setting) string {
	if name == "" {
		return settings[0].Name
	}
	return name
}
