package commands

import (
	"context"
	"errors"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/commands/publish"
	"github.com/mayarbot/mayarbot/commands/unpaid"
	"github.com/mayarbot/mayarbot/message"
)

// helloTTL is how long the conversations with a hello are remembered.
const helloTTL = 100 * 365 * 24 * time.Hour

// Room is what hello asks of Slack. Its errors are *slackapi.PostError.
type Room interface {
	Channel(ctx context.Context, id string) (slackapi.Channel, error)
	Greet(ctx context.Context, channel string, msg blockkit.Message) error               // for everybody there
	PostEphemeral(ctx context.Context, channel, user string, msg blockkit.Message) error // for one person there
}

// hello says once in each conversation what the bot can do, and answers small talk.
type hello struct {
	rule     publish.Rule
	renderer *message.Renderer
	once     unpaid.Once
	room     Room
}

func (h *hello) command() bot.Command {
	return bot.Command{
		Name: "hello",
		Run: func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
			return reply.Reply(ctx, h.renderer.SmallTalk())
		},
		MatchesText: message.IsSmallTalk,
		Events:      map[string]bot.Listener{bot.EventJoined: h.joined, bot.EventDirect: h.direct},
	}
}

// joined says hello in a channel. If the bot may not be used there, or people of another company
// read it, only the inviter is told, each time. In an archived channel nothing is said.
func (h *hello) joined(ctx context.Context, event bot.Event) (bool, error) {
	if !h.rule.AllowsChannel(event.Channel) {
		return h.sendEphemeral(ctx, event, h.renderer.AccessDenied(string(bot.DeniedChannel), h.rule.Admins, event.Ref))
	}
	channel, err := h.room.Channel(ctx, event.Channel)
	if err != nil || channel.Archived {
		return false, err
	}
	if channel.Shared {
		return h.sendEphemeral(ctx, event, h.renderer.HelloSilent())
	}
	return h.sayOnce(ctx, event.Channel, h.renderer.Hello())
}

// direct says hello to a user who writes to the bot for the first time.
func (h *hello) direct(ctx context.Context, event bot.Event) (bool, error) {
	return h.sayOnce(ctx, event.Channel, h.renderer.HelloDirect())
}

func (h *hello) sendEphemeral(ctx context.Context, event bot.Event, msg blockkit.Message) (bool, error) {
	if event.User == "" {
		return false, nil
	}
	err := h.room.PostEphemeral(ctx, event.Channel, event.User, msg)
	return err == nil, err
}

// sayOnce posts msg in a conversation at most once: it is tried again only if it was certainly not
// posted.
func (h *hello) sayOnce(ctx context.Context, channel string, msg blockkit.Message) (bool, error) {
	id := "hello " + channel
	first, err := h.once.First(ctx, id, helloTTL)
	if err != nil || !first {
		return false, err
	}
	err = h.room.Greet(ctx, channel, msg)
	if post, ok := errors.AsType[*slackapi.PostError](err); ok && post.NotPosted() {
		err = errors.Join(err, h.once.Forget(context.WithoutCancel(ctx), id))
	}
	return err == nil, err
}
