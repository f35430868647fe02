package bot

import (
	"context"
	"errors"

	"github.com/mayarbot/mayarbot/panicsafe"
	"github.com/slack-go/slack/slackevents"
)

// Events are those of Slack's that the bot listens to: they belong into the app's manifest. The others are acknowledged and forgotten.
var Events = []string{"app_mention", "channel_unarchive", "group_unarchive", "member_joined_channel", EventDirect, "user_change"}

// What a command can listen to, by Slack's name for it.
const (
	EventJoined = "member_joined_channel" // the bot itself was brought into a channel
	EventDirect = "message.im"            // somebody who may use the bot writes to it directly
)

// An Event is something that happened and is no request.
type Event struct {
	Type    string
	Ref     string // joins what the person sees and what the log says
	Channel string
	User    string // whoever invited the bot or wrote to it; "" when Slack does not say who it was
}

// A Listener is told of an event and reports whether it said something. The bot waits for it before it answers a message, so that a greeting comes
// first, and gives small talk no second answer.
type Listener func(ctx context.Context, event Event) (said bool, err error)

// maxAvailable is how many channels may wait for Config.OnChannelAvailable and the listeners.
const maxAvailable = 64

// handleEventsAPI takes note of what somebody says to the bot, of a channel that has been opened to it, and of people who have changed. It never waits.
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
		if b.identity.isBot(e.User) {
			opened = Event{Type: EventJoined, Channel: e.Channel, User: e.Inviter}
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

// notifyAvailable tells of one channel after the other until done is closed.
func (b *Bot) notifyAvailable(ctx context.Context, done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		case event := <-b.available:
			if b.cfg.OnChannelAvailable != nil {
				if p := panicsafe.Try(func() { b.cfg.OnChannelAvailable(ctx, event.Channel) }); p != nil {
					b.log.Error("panic in Config.OnChannelAvailable", "panic", p, "stack", p.Stack)
				}
			}
			b.notifyListeners(ctx, event)
		}
	}
}

// notifyListeners tells the commands of an event, and reports whether one of them said something. A failure ends nothing else.
func (b *Bot) notifyListeners(ctx context.Context, event Event) (said bool) {
	for _, listener := range b.router.listeners[event.Type] {
		spoke, err := false, error(nil)
		if p := panicsafe.Try(func() { spoke, err = listener(ctx, event) }); p != nil {
			b.log.Error("panic in a listener", "event", event.Type, "ref", event.Ref, "panic", p, "stack", p.Stack)
			continue
		}
		if err != nil && !errors.Is(err, context.Canceled) {
			b.log.Warn("event listener failed", "event", event.Type, "ref", event.Ref, "channel", event.Channel, "error", redact(reasonOf(err)))
		}
		said = said || spoke
	}
	return said
}

// isBot reports whether an id is the bot's own.
func (s *identity) isBot(user string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return user != "" && user == s.auth.UserID
}
