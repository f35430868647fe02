package slackapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/slack-go/slack"
)

// A Sender answers people, in every way that Slack offers. It waits after a 429.
type Sender struct {
	api      *slack.Client
	post     func(*http.Request) (*http.Response, error)
	apiURL   string
	limiter  *postLimiter
	moreText func(n int) string
	now      func() time.Time
}

// A Recipient is where one user reads private messages.
type Recipient struct {
	Channel string // "" for forms
	User    string
}

// fit cuts msg to Slack's limits.
func (o *Sender) Fit(msg blockkit.Message) blockkit.Message { return blockkit.Fit(msg, o.moreText) }

// newResponseURL returns the ResponseURL for an address.
func (o *Sender) NewResponseURL(address string) *ResponseURL {
	u := &ResponseURL{post: o.post, now: o.now, createdAt: o.now()}
	if allowedURL(address, o.apiURL) {
		u.address = address
	}
	return u
}

// sendPrivate shows msg to one user: through the response_url, else as a new ephemeral message,
// else as a direct message. If the response_url may or may not have delivered it, it is sent again:
// reading it twice is better than waiting for nothing.
func (o *Sender) SendPrivate(
	ctx context.Context, url *ResponseURL, to Recipient, msg blockkit.Message, replace bool,
) error {
	msg = o.Fit(msg)
	err := url.send(ctx, responseMessage{
		Text: msg.Text, Blocks: msg.Blocks, ResponseType: slack.ResponseTypeEphemeral, ReplaceOriginal: replace,
	})
	if err == nil || ctx.Err() != nil || messageErrors[ErrorCode(err)] {
		o.limiter.record(to.Channel)
		return err
	}
	return o.SendEphemeral(ctx, to, msg, "")
}

// messageErrors are Slack's errors about the message itself, which fails everywhere.
var messageErrors = map[string]bool{
	"invalid_blocks": true, "invalid_blocks_format": true, "invalid_attachments": true, "invalid_payload": true,
	"invalid_arguments":   true,
	"msg_blocks_too_long": true, "msg_too_long": true, "no_text": true,
}

// sendEphemeral posts msg, which fits, for one user in the channel, in a thread unless that is "",
// or in a direct message.
func (o *Sender) SendEphemeral(ctx context.Context, to Recipient, msg blockkit.Message, thread string) error {
	if to.Channel != "" {
		opts := messageOptions(msg)
		if thread != "" {
			opts = append(opts, slack.MsgOptionTS(thread))
		}
		_, err := o.api.PostEphemeralContext(ctx, to.Channel, to.User, opts...)
		if thread != "" && threadGone(err) {
			_, err = o.api.PostEphemeralContext(ctx, to.Channel, to.User, messageOptions(msg)...)
		}
		if !channelRefused(err) {
			o.limiter.record(to.Channel)
			return wrapError("posting an ephemeral message", err)
		}
	}
	_, err := o.SendDM(ctx, to.User, msg)
	return err
}

// channelRefused reports whether Slack refused a message because of its channel, so that a direct
// message may succeed: the bot or the user is not in it, it is archived, or only some may post.
// Slack has many codes for that.
func channelRefused(err error) bool {
	code := ErrorCode(err)
	return code == "no_permission" || code != "" && permanentErrors[code] == "" && !messageErrors[code]
}

// A SentMessage is a message in a conversation.
type SentMessage struct{ Channel, TS string }

// threadGone reports whether the thread to answer in no longer exists.
func threadGone(err error) bool {
	code := ErrorCode(err)
	return code == "thread_not_found" || code == "message_not_found" || code == "cannot_reply_to_message"
}

// sendDM sends msg, which fits, as a direct message.
func (o *Sender) SendDM(ctx context.Context, user string, msg blockkit.Message) (SentMessage, error) {
	im, _, _, err := o.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
	if err != nil {
		return SentMessage{}, wrapError("opening a direct message", err)
	}
	ts, err := o.SendToChannel(ctx, im.ID, msg)
	return SentMessage{im.ID, ts}, err
}

// sendInChannel posts msg for everybody in the channel of a command or click, where the bot need
// not be a member.
func (o *Sender) SendInChannel(ctx context.Context, url *ResponseURL, channel string, msg blockkit.Message) error {
	msg = o.Fit(msg)
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
func (o *Sender) SendToChannel(ctx context.Context, channel string, msg blockkit.Message) (ts string, err error) {
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

// UpdateDM replaces a direct message by msg, which fits.
func (o *Sender) UpdateDM(ctx context.Context, sent SentMessage, msg blockkit.Message) error {
	_, _, _, err := o.api.UpdateMessageContext(ctx, sent.Channel, sent.TS, messageOptions(msg)...)
	return wrapError("updating a direct message", err)
}

// A ViewRef names a modal, by its id or by its external id. With a Hash, it is the modal as long as
// nothing has replaced what it shows.
type ViewRef struct{ ID, ExternalID, Hash string }

func refOf(shown *slack.ViewResponse, err error) (ViewRef, error) {
	if err != nil {
		return ViewRef{}, err
	}
	return ViewRef{ID: shown.View.ID, Hash: shown.View.Hash}, nil
}

// OpenView opens a modal with a trigger.
func (o *Sender) OpenView(ctx context.Context, trigger string, view slack.ModalViewRequest) (ViewRef, error) {
	ref, err := refOf(o.api.OpenViewContext(ctx, trigger, view))
	return ref, wrapError("opening a form", err)
}

// PushView opens a modal over the one that the trigger comes from.
func (o *Sender) PushView(ctx context.Context, trigger string, view slack.ModalViewRequest) error {
	_, err := o.api.PushViewContext(ctx, trigger, view)
	return wrapError("opening a form over another", err)
}

// UpdateView replaces what a modal shows.
func (o *Sender) UpdateView(ctx context.Context, view slack.ModalViewRequest, to ViewRef) (ViewRef, error) {
	ref, err := refOf(o.api.UpdateViewContext(ctx, view, to.ExternalID, to.Hash, to.ID))
	return ref, wrapError("updating a modal", err)
}
