package digest

import (
	"context"
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/message/blockkit"
	"github.com/mayarbot/mayarbot/receivables"
)

// Mirror is what digests ask of the mirror of unpaid transactions. [receivables.Mirror] is one.
type Mirror interface {
	Sweep(ctx context.Context, progress func(receivables.Progress)) error
	Refresh(ctx context.Context, progress func(receivables.Progress)) error
	Compare(ctx context.Context, q receivables.Query, page int, from time.Time) (receivables.Page, receivables.Changes, error)
	State(ctx context.Context) (receivables.State, error)
}

// Composer makes a message of a report: the variants that Slack may be offered, best first, the last one in blocks that every workspace takes.
type Composer interface {
	Compose(report Report) []blockkit.Message
}

// Poster is what digests ask of Slack. It paces itself. Its errors may be [Refusal]s; one that is none leaves open whether Slack took the message.
type Poster interface {
	// Post posts the first of the variants that Slack takes, with the mark in the message's metadata. When ctx ends before anything was sent, as
	// while it waits for its pace, that is a definite refusal.
	Post(ctx context.Context, channel string, variants []blockkit.Message, key MessageKey) (ts string, err error)

	// Find looks in the channel's history, from since on, for the message that carries the mark.
	Find(ctx context.Context, channel string, key MessageKey, since time.Time) (ts string, found bool, err error)

	// Standing asks whether a digest may still be posted where it goes, and whether its owner is still there, as it is at this moment.
	CheckDelivery(ctx context.Context, sub Subscription) (DeliveryCheck, error)

	// Gone tells whether somebody's account is gone.
	Deactivated(ctx context.Context, user string) (bool, error)

	// Tell tells somebody privately, or everybody in a channel, what is wrong with a digest.
	SendNotice(ctx context.Context, to string, notice Notice) (SentNotice, error)

	// Retell puts a notice in the place of one that was told before.
	UpdateNotice(ctx context.Context, sent SentNotice, notice Notice) error
}

// A Mark says of which slot of which subscription a message is. Its slot is exact to the millisecond.
type MessageKey struct {
	Subscription string
	Slot         time.Time
}

// A Refusal is an error of a Poster that says more about itself. It is found with [errors.As].
type PostError interface {
	error

	// NotPosted tells whether Slack has certainly not taken the message.
	NotPosted() bool

	// RetryAfter is how long Slack asks to be left alone, when it does: a 429.
	RetryAfter() (time.Duration, bool)

	// Fix is what somebody must mend before it can work, one of the Trouble constants; empty when trying again may help.
	Problem() string
}

// What keeps a digest from being delivered until somebody mends it, or Mayar or Slack come back. The first ones are Slack's own error codes.
const (
	ProblemNotInChannel    = "not_in_channel"
	ProblemChannelNotFound = "channel_not_found"
	ProblemArchived        = "is_archived"
	ProblemMissingScope    = "missing_scope"
	ProblemTokenRevoked    = "token_revoked"
	ProblemMayarDown       = "mayar_down"    // nothing could be learned of Mayar for longer than the grace
	ProblemMayarKey        = "mayar_key"     // the same, because Mayar does not accept the API key
	ProblemSlackDown       = "slack_down"    // Slack gave no usable answer for longer than the grace
	ProblemSlackBusy       = "slack_busy"    // Slack asked to be left alone for longer than the grace
	ProblemUnknownPost     = "unknown_post"  // nobody could find out within the grace whether Slack took the message
	ProblemInternal        = "internal"      // the bot's own fault, or its database's
	ProblemBrokenFilter    = "broken_filter" // the filter is no longer understood

	// These pause a digest.
	ProblemChannelNotAllowed = "channel_not_allowed" // the bot may not be used in its channel any more
	ProblemChannelShared     = "channel_shared"      // people of another company read its channel by now, and no admin has said that they may
	ProblemOwnerNotAllowed   = "owner_not_allowed"   // whose direct messages it goes to may not use the bot any more

	// And this one only admins are told of.
	ProblemOwnerGone = "owner_gone" // the account of its owner is gone; it is posted all the same
)

// A Notice is what an owner is told when a digest cannot be delivered.
type Notice struct {
	Subscription Subscription
	Problem      string    // one of the Trouble constants, or another error code of Slack's
	Slot         time.Time // that could not be delivered
	Failed       bool      // it has been given up; else it is still tried
	Resolved     bool      // the digest comes again by now: the owner could not be told earlier
	ToAdmins     bool      // and not to its owner

	// What was posted after all, when a notice is told anew: the slot itself, or a later one.
	PostedSlot, PostedAt time.Time
}

// settledOnce tells whether no post ends what the notice is about.
func (n Notice) persistent() bool {
	return slices.Contains([]string{ProblemChannelNotAllowed, ProblemChannelShared, ProblemOwnerNotAllowed, ProblemOwnerGone}, n.Problem)
}

// Metrics counts what becomes of digests. Its methods must not block.
type Metrics interface {
	Ended(d Delivery)         // posted, skipped or failed
	ProblemFound(kind string) // a digest came into trouble, one of the Trouble constants
	Retried(reason string)    // an attempt did not succeed and will be made again
	Backlog(pending int)      // deliveries that are due and not done, as of the last tick
}
