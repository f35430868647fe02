package digest

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
