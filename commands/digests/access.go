package digests

import (
	"context"
	"errors"
	"slices"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
)

// find finds a digest that the person may change. To others it does not exist, unless they ask in
// its channel, because it may belong to a private one.
func (h *Handler) find(ctx context.Context, id string, req *bot.Request) (digest.Subscription, error) {
	if !digestID.MatchString(id) {
		return digest.Subscription{}, problem(message.ProblemOldButton)
	}
	sub, err := h.Digests.Get(ctx, id)
	if err != nil {
		return digest.Subscription{}, explain(err, id)
	}
	may, err := h.canChange(ctx, sub, req.User.ID)
	switch {
	case may:
		return sub, nil
	case usererr.IsTemporary(err):
		return digest.Subscription{}, &usererr.Error{Op: message.OpDigest, Err: err}
	case req.Channel == sub.Channel:
		return digest.Subscription{}, notInChannel("/digest pause "+sub.ID, err)
	}
	return digest.Subscription{}, noDigest(id, err)
}

// A digestHandler is a handler of a click that knows which digest the button is for.
type digestHandler func(ctx context.Context, sub digest.Subscription, req *bot.Request, reply bot.Responder) error

// withDigest finds the digest that a button is for. The id came back from outside, so the access is
// checked again.
func (h *Handler) withDigest(do digestHandler) bot.Handler {
	return func(ctx context.Context, req *bot.Request, reply bot.Responder) error {
		sub, err := h.find(ctx, req.Value, req)
		if err != nil {
			return err
		}
		return do(ctx, sub, req, reply)
	}
}

func (h *Handler) isAdmin(user string) bool { return slices.Contains(h.Rule.Admins, user) }

func (h *Handler) isOwnerOrAdmin(sub digest.Subscription, user string) bool {
	return user == sub.Owner || h.isAdmin(user)
}

// canChange reports whether the person may change a digest: its owner, an admin, or a member of its
// channel. A click in the channel does not prove that somebody is a member: people click in public
// channels without joining, and keep private messages when they leave. So Slack is asked; if it
// cannot say, they may not, and the error says why.
func (h *Handler) canChange(ctx context.Context, sub digest.Subscription, user string) (bool, error) {
	if h.isOwnerOrAdmin(sub, user) {
		return true, nil
	}
	return h.isMember(ctx, sub.Channel, user)
}

// canCreate reports whether the person may create a digest in a channel: the bot may be used there,
// and the person is a member.
func (h *Handler) canCreate(ctx context.Context, channel, user string) (bool, error) {
	if !h.Rule.AllowsChannel(channel) {
		return false, nil
	}
	return h.isMember(ctx, channel, user)
}

func (h *Handler) isMember(ctx context.Context, channel, user string) (member bool, err error) {
	member, err = h.Channels.Member(ctx, channel, user)
	return member && err == nil, err
}

// requireMember returns nil if the person is in the channel in which they type or click. Slack is
// asked, except about a command in a channel that the bot cannot see: only members can type there.
func (h *Handler) requireMember(ctx context.Context, req *bot.Request) error {
	may, err := h.canCreate(ctx, req.Channel, req.User.ID)
	postErr, _ := errors.AsType[*slackapi.PostError](err)
	switch {
	case may || req.Kind == bot.KindCommand && postErr != nil && postErr.Code == "channel_not_found":
		return nil
	case usererr.IsTemporary(err):
		return &usererr.Error{Op: message.OpDigest, Err: err}
	}
	return notInChannel("/digest", err)
}

// requireCreate returns nil if the owner may have a digest in its channel.
func (h *Handler) requireCreate(ctx context.Context, sub digest.Subscription) error {
	may, err := h.canCreate(ctx, sub.Channel, sub.Owner)
	if may {
		return nil
	}
	if usererr.IsTemporary(err) {
		return &usererr.Error{Op: message.OpDigest, Err: err}
	}
	if err != nil {
		// Slack could not say who is in the channel. Usually posting fails for the same reason, and
		// that is what the person can fix.
		if cannot := h.checkChannel(ctx, sub.Channel); cannot != nil {
			return cannot
		}
	}
	return &usererr.Error{
		Detail: "digest: not in the channel",
		Render: func(ref string) blockkit.Message {
			return h.Renderer.AccessDenied(string(bot.DeniedChannel), h.Rule.Admins, ref)
		},
		Err: err,
	}
}

// requireChannel returns an error unless the bot can post in a channel, and the person may publish
// there. strangers reports that people of another company read it.
func (h *Handler) requireChannel(ctx context.Context, channel, user string) (strangers bool, err error) {
	if err := h.checkChannel(ctx, channel); err != nil {
		return false, err
	}
	return h.Rule.Check(ctx, channel, user, message.OpDigest)
}

// checkChannel returns nil if the bot can post a digest in a channel and find it there again, so
// that it is posted once. Otherwise the error says what to fix.
func (h *Handler) checkChannel(ctx context.Context, channel string) error {
	err := h.Channels.CanPost(ctx, channel)
	if err == nil {
		err = h.Channels.CanFindPost(ctx, channel)
	}
	if err == nil {
		return nil
	}
	problem := usererr.SlackProblem(err)
	return &usererr.Error{
		Detail: "digest: cannot post",
		Render: func(ref string) blockkit.Message {
			return h.Renderer.DigestCannotPost(problem, channel, h.Channels.BotName(), ref)
		},
		Err: err,
	}
}

// requireSlot returns nil if the person can have another digest in this channel.
func (h *Handler) requireSlot(ctx context.Context, req *bot.Request) error {
	subs, err := h.Digests.List(ctx, req.Channel)
	if err != nil {
		return err
	}
	if len(subs) >= digest.MaxPerChannel {
		return problem(message.ProblemDigestLimit)
	}
	_, err = h.requireChannel(ctx, req.Channel, req.User.ID)
	return err
}
