package digest

import (
	"context"
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
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
	Compose(report Report) []blockkit.Message
}

// Poster is Slack, as digests use it. It limits its own rate. Its errors may be a [PostError];
// after any other error Slack may or may not have the message.
type Poster interface {
	// Post posts the first of the variants that Slack takes, with the key in the message's
	// metadata. If ctx ends before anything was sent, such as while it waits for its rate limit,
	// the error says that nothing was posted.
	Post(ctx context.Context, channel string, variants []blockkit.Message, key MessageKey) (ts string, err error)

	// Find looks in the channel's history, from since on, for the message with the key.
	Find(ctx context.Context, channel string, key MessageKey, since time.Time) (ts string, found bool, err error)

	// CheckDelivery asks whether a digest may still be posted where it goes, and whether its owner
	// still has an account.
	CheckDelivery(ctx context.Context, sub Subscription) (DeliveryCheck, error)

	// Deactivated tells whether somebody's account is gone.
	Deactivated(ctx context.Context, user string) (bool, error)

	// SendNotice tells a person in private, or everybody in a channel, what is wrong with a digest.
	SendNotice(ctx context.Context, to string, notice Notice) (SentNotice, error)

	// UpdateNotice replaces a notice that was sent before.
	UpdateNotice(ctx context.Context, sent SentNotice, notice Notice) error
}

// A MessageKey identifies the message of one slot of a subscription. Its slot is exact to the
// millisecond.
type MessageKey struct {
	Subscription string
	Slot         time.Time
}

// A PostError is an error of a Poster with more details. Find it with [errors.As].
type PostError interface {
	error

	// NotPosted tells whether Slack certainly has no message.
	NotPosted() bool

	// RetryAfter is how long Slack asked to wait, if it did: a 429.
	RetryAfter() (time.Duration, bool)

	// Problem is what somebody must mend first, one of the Problem constants; empty when trying
	// again may help.
	Problem() string
}

// Problems keep a digest from being delivered, until somebody mends them or Mayar or Slack come
// back. The first ones are Slack's own error codes.
const (
	ProblemNotInChannel    = "not_in_channel"
	ProblemChannelNotFound = "channel_not_found"
	ProblemArchived        = "is_archived"
	ProblemMissingScope    = "missing_scope"
	ProblemTokenRevoked    = "token_revoked"
	ProblemMayarDown       = "mayar_down"    // no answer of Mayar's for longer than [MaxLateness]
	ProblemMayarKey        = "mayar_key"     // the same, because Mayar rejects the API key
	ProblemSlackDown       = "slack_down"    // no usable answer of Slack's for longer than [MaxLateness]
	ProblemSlackBusy       = "slack_busy"    // Slack's rate limit for longer than [MaxLateness]
	ProblemUnknownPost     = "unknown_post"  // unknown within [MaxLateness] whether Slack took the message
	ProblemInternal        = "internal"      // a fault of the bot or its database
	ProblemBrokenFilter    = "broken_filter" // the filter is no longer valid

	// These pause a digest.
	ProblemChannelNotAllowed = "channel_not_allowed" // the bot may not be used in its channel any more
	ProblemChannelShared     = "channel_shared"      // people of another company read it, and no admin has allowed that
	ProblemOwnerNotAllowed   = "owner_not_allowed"   // the person of its direct messages may not use the bot any more

	// Only admins are told of this one.
	ProblemOwnerGone = "owner_gone" // the owner's account is gone; the digest is still posted
)

// A Notice tells the owner of a digest, or the admins, that it cannot be delivered.
type Notice struct {
	Subscription Subscription
	Problem      string    // one of the Problem constants, or another error code of Slack's
	Slot         time.Time // the slot that could not be delivered
	Failed       bool      // the slot has failed; otherwise it is still tried
	Resolved     bool      // the digest works again: the owner could not be told earlier
	ToAdmins     bool      // instead of its owner

	// The slot that was posted after all, this one or a later one, when a notice is updated.
	PostedSlot, PostedAt time.Time
}

// persistent tells whether the problem lasts although a digest is posted.
func (n Notice) persistent() bool {
	return slices.Contains([]string{
		ProblemChannelNotAllowed, ProblemChannelShared, ProblemOwnerNotAllowed, ProblemOwnerGone,
	}, n.Problem)
}

// Metrics counts the outcomes of digests. Its methods must not block.
type Metrics interface {
	Ended(d Delivery)         // posted, skipped or failed
	ProblemFound(kind string) // a digest has a new problem, one of the Problem constants
	Retried(reason string)    // an attempt failed and will be repeated
	Backlog(pending int)      // deliveries that are overdue, as of the last tick
}
