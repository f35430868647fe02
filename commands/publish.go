package commands

import (
	"context"
	"slices"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/message"
)

// A publishRule decides whether what customers owe may be published in a channel. Everything that
// publishes asks it, right before it does: sharing a list, and making, changing, resuming and
// posting a digest.
type publishRule struct {
	channels Channels
	admins   []string // Slack user ids
	allowed  []string // the channels where the bot may be used; none: everywhere
	writer   *message.Writer
}

// check returns nil when the person may publish in the channel as it is at this moment. strangers
// reports that people of another company would read it: then the person is an admin, and is to be
// asked before anything is published. Slack is asked each time: a channel may be shared at any
// moment.
func (p publishRule) check(ctx context.Context, channel, user string, op message.Op) (strangers bool, err error) {
	if channel == "" {
		return false, bot.ErrNoChannel
	}
	if !p.isAllowed(channel) {
		return false, p.refuseChannel()
	}
	err = bot.Await(ctx, func() (err error) {
		strangers, err = p.channels.Shared(ctx, channel)
		return err
	})
	switch {
	case err != nil:
		return false, p.cannotCheck(channel, err)
	case strangers && !slices.Contains(p.admins, user):
		return true, p.refuseStrangers(op)
	}
	return strangers, nil
}

func (p publishRule) isAllowed(channel string) bool {
	return len(p.allowed) == 0 || slices.Contains(p.allowed, channel)
}

func (p publishRule) refuseChannel() error {
	return &userError{detail: "publish: not in this channel", render: func(ref string) blockkit.Message {
		return p.writer.Refused(string(bot.DeniedChannel), p.admins, ref)
	}}
}

func (p publishRule) refuseStrangers(op message.Op) error {
	return &userError{
		detail: "publish: " + string(message.ProblemSharedChannel),
		render: func(ref string) blockkit.Message {
			return p.writer.Problem(message.Problem{Kind: message.ProblemSharedChannel, Op: op, Ref: ref})
		},
	}
}

// cannotCheck is the refusal while Slack does not say who reads a channel: nothing is published on
// doubt.
func (p publishRule) cannotCheck(channel string, err error) error {
	trouble := problemOf(err)
	return &userError{
		detail: "publish: cannot see the channel",
		render: func(ref string) blockkit.Message {
			return p.writer.CannotPublish(trouble, channel, p.channels.BotName(), ref)
		},
		err: err,
	}
}
