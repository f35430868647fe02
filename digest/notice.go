package digest

import "time"

// A Notice tells the owner of a digest, or the admins, that it cannot be delivered.
type Notice struct {
	Subscription Subscription
	Problem      Problem
	Slot         time.Time // the slot that could not be delivered
	Failed       bool      // the slot has failed; otherwise it is still tried
	Resolved     bool      // the digest works again: the owner could not be told earlier
	ToAdmins     bool      // instead of its owner

	// The slot that was posted after all, this one or a later one, when a notice is updated.
	PostedSlot, PostedAt time.Time
}

// A SentNotice is a message that says that a digest was not posted.
type SentNotice struct{ Channel, TS string }

// A DeliveryCheck is Slack's present answer to who would read a digest, and whether its owner still
// has an account.
type DeliveryCheck struct {
	Problem   Problem // why it may not be posted; empty: it may
	Shared    bool    // people of another workspace read its channel
	OwnerGone bool    // its owner's account is gone
}
