package digest

import "slices"

// A Problem keeps a digest from being delivered, until somebody mends it or Mayar or Slack come
// back. Slack's error codes that have no constant here are problems too.
type Problem string

const (
	// These are Slack's own error codes, and stand for others that mean the same.
	ProblemNotInChannel    Problem = "not_in_channel"
	ProblemChannelNotFound Problem = "channel_not_found"
	ProblemArchived        Problem = "is_archived"
	ProblemRestricted      Problem = "restricted_action" // only some people may post in the channel
	ProblemMissingScope    Problem = "missing_scope"
	ProblemTokenRevoked    Problem = "token_revoked"

	ProblemMayarDown    Problem = "mayar_down"    // no answer of Mayar's for longer than [MaxLateness]
	ProblemMayarKey     Problem = "mayar_key"     // the same, because Mayar rejects the API key
	ProblemSlackDown    Problem = "slack_down"    // no usable answer of Slack's for longer than [MaxLateness]
	ProblemSlackBusy    Problem = "slack_busy"    // Slack's rate limit for longer than [MaxLateness]
	ProblemUnknownPost  Problem = "unknown_post"  // unknown within [MaxLateness] whether Slack took the message
	ProblemInternal     Problem = "internal"      // a fault of the bot or its database
	ProblemBrokenFilter Problem = "broken_filter" // the filter is no longer valid

	// These pause a digest, and only admins are told.
	ProblemChannelNotAllowed Problem = "channel_not_allowed" // the bot may not be used in its channel any more
	ProblemChannelShared     Problem = "channel_shared"      // another company reads it, and no admin has allowed that
	ProblemOwnerNotAllowed   Problem = "owner_not_allowed"   // who gets it in direct messages may not use the bot

	// Only admins are told of this one. The digest is still posted.
	ProblemOwnerGone Problem = "owner_gone" // the owner's account is gone
)

// Reasons why a delivery was skipped, which nobody need mend. It may have been skipped for a
// problem, too.
const (
	ReasonMissed     Problem = "missed"     // it was due while nothing ran, and is too late
	ReasonSuperseded Problem = "superseded" // it could not be posted before the next one was due
	ReasonQuiet      Problem = "quiet"      // nothing was open
	ReasonPaused     Problem = "paused"     // paused before it could be posted
	ReasonDeleted    Problem = "deleted"    // deleted before it could be posted
	ReasonHoliday    Problem = "holiday"    // due on a holiday, and not to be posted then
)

// Problems returns all problems that are known here. Each has a sentence for people.
func Problems() []Problem {
	return []Problem{
		ProblemNotInChannel, ProblemChannelNotFound, ProblemArchived, ProblemRestricted, ProblemMissingScope,
		ProblemTokenRevoked, ProblemMayarDown, ProblemMayarKey, ProblemSlackDown, ProblemSlackBusy,
		ProblemUnknownPost, ProblemInternal, ProblemBrokenFilter, ProblemChannelNotAllowed, ProblemChannelShared,
		ProblemOwnerNotAllowed, ProblemOwnerGone,
	}
}

// SkipReasons returns all reasons why a delivery may be skipped, besides problems.
func SkipReasons() []Problem {
	return []Problem{ReasonMissed, ReasonSuperseded, ReasonQuiet, ReasonPaused, ReasonDeleted, ReasonHoliday}
}

// Pauses tells whether the problem pauses a digest.
func (p Problem) Pauses() bool {
	return slices.Contains([]Problem{ProblemChannelNotAllowed, ProblemChannelShared, ProblemOwnerNotAllowed}, p)
}
