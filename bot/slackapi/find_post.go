package slackapi

import (
	"context"
	"fmt"
	"time"

	"github.com/slack-go/slack"
)

const (
	historyPageSize = 200 // messages; Slack recommends no more
	maxHistoryPages = 15

	// clockSkew is how far our clock may be ahead of the one that dates Slack's messages.
	clockSkew = 5 * time.Minute

	historyMethod = "conversations.history"
)

// FindPost looks in a channel for this bot's newest message with matching Metadata, posted since
// the given time or up to five minutes before it (clocks differ), and returns its ts. The bot must
// be in the channel and have the history scope for it, see CanFindPost. It does not look into
// threads.
//
// It reads 3,000 messages at most. When there are more, it fails with CodeHistoryTooLong rather
// than report that there is none. It returns a 429 and does not wait for it. "Not found" can be
// trusted only once PostTimeout has passed since the call that may have posted.
func (c *Client) FindPost(
	ctx context.Context, channel string, since time.Time, match func(Metadata) bool,
) (ts string, found bool, err error) {
	if _, err := c.WaitTeam(ctx); err != nil {
		return "", false, &PostError{Method: "auth.test", Code: CodeNotSent, Err: err}
	}
	params := slack.GetConversationHistoryParameters{
		ChannelID: channel, Oldest: slackTS(since.Add(-clockSkew)), Inclusive: true, Limit: historyPageSize,
		IncludeAllMetadata: true,
	}
	for range maxHistoryPages {
		page, err := c.api.GetConversationHistoryContext(ctx, &params)
		if err != nil {
			return "", false, readError(historyMethod, err)
		}
		for _, msg := range page.Messages {
			if c.identity.isOwn(msg) && msg.Metadata.EventType != "" &&
				match(Metadata{msg.Metadata.EventType, msg.Metadata.EventPayload}) {
				return msg.Timestamp, true, nil
			}
		}
		params.Cursor = page.ResponseMetaData.NextCursor
		if params.Cursor == "" && !page.HasMore {
			return "", false, nil
		}
		if params.Cursor == "" {
			break // there are more, but no cursor to them
		}
	}
	return "", false, &PostError{Method: historyMethod, Code: CodeHistoryTooLong}
}

// isOwn reports whether a message is the bot's own.
func (s *identity) isOwn(msg slack.Message) bool {
	auth := s.get()
	return msg.BotID != "" && msg.BotID == auth.BotID || msg.User != "" && msg.User == auth.UserID
}

// slackTS formats a time as Slack dates messages.
func slackTS(t time.Time) string {
	micros := max(t.UnixMicro(), 0)
	return fmt.Sprintf("%d.%06d", micros/1e6, micros%1e6)
}
