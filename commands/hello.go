package commands

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/commands/unpaid"
	"github.com/mayarbot/mayarbot/message"
)

// helloTTL is how long it is known where hello was said.
const helloTTL = 100 * 365 * 24 * time.Hour

// Room is what hello asks of Slack. [bot.Bot] answers, its errors are *slackapi.PostError.
type Room interface {
	Channel(ctx context.Context, id string) (slackapi.Channel, error)
	Greet(ctx context.Context, channel string, msg blockkit.Message) error               // for everybody there
	PostEphemeral(ctx context.Context, channel, user string, msg blockkit.Message) error // for one person there
}

// hello says once where it comes what it can do, and answers small talk.
type hello struct {
	writer  *message.Renderer
	once    unpaid.Once // where, for all replicas
	room    Room
	allowed []string // channels; none: everywhere
	admins  []string
}

func (h *hello) command() bot.Command {
	return bot.Command{
		Name: "hello",
		Run: func(ctx context.Context, _ *bot.Request, responder bot.Responder) error {
			return responder.Reply(ctx, h.writer.SmallTalk())
		},
		MatchesText: message.IsSmallTalk,
		Events:      map[string]bot.Listener{bot.EventJoined: h.joined, bot.EventDirect: h.direct},
	}
}

// joined says hello in a channel. Where the bot may not be used, or strangers read, only whoever
// brought it in is told, and as often as they do so. Nothing is said where nothing can be: in an
// archived channel, or one in which only some may post.
func (h *hello) joined(ctx context.Context, event bot.Event) (bool, error) {
	if len(h.allowed) > 0 && !slices.Contains(h.allowed, event.Channel) {
		return h.sendEphemeral(ctx, event, h.writer.AccessDenied(string(bot.DeniedChannel), h.admins, event.Ref))
	}
	channel, err := h.room.Channel(ctx, event.Channel)
	if err != nil || channel.Archived {
		return false, err
	}
	if channel.Shared {
		return h.sendEphemeral(ctx, event, h.writer.HelloSilent())
	}
	return h.sayOnce(ctx, event.Channel, h.writer.Hello())
}

// direct says hello to somebody who writes to the bot for the first time.
func (h *hello) direct(ctx context.Context, event bot.Event) (bool, error) {
	return h.sayOnce(ctx, event.Channel, h.writer.HelloDirect())
}

func (h *hello) sendEphemeral(ctx context.Context, event bot.Event, msg blockkit.Message) (bool, error) {
	if event.User == "" {
		return false, nil
	}
	err := h.room.PostEphemeral(ctx, event.Channel, event.User, msg)
	return err == nil, err
}

// sayOnce says msg in a conversation unless that was done before. It is said at most once: only
// what was certainly not posted may be said later.
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
