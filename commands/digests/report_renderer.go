package digests

import (
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// A ReportRenderer renders the reports of digests, each in the language and zone of its digest. It
// is an engine.Composer.
type ReportRenderer struct {
	own *message.Renderer // for digests in unknown languages
}

// NewReportRenderer returns a ReportRenderer that uses own for digests in unknown languages.
func NewReportRenderer(own *message.Renderer) *ReportRenderer { return &ReportRenderer{own: own} }

// Compose returns the variants of the message for the channel.
func (r *ReportRenderer) Compose(report digest.Report) []blockkit.Message {
	return r.compose(report, false)
}

// Preview returns the same, marked as a preview for one person.
func (r *ReportRenderer) Preview(report digest.Report) []blockkit.Message {
	return r.compose(report, true)
}

// Notice returns the message to the owner of a digest that cannot be delivered. The name of the bot
// is for /invite.
func (r *ReportRenderer) Notice(notice digest.Notice, bot string, now time.Time) blockkit.Message {
	return r.renderer(notice.Subscription).DigestNotice(message.DigestNotice{Notice: notice, Bot: bot, Now: now})
}

func (r *ReportRenderer) compose(report digest.Report, preview bool) []blockkit.Message {
	state := listOf(report.Subscription, report.At)
	return r.renderer(report.Subscription).Digest(message.Digest{Report: report, State: state, Preview: preview})
}

func (r *ReportRenderer) renderer(sub digest.Subscription) *message.Renderer {
	renderer, err := message.New(sub.Language, sub.Location())
	if err != nil {
		return r.own.InZone(sub.Location())
	}
	return renderer
}

// listOf returns the list that "See all" opens: with the filter of the digest, in its order.
func listOf(sub digest.Subscription, now time.Time) message.UnpaidState {
	state := message.UnpaidState{Query: sub.Filter, Page: 1}
	if query, err := receivables.ParseOpenQuery(state.Query, now); err == nil {
		state.Sort = query.Sort
	}
	return state
}
