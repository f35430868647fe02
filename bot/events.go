package bot

import (
	"context"

	"github.com/slack-go/slack/slackevents"
	"github.com/sourcegraph/conc/panics"
)

// Events are those of Slack's that the bot listens to: they belong into the app's manifest. The others are acknowledged and forgotten.
var Events = []string{"channel_unarchive", "group_unarchive", "member_joined_channel"}

// mostOpened is how many channels may wait for Config.Opened.
const mostOpened = 64

// event takes note of a channel that has been opened to the bot. It never waits.
func (b *Bot) event(data slackevents.EventsAPIEvent) {
	channel := ""
	switch e := data.InnerEvent.Data.(type) {
	case *slackevents.MemberJoinedChannelEvent:
		if b.self.is(e.User) {
			channel = e.Channel
		}
	case *slackevents.ChannelUnarchiveEvent:
		channel = e.Channel
	case *slackevents.GroupUnarchiveEvent:
		channel = e.Channel
	}
	if channel == "" || b.cfg.Opened == nil {
		return
	}
	select {
	case b.opened <- channel:
	default:
		b.metrics.lost("event")
	}
}

// tellOpened tells of one channel after the other until done is closed.
func (b *Bot) tellOpened(ctx context.Context, done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		case channel := <-b.opened:
			if p := panics.Try(func() { b.cfg.Opened(ctx, channel) }); p != nil {
				b.log.Error("panic in Config.Opened", "panic", p.Value, "stack", string(p.Stack))
			}
		}
	}
}

// is reports whether an id is the bot's own.
func (s *self) is(user string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return user != "" && user == s.auth.UserID
}
