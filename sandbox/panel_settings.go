package sandbox

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// A setting is one option of a menu in the control room, with its effect on the pretend server S.
type setting[S any] struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	apply func(S)
}

// mayarFaults are Mayar's behaviours: the normal one, then likely faults, then rare ones.
var mayarFaults = []setting[*fakemayar.Server]{
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

// checkoutAnswers are the variants of Mayar's checkout response, and two wrong responses.
var checkoutAnswers = []setting[*fakemayar.Server]{
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

// versions are the API versions that Mayar answers.
var versions = []setting[*fakemayar.Server]{
	{"both", "V1 and V2", func(m *fakemayar.Server) { m.SetVersions(true, true) }},
	{"v1", "V1 only", func(m *fakemayar.Server) { m.SetVersions(true, false) }},
	{"v2", "V2 only", func(m *fakemayar.Server) { m.SetVersions(false, true) }},
}

// postFaults are the results of the bot's new messages (chat.postMessage), success first.
var postFaults = []setting[*fakeslack.Server]{
	{"well", "Arrive", func(*fakeslack.Server) {}},
	{"429", "429, again in 5 seconds", func(s *fakeslack.Server) { s.RateLimit(postMethod, -1, 5*time.Second) }},
	{"before", "500, and they do not arrive", postFault(fakeslack.Failure{})},
	{"after", "500, but they do arrive", postFault(fakeslack.Failure{AfterDelivery: true})},
	{"cut", "No answer, but they do arrive", postFault(fakeslack.Failure{Drop: true, AfterDelivery: true})},
	{"plain", "Charts and tables are refused", func(s *fakeslack.Server) {
		s.RefuseBlocks("data_visualization", "table", "data_table")
	}},
}

const postMethod = "chat.postMessage"

func postFault(how fakeslack.Failure) func(*fakeslack.Server) {
	return func(s *fakeslack.Server) { s.Fail(postMethod, -1, how) }
}

// panelSettings holds the current settings of Mayar and Slack.
type panelSettings struct {
	mu      sync.Mutex
	current settingNames
}

// settingNames are the names of the current settings.
type settingNames struct {
	fault, checkout, versions, posts string
}

// applySetting applies the setting with this name to a server and stores the name in position.
func applySetting[S any](
	d *panelSettings, on S, position *string, settings []setting[S], name string, reset func(),
) (setting[S], error) {
	i := slices.IndexFunc(settings, func(s setting[S]) bool { return s.Name == name })
	if i < 0 {
		return setting[S]{}, badRequest(fmt.Sprintf("There is no setting %q.", name))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	reset()
	settings[i].apply(on)
	*position = name
	return settings[i], nil
}

func (d *panelSettings) names() settingNames {
	d.mu.Lock()
	defer d.mu.Unlock()
	return settingNames{
		fault:    cmp.Or(d.current.fault, mayarFaults[0].Name),
		checkout: cmp.Or(d.current.checkout, checkoutAnswers[0].Name),
		versions: cmp.Or(d.current.versions, versions[0].Name),
		posts:    cmp.Or(d.current.posts, postFaults[0].Name),
	}
}
