package bot

import (
	"context"
	"errors"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/slack-go/slack/slackevents"
)

// Events are the Slack events that the bot subscribes to, for the app's manifest. It acknowledges
// and ignores all others.
var Events = []string{
	"app_mention", "channel_unarchive", "group_unarchive", "member_joined_channel", EventDirect, "user_change",
}

// The events that a command can listen to, by Slack's names. For another one, add it here and to
// the switch in handleEventsAPI.
const (
	EventJoined = "member_joined_channel" // the bot was invited to a channel
	EventDirect = "message.im"            // an allowed user sent a direct message
)

var listenable = []string{EventJoined, EventDirect}

// An Event is something that happened without a request.
type Event struct {
	Type    string
	Ref     string // short reference, in the user's message and in the log
	Channel string
	User    string // who invited the bot or wrote to it, "" when unknown

	member string // who joined, where that can be the bot
}

// A Listener handles an event and reports whether it sent a message. The bot waits for it before it
// answers a message, so that a greeting comes first and small talk gets no second answer.
type Listener func(ctx context.Context, event Event) (said bool, err error)

// maxAvailable is how many channels may wait for Config.OnChannelAvailable and the listeners.
const maxAvailable = 64

// handleEventsAPI handles messages to the bot, channels that became available, and changed users.
// It never waits.
func (b *Bot) handleEventsAPI(data slackevents.EventsAPIEvent) {
	opened := Event{}
	switch e := data.InnerEvent.Data.(type) {
	case *slackevents.MessageEvent:
		b.handleDM(data, e)
	case *slackevents.AppMentionEvent:
		b.handleMention(data, e)
	case *slackevents.UserChangeEvent:
		b.userChanged(e.User.ID)
	case *slackevents.MemberJoinedChannelEvent:
		// In the first moment after the start the bot does not yet know its own id.
		if own := b.api.UserID(); e.User != "" && (own == "" || own == e.User) {
			opened = Event{Type: EventJoined, Channel: e.Channel, User: e.Inviter, member: e.User}
		}
	case *slackevents.ChannelUnarchiveEvent:
		opened.Channel = e.Channel
	case *slackevents.GroupUnarchiveEvent:
		opened.Channel = e.Channel
	}
	if opened.Channel == "" {
		return
	}
	opened.Ref = newRef()
	select {
	case b.available <- opened:
	default:
		b.metrics.drop("event")
	}
}

// notifyAvailable handles one available channel after the other until done is closed.
func (b *Bot) notifyAvailable(ctx context.Context, done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		case event := <-b.available:
			if !b.isForBot(ctx, event) {
				continue
			}
			if b.cfg.OnChannelAvailable != nil {
				if p := panicsafe.Try(func() { b.cfg.OnChannelAvailable(ctx, event.Channel) }); p != nil {
					b.log.Error("panic in Config.OnChannelAvailable", "panic", p, "stack", p.Stack)
				}
			}
			b.notifyListeners(ctx, event)
		}
	}
}

// isForBot reports whether an available channel became so for the bot, and not because another
// member joined it.
func (b *Bot) isForBot(ctx context.Context, event Event) bool {
	if event.member == "" {
		return true
	}
	_, err := b.api.WaitTeam(ctx) // then the own id is known too
	return err == nil && event.member == b.api.UserID()
}

// notifyListeners calls the commands' listeners for an event, and reports whether one of them sent
// a message. A failure of one does not stop the others.
func (b *Bot) notifyListeners(ctx context.Context, event Event) (said bool) {
	for _, listener := range b.router.listeners[event.Type] {
		spoke, err := false, error(nil)
		if p := panicsafe.Try(func() { spoke, err = listener(ctx, event) }); p != nil {
			b.log.Error("panic in a listener", "event", event.Type, "ref", event.Ref, "panic", p, "stack", p.Stack)
			continue
		}
		if err != nil && !errors.Is(err, context.Canceled) {
			b.log.Warn("event listener failed", "event", event.Type, "ref", event.Ref, "channel", event.Channel,
				"error", b.redactor.text(slackapi.Reason(err)))
		}
		said = said || spoke
	}
	return said
}
