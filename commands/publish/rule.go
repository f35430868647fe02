// Package publish has the one rule of where what customers owe may be published.
package publish

import (
	"context"
	"slices"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/message"
)

// A Rule decides whether what customers owe may be published in a channel. Everything that
// publishes asks it, right before it does: sharing a list, and making, changing, resuming and
// posting a digest.
type Rule struct {
	Channels Channels
	Admins   []string // Slack user ids
	Allowed  []string // the channels where the bot may be used; none: everywhere
	Renderer *message.Renderer
}

// Channels is what the rule asks of Slack. [bot.Bot] answers, its errors are *slackapi.PostError.
type Channels interface {
	Shared(ctx context.Context, channel string) (bool, error) // with another workspace
	Member(ctx context.Context, channel, user string) (bool, error)
	BotName() string // for /invite; empty while Slack has not said it
}

// Check returns nil when the person may publish in the channel as it is at this moment. strangers
// reports that people of another company would read it: then the person is an admin, and is to be
// asked before anything is published. Slack is asked each time: a channel may be shared at any
// moment.
func (r Rule) Check(ctx context.Context, channel, user string, op message.Operation) (strangers bool, err error) {
	if channel == "" {
		return false, bot.ErrNoChannel
	}
	if !r.AllowsChannel(channel) {
		return false, r.channelNotAllowed()
	}
	strangers, err = r.Channels.Shared(ctx, channel)
	switch {
	case err != nil:
		return false, r.cannotCheck(channel, err)
	case strangers && !slices.Contains(r.Admins, user):
		return true, &usererr.Error{Kind: message.ProblemSharedChannel, Op: op}
	}
	return strangers, nil
}

// AllowsChannel reports whether the bot may be used in a channel.
func (r Rule) AllowsChannel(channel string) bool {
	return len(r.Allowed) == 0 || slices.Contains(r.Allowed, channel)
}

func (r Rule) channelNotAllowed() error {
	return &usererr.Error{Detail: "publish: not in this channel", Render: func(ref string) blockkit.Message {
		return r.Renderer.AccessDenied(string(bot.DeniedChannel), r.Admins, ref)
	}}
}

// cannotCheck is the refusal while Slack does not say who reads a channel: nothing is published on
// doubt.
func (r Rule) cannotCheck(channel string, err error) error {
	problem := usererr.OfSlack(err)
	return &usererr.Error{
		Detail: "publish: cannot see the channel",
		Render: func(ref string) blockkit.Message {
			return r.Renderer.CannotPublish(problem, channel, r.Channels.BotName(), ref)
		},
		Err: err,
	}
}
