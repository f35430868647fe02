package digest

import "time"

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

// A SentNotice is a message that says that a digest was not posted.
type SentNotice struct{ Channel, TS string }

// A DeliveryCheck is Slack's present answer to who would read a digest, and whether its owner still
// has an account.
type DeliveryCheck struct {
	Problem   string // why it may not be posted, one of the Problem constants; empty: it may
	Shared    bool   // people of another workspace read its channel
	OwnerGone bool   // its owner's account is gone
}
