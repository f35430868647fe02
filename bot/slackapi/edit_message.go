package slackapi

import (
	"context"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/slack-go/slack"
)

// Update replaces a message that the bot posted by msg, cut to Slack's limits. The message keeps
// its Metadata. A failure is a *PostError.
func (c *Client) Update(ctx context.Context, channel, ts string, msg blockkit.Message) error {
	_, _, _, err := c.api.UpdateMessageContext(ctx, channel, ts, messageOptions(c.fit(msg))...)
	if err != nil {
		return readError("chat.update", err)
	}
	return nil
}

// PostEphemeral shows msg, cut to Slack's limits, to one user in a channel that the bot and the
// user are in. A failure is a *PostError.
func (c *Client) PostEphemeral(ctx context.Context, channel, user string, msg blockkit.Message) error {
	_, err := c.api.PostEphemeralContext(ctx, channel, user, messageOptions(c.fit(msg))...)
	if err != nil {
		return readError("chat.postEphemeral", err)
	}
	return nil
}

// Delete deletes a message that the bot posted. It returns nil when the message was deleted
// already. A failure is a *PostError.
func (c *Client) Delete(ctx context.Context, channel, ts string) error {
	_, _, err := c.api.DeleteMessageContext(ctx, channel, ts)
	if err == nil || ErrorCode(err) == "message_not_found" {
		return nil
	}
	return readError("chat.delete", err)
}

// MetadataOf returns the Metadata of a message that the bot posted; found is false when there is no
// such message. It needs the same access as CanFindPost. A failure is a *PostError.
func (c *Client) MetadataOf(ctx context.Context, channel, ts string) (metadata Metadata, found bool, err error) {
	if _, err := c.WaitTeam(ctx); err != nil {
		return Metadata{}, false, &PostError{Method: "auth.test", Code: CodeNotSent, Err: err}
	}
	page, err := c.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: channel, Oldest: ts, Latest: ts, Inclusive: true, Limit: 1, IncludeAllMetadata: true,
	})
	if err != nil {
		return Metadata{}, false, readError(historyMethod, err)
	}
	for _, msg := range page.Messages {
		if msg.Timestamp == ts && c.identity.isOwn(msg) {
			return Metadata{msg.Metadata.EventType, msg.Metadata.EventPayload}, true, nil
		}
	}
	return Metadata{}, false, nil
}
