package digests

import (
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// A ReportRenderer makes messages of what digests report, each in its own language and zone. It is
// an engine.Composer.
type ReportRenderer struct {
	mu      sync.Mutex
	writers map[string]*message.Renderer // by language; their zone does not count
	own     *message.Renderer
}

// NewReportRenderer returns a ReportRenderer. It uses own for its language and for unknown ones.
func NewReportRenderer(language string, own *message.Renderer) *ReportRenderer {
	return &ReportRenderer{writers: map[string]*message.Renderer{language: own}, own: own}
}

// Compose is what a channel reads.
func (p *ReportRenderer) Compose(report digest.Report) []blockkit.Message {
	return p.compose(report, false)
}

// Preview is the same marked as a test, for one person.
func (p *ReportRenderer) Preview(report digest.Report) []blockkit.Message {
	return p.compose(report, true)
}

// Notice is what the owner is told of a digest that cannot be delivered, and how to invite the bot
// of that name.
func (p *ReportRenderer) Notice(notice digest.Notice, bot string, now time.Time) blockkit.Message {
	return p.writer(notice.Subscription).DigestNotice(message.DigestNotice{Notice: notice, Bot: bot, Now: now})
}

func (p *ReportRenderer) compose(report digest.Report, preview bool) []blockkit.Message {
	state := listOf(report.Subscription, report.At)
	return p.writer(report.Subscription).Digest(message.Digest{Report: report, State: state, Preview: preview})
}

// writer is one for the language and the zone of a subscription. What is in no known language is
// written in the bot's own.
func (p *ReportRenderer) writer(sub digest.Subscription) *message.Renderer {
	zone := sub.Location()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.writers[sub.Language] == nil {
		w, err := message.New(sub.Language, zone)
		if err != nil {
			return p.own.InZone(zone)
		}
		p.writers[sub.Language] = w
	}
	return p.writers[sub.Language].InZone(zone)
}

// listOf is the list that "See all" opens: the same filter, in the order that it asks for.
func listOf(sub digest.Subscription, now time.Time) message.UnpaidState {
	state := message.UnpaidState{Query: sub.Filter, Page: 1}
	if query, err := receivables.ParseOpenQuery(state.Query, now); err == nil {
		state.Sort = query.Sort
	}
	return state
}
