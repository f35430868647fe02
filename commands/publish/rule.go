// Package publish has the rule for where the debts of customers may be published.
package publish

import (
	"context"
	"slices"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/message"
)

// A Rule decides whether the debts of customers may be published in a channel. It is checked right
// before each publication: sharing a list, and creating, changing, resuming and posting a digest.
type Rule struct {
	Channels Channels
	Admins   []string // Slack user ids
	Allowed  []string // the channels where the bot may be used; none: everywhere
	Renderer *message.Renderer
}

// Channels is what the rule asks of Slack. Its errors are *slackapi.PostError.
type Channels interface {
	Shared(ctx context.Context, channel string) (bool, error) // with another workspace
	Member(ctx context.Context, channel, user string) (bool, error)
	BotName() string // for /invite; empty while Slack has not said it
}

// Check returns nil if the person may publish in the channel now. strangers reports that people of
// another company would read it: then the person is an admin and must confirm first. Slack is asked
// each time, because a channel can be shared at any moment.
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

// cannotCheck is the error while Slack does not say who reads a channel: then nothing is published.
func (r Rule) cannotCheck(channel string, err error) error {
	problem := usererr.SlackProblem(err)
	return &usererr.Error{
		Detail: "publish: cannot see the channel",
		Render: func(ref string) blockkit.Message {
			return r.Renderer.CannotPublish(problem, channel, r.Channels.BotName(), ref)
		},
		Err: err,
	}
}
