package engine

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/receivables"
)

// Mirror is the mirror of unpaid transactions, as digests use it; see receivables/mirror.
type Mirror interface {
	Sweep(ctx context.Context, progress func(receivables.Progress)) error
	Refresh(ctx context.Context, progress func(receivables.Progress)) error
	Compare(
		ctx context.Context, q receivables.Query, page int, from time.Time,
	) (receivables.Page, receivables.Changes, error)
	State(ctx context.Context) (receivables.State, error)
}

// Composer turns a report into messages: variants in the order of preference, the last one with
// blocks that every workspace takes.
type Composer interface {
	Compose(report digest.Report) []blockkit.Message
}

// Poster is Slack, as digests use it. It limits its own rate. Its errors may be a
// *[digest.PostError]; after any other error Slack may or may not have the message.
type Poster interface {
	// Post posts the first of the variants that Slack takes, with the key in the message's
	// metadata. If ctx ends before anything was sent, such as while it waits for its rate limit,
	// the error says that nothing was posted.
	Post(ctx context.Context, channel string, variants []blockkit.Message, key digest.MessageKey) (ts string, err error)

	// Find looks in the channel's history, from since on, for the message with the key.
	Find(ctx context.Context, channel string, key digest.MessageKey, since time.Time) (ts string, found bool, err error)

	// CheckDelivery asks whether a digest may still be posted where it goes, and whether its owner
	// still has an account.
	CheckDelivery(ctx context.Context, sub digest.Subscription) (digest.DeliveryCheck, error)

	// Deactivated tells whether somebody's account is gone.
	Deactivated(ctx context.Context, user string) (bool, error)

	// SendNotice tells a person in private, or everybody in a channel, what is wrong with a digest.
	SendNotice(ctx context.Context, to string, notice digest.Notice) (digest.SentNotice, error)

	// UpdateNotice replaces a notice that was sent before.
	UpdateNotice(ctx context.Context, sent digest.SentNotice, notice digest.Notice) error
}

// Metrics counts the outcomes of digests. Its methods must not block.
type Metrics interface {
	Ended(d digest.Delivery)          // posted, skipped or failed
	ProblemFound(kind digest.Problem) // a digest has a new problem
	Retried(reason digest.Problem)    // an attempt failed and will be repeated
	Backlog(pending int)              // deliveries that are overdue, as of the last tick
}
