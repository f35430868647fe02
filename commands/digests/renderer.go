package digests

import (
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// A ReportRenderer makes messages of what digests report, each in its own language and zone. It is
// an engine.Composer.
type ReportRenderer struct {
	own *message.Renderer // for digests in unknown languages
}

// NewReportRenderer returns a ReportRenderer that uses own for digests in unknown languages.
func NewReportRenderer(own *message.Renderer) *ReportRenderer { return &ReportRenderer{own: own} }

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
	return p.renderer(notice.Subscription).DigestNotice(message.DigestNotice{Notice: notice, Bot: bot, Now: now})
}

func (p *ReportRenderer) compose(report digest.Report, preview bool) []blockkit.Message {
	state := listOf(report.Subscription, report.At)
	return p.renderer(report.Subscription).Digest(message.Digest{Report: report, State: state, Preview: preview})
}

// renderer returns one for the language and the zone of a subscription.
func (p *ReportRenderer) renderer(sub digest.Subscription) *message.Renderer {
	w, err := message.New(sub.Language, sub.Location())
	if err != nil {
		return p.own.InZone(sub.Location())
	}
	return w
}

// listOf is the list that "See all" opens: the same filter, in the order that it asks for.
func listOf(sub digest.Subscription, now time.Time) message.UnpaidState {
	state := message.UnpaidState{Query: sub.Filter, Page: 1}
	if query, err := receivables.ParseOpenQuery(state.Query, now); err == nil {
		state.Sort = query.Sort
	}
	return state
}
