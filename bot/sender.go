package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/slack-go/slack"
)

// A sender sends the bot's messages, in every way that Slack offers.
type sender struct {
	api      *slack.Client
	post     func(*http.Request) (*http.Response, error)
	apiURL   string
	limiter  postLimiter
	moreText func(n int) string
	now      func() time.Time
}

// A recipient is where one user reads private messages.
type recipient struct {
	channel string // "" for forms
	user    string
}

// fit cuts msg to Slack's limits.
func (o *sender) fit(msg blockkit.Message) blockkit.Message { return blockkit.Fit(msg, o.moreText) }

// newResponseURL returns the responseURL for an address.
func (o *sender) newResponseURL(address string) *responseURL {
	u := &responseURL{post: o.post, now: o.now, createdAt: o.now()}
	if allowedURL(address, o.apiURL) {
		u.address = address
	}
	return u
}

// sendPrivate shows msg to one user: through the response_url, else as a new ephemeral message,
// else as a direct message. If the response_url may or may not have delivered it, it is sent again:
// reading it twice is better than waiting for nothing.
func (o *sender) sendPrivate(
	ctx context.Context, url *responseURL, to recipient, msg blockkit.Message, replace bool,
) error {
	msg = o.fit(msg)
	err := url.send(ctx, responseMessage{
		Text: msg.Text, Blocks: msg.Blocks, ResponseType: slack.ResponseTypeEphemeral, ReplaceOriginal: replace,
	})
	if err == nil || ctx.Err() != nil || messageErrors[slackCode(err)] {
		o.limiter.record(to.channel)
		return err
	}
	return o.sendEphemeral(ctx, to, msg, "")
}

// messageErrors are Slack's errors about the message itself, which fails everywhere.
var messageErrors = map[string]bool{
	"invalid_blocks": true, "invalid_blocks_format": true, "invalid_attachments": true, "invalid_payload": true,
	"invalid_arguments":   true,
	"msg_blocks_too_long": true, "msg_too_long": true, "no_text": true,
}

// sendEphemeral posts msg, which fits, for one user in the channel, in a thread unless that is "",
// or in a direct message.
func (o *sender) sendEphemeral(ctx context.Context, to recipient, msg blockkit.Message, thread string) error {
	if to.channel != "" {
		opts := messageOptions(msg)
		if thread != "" {
			opts = append(opts, slack.MsgOptionTS(thread))
		}
		_, err := o.api.PostEphemeralContext(ctx, to.channel, to.user, opts...)
		if thread != "" && threadGone(err) {
			_, err = o.api.PostEphemeralContext(ctx, to.channel, to.user, messageOptions(msg)...)
		}
		if !channelRefused(err) {
			o.limiter.record(to.channel)
			return wrapError("posting an ephemeral message", err)
		}
	}
	_, err := o.sendDM(ctx, to.user, msg)
	return err
}

// channelRefused reports whether Slack refused a message because of its channel, so that a direct
// message may succeed: the bot or the user is not in it, it is archived, or only some may post.
// Slack has many codes for that.
func channelRefused(err error) bool {
	code := slackCode(err)
	return code == "no_permission" || code != "" && permanentErrors[code] == "" && !messageErrors[code]
}

// postedMessage is a message in a conversation.
type postedMessage struct{ channel, ts string }

// threadGone reports whether the thread to answer in no longer exists.
func threadGone(err error) bool {
	code := slackCode(err)
	return code == "thread_not_found" || code == "message_not_found" || code == "cannot_reply_to_message"
}

// sendDM sends msg, which fits, as a direct message.
func (o *sender) sendDM(ctx context.Context, user string, msg blockkit.Message) (postedMessage, error) {
	im, _, _, err := o.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
	if err != nil {
		return postedMessage{}, wrapError("opening a direct message", err)
	}
	ts, err := o.postToChannel(ctx, im.ID, msg)
	return postedMessage{im.ID, ts}, err
}

// sendInChannel posts msg for everybody in the channel of a command or click, where the bot need
// not be a member.
func (o *sender) sendInChannel(ctx context.Context, url *responseURL, channel string, msg blockkit.Message) error {
	if channel == "" {
		return ErrNoChannel
	}
	msg = o.fit(msg)
	if err := o.limiter.wait(ctx, channel); err != nil {
		return err
	}
	err := url.send(ctx, responseMessage{Text: msg.Text, Blocks: msg.Blocks, ResponseType: slack.ResponseTypeInChannel})
	if errors.Is(err, errURLSpent) {
		_, _, err = o.api.PostMessageContext(ctx, channel, messageOptions(msg)...)
		err = wrapError("posting to the channel", err)
	}
	return err
}

// postToChannel posts msg, which fits, to a channel when its limiter allows.
func (o *sender) postToChannel(ctx context.Context, channel string, msg blockkit.Message) (ts string, err error) {
	if err := o.limiter.wait(ctx, channel); err != nil {
		return "", err
	}
	_, ts, err = o.api.PostMessageContext(ctx, channel, messageOptions(msg)...)
	return ts, wrapError("posting to a channel", err)
}

func messageOptions(msg blockkit.Message) []slack.MsgOption {
	options := []slack.MsgOption{
		slack.MsgOptionText(msg.Text, false), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
	if len(msg.Blocks) > 0 {
		options = append(options, slack.MsgOptionBlocks(msg.Blocks...))
	}
	return options
}

func wrapError(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
