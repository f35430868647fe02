package digests

import (
	"context"
	"slices"

	"github.com/mayarbot/mayarbot/digest"
)

// accessRule says who may do what with a digest. That the person may use the bot at all has been
// seen to before.
type accessRule struct {
	channels Channels
	admins   []string // Slack user ids
	allowed  []string // the channels where the bot may be used; none: everywhere
}

func (a accessRule) isAdmin(user string) bool { return slices.Contains(a.admins, user) }

// isOwnerOrAdmin tells whether the person may press Settings under a digest: they are the owner or
// an admin.
func (a accessRule) isOwnerOrAdmin(sub digest.Subscription, user string) bool {
	return user == sub.Owner || a.isAdmin(user)
}

// canChange tells whether the person may change a digest: its owner, an admin, or a member of its
// channel, which is asked of Slack. Where somebody types or clicks is no proof: people see and
// click what is in a public channel without joining, and what was shown to them alone stays when
// they have left. When Slack cannot say, they may not, and the error says why.
func (a accessRule) canChange(ctx context.Context, sub digest.Subscription, user string) (bool, error) {
	if a.isOwnerOrAdmin(sub, user) {
		return true, nil
	}
	return a.isMember(ctx, sub.Channel, user)
}

// canCreate tells whether the person may make a digest in a channel that came back from outside
// with a form: it must be one where the bot may be used, and the person must be in it.
func (a accessRule) canCreate(ctx context.Context, channel, user string) (bool, error) {
	if len(a.allowed) > 0 && !slices.Contains(a.allowed, channel) {
		return false, nil
	}
	return a.isMember(ctx, channel, user)
}

func (a accessRule) isMember(ctx context.Context, channel, user string) (member bool, err error) {
	member, err = a.channels.Member(ctx, channel, user)
	return member && err == nil, err
}
