package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/commands"
	"github.com/mayarbot/mayarbot/commands/digests"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/digest/engine"
)

// digestSlack gives digests and /digest what they need of Slack.
type digestSlack struct {
	*slackapi.Client
	access   bot.Access
	renderer *digests.ReportRenderer
	now      func() time.Time
}

var (
	_ engine.Poster   = digestSlack{}
	_ engine.Composer = (*digests.ReportRenderer)(nil)
	_ commands.Slack  = digestSlack{}
)

// digestMetadataType is the type of the metadata by which a digest is found again in its channel.
const digestMetadataType = "mayarbot_digest"

// Post posts the first variant that Slack accepts.
func (s digestSlack) Post(
	ctx context.Context, channel string, variants []blockkit.Message, key digest.MessageKey,
) (string, error) {
	ts, err := s.PostWithFallback(ctx, channel, variants,
		slackapi.Metadata{Type: digestMetadataType, Payload: payloadOf(key)})
	return ts, digestError(err)
}

// Find looks for the message of a slot in its channel's history.
func (s digestSlack) Find(
	ctx context.Context, channel string, key digest.MessageKey, since time.Time,
) (string, bool, error) {
	want := payloadOf(key)
	ts, found, err := s.FindPost(ctx, channel, since, func(found slackapi.Metadata) bool {
		return found.Type == digestMetadataType && found.Payload["subscription"] == want["subscription"] &&
			found.Payload["slot"] == want["slot"]
	})
	return ts, found, digestError(err)
}

// payloadOf returns a key as metadata. The slot is text, because Slack returns numbers in another
// form.
func payloadOf(key digest.MessageKey) map[string]any {
	return map[string]any{"subscription": key.Subscription, "slot": strconv.FormatInt(key.Slot.UnixMilli(), 10)}
}

// SendNotice posts a notice to a user, by direct message, or to a channel.
func (s digestSlack) SendNotice(ctx context.Context, to string, notice digest.Notice) (digest.SentNotice, error) {
	channel := to
	if blockkit.IsUserID(to) {
		var err error
		if channel, err = s.OpenDM(ctx, to); err != nil {
			return digest.SentNotice{}, digestError(err)
		}
	}
	ts, err := s.Client.Post(ctx, channel, s.renderer.Notice(notice, s.Name(), s.now()), slackapi.Metadata{})
	return digest.SentNotice{Channel: channel, TS: ts}, digestError(err)
}

// UpdateNotice replaces a notice that was sent.
func (s digestSlack) UpdateNotice(ctx context.Context, sent digest.SentNotice, notice digest.Notice) error {
	return digestError(s.Update(ctx, sent.Channel, sent.TS, s.renderer.Notice(notice, s.Name(), s.now())))
}

// Deactivated reports whether a user's account is deactivated.
func (s digestSlack) Deactivated(ctx context.Context, user string) (bool, error) {
	why, err := s.access.Check(ctx, s.Client, user)
	return why == bot.DeniedDeactivated, digestError(err)
}

// MayUse reports whether a user may use the bot now.
func (s digestSlack) MayUse(ctx context.Context, user string) (bool, error) {
	why, err := s.access.Check(ctx, s.Client, user)
	return why == "" && err == nil, err
}

// CheckDelivery asks Slack whether a digest may be posted in its channel. In direct messages the
// reader must have access to the bot; a channel's digest goes on without its owner.
func (s digestSlack) CheckDelivery(ctx context.Context, sub digest.Subscription) (digest.DeliveryCheck, error) {
	if len(s.access.Channels) > 0 && !slices.Contains(s.access.Channels, sub.Channel) {
		return digest.DeliveryCheck{Problem: digest.ProblemChannelNotAllowed, OwnerGone: sub.OwnerGone}, nil
	}
	channel, err := s.Channel(ctx, sub.Channel)
	if err != nil {
		return digest.DeliveryCheck{}, digestError(err)
	}
	why, err := s.access.Check(ctx, s.Client, cmp.Or(channel.User, sub.Owner))
	check := digest.DeliveryCheck{Shared: channel.Shared, OwnerGone: why == bot.DeniedDeactivated}
	switch {
	case !channel.DM && err != nil:
		check.OwnerGone = sub.OwnerGone // unknown now; the channel's digest does not wait for it
	case err != nil:
		return digest.DeliveryCheck{}, digestError(err)
	case channel.DM && why != "":
		check.Problem = digest.ProblemOwnerNotAllowed
	}
	return check, nil
}

// BotName returns the bot's name in Slack, where people may have renamed it.
func (s digestSlack) BotName() string { return s.Name() }

// Shared reports whether people of another workspace read a channel.
func (s digestSlack) Shared(ctx context.Context, channel string) (bool, error) {
	c, err := s.Channel(ctx, channel)
	return c.Shared, err
}

// Greet posts the hello in a channel.
func (s digestSlack) Greet(ctx context.Context, channel string, msg blockkit.Message) error {
	_, err := s.Client.Post(ctx, channel, msg, slackapi.Metadata{})
	return err
}

// Publish posts a message that everybody in a channel sees.
func (s digestSlack) Publish(
	ctx context.Context, channel string, msg blockkit.Message, mark slackapi.Metadata,
) (string, error) {
	return s.Client.Post(ctx, channel, msg, mark)
}

// digestError gives an error of Slack's the details that digests ask for.
func digestError(err error) error {
	post, ok := errors.AsType[*slackapi.PostError](err)
	if !ok {
		return err
	}
	return &digest.PostError{
		NotPosted: post.NotPosted(), RetryAfter: post.RetryAfter, Problem: usererr.ProblemOf(post), Err: err,
	}
}
