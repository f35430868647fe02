package commands

import (
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/message/blockkit"
	"github.com/mayarbot/mayarbot/receivables"
)

// A DigestPress makes messages of what digests report, each in its own language and zone. It is a [digest.Composer].
type DigestPress struct {
	mu      sync.Mutex
	writers map[string]*message.Writer // by language; their zone does not count
	own     *message.Writer
}

var _ digest.Composer = (*DigestPress)(nil)

// NewDigestPress returns a DigestPress. It writes with own until a digest comes that is in another language.
func NewDigestPress(language string, own *message.Writer) *DigestPress {
	return &DigestPress{writers: map[string]*message.Writer{language: own}, own: own}
}

// Compose is what a channel reads.
func (p *DigestPress) Compose(report digest.Report) []blockkit.Message {
	return p.compose(report, false)
}

// Test is the same marked as a test, for one person.
func (p *DigestPress) Test(report digest.Report) []blockkit.Message { return p.compose(report, true) }

// Notice is what the owner is told of a digest that cannot be delivered, and how to invite the bot of that name.
func (p *DigestPress) Notice(notice digest.Notice, bot string, now time.Time) blockkit.Message {
	return p.writer(notice.Subscription).DigestNotice(message.DigestNotice{
		Digest:  entryOf(notice.Subscription, now),
		Slot:    notice.Slot,
		Trouble: message.Trouble{Kind: message.TroubleKind(notice.Trouble)},
		GivenUp: notice.Failed,
		Over:    notice.Over,

		ToAdmins:   notice.ToAdmins,
		PostedSlot: notice.PostedSlot,
		PostedAt:   notice.PostedAt,

		Bot: bot,
		Now: now,
	})
}

func (p *DigestPress) compose(report digest.Report, test bool) []blockkit.Message {
	return p.writer(report.Subscription).Digest(digestOf(report, test))
}

// writer is one for the language and the zone of a subscription. What is in no known language is written in the bot's own.
func (p *DigestPress) writer(sub digest.Subscription) *message.Writer {
	zone := zoneOf(sub)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.writers[sub.Language] == nil {
		w, err := message.New(sub.Language, zone)
		if err != nil {
			return p.own.In(zone)
		}
		p.writers[sub.Language] = w
	}
	return p.writers[sub.Language].In(zone)
}

// digestOf is a report as the message wants it.
func digestOf(r digest.Report, test bool) message.Digest {
	v := message.Digest{
		ID: r.Subscription.ID, State: listOf(r.Subscription, r.At), Full: r.Subscription.Full, Mention: r.Subscription.Mention, Test: test,
		Channel: r.Subscription.Channel, Schedule: scheduleOf(r.Subscription),
		All:  message.Total{Count: r.All.Count, Groups: r.All.Groups, Amount: r.All.Amount, AtLeast: !r.AllComplete},
		Slot: r.Slot, Now: r.At, Late: r.Late, Delay: delayOf(r.Why), Skipped: r.Skipped, Heartbeat: r.Heartbeat, Manual: r.Manual,
		Total: totalOf(r.View),
		Rows:  rowsOf(r.View.Rows),
		From:  r.From, Upto: r.Upto, Since: r.Since, Baseless: r.Baseless,
		Changes: message.DigestChanges{
			Paid: message.Delta(r.Paid), New: message.Delta(r.New), Lapsed: message.Delta(r.Lapsed), Reappeared: message.Delta(r.Reappeared),
			Edited: message.Delta(r.Edited), Closed: message.Delta(r.Closed), Unknown: message.Delta(r.Unknown), Aged: message.Delta(r.Aged),
			LaterPaid: message.Delta(r.LaterPaid), LaterLapsed: message.Delta(r.LaterLapsed),
		},
		AsOf: r.AsOf, Stale: r.Stale, Swept: r.Swept,
	}
	for i, bucket := range r.View.Aging {
		v.Aging[i] = message.Bucket(bucket)
	}
	if r.Down {
		v.Down = &message.Down{}
	}
	return v
}

// listOf is the list that "See all" opens: the same filter, in the order that it asks for.
func listOf(sub digest.Subscription, now time.Time) message.UnpaidState {
	state := message.UnpaidState{Words: sub.Filter, Page: 1}
	if query, err := receivables.ParseOpenQuery(state.Words, now); err == nil {
		state.Sort = string(query.Sort)
	}
	return state
}

// delayOf is why a digest is late: a reason of package digest, or a trouble.
func delayOf(why string) message.Delay {
	switch why {
	case "", digest.ReasonMissed:
		return message.DelayStopped
	case digest.TroubleMayarDown:
		return message.DelayMayar
	case digest.TroubleNotInChannel, digest.TroubleChannelNotFound, digest.TroubleArchived, string(message.TroubleRestricted):
		return message.DelayChannel
	case digest.TroubleSlackDown, digest.TroubleMissingScope, digest.TroubleTokenRevoked, digest.TroubleUnknownPost:
		return message.DelaySlack
	}
	return message.DelayUnknown
}
