package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/mayarbot/mayarbot/message/blockkit"
	"github.com/slack-go/slack"
)

// An outbox sends what the bot says, every way there is.
type outbox struct {
	api    *slack.Client
	post   func(*http.Request) (*http.Response, error)
	apiURL string
	pace   postPace
	more   func(n int) string
	now    func() time.Time
}

// An address is where one person reads what is said to them alone.
type address struct {
	channel string // "" for forms
	user    string
}

// fit cuts msg to what Slack takes.
func (o *outbox) fit(msg blockkit.Message) blockkit.Message { return blockkit.Fit(msg, o.more) }

// url returns the response_url behind address.
func (o *outbox) url(address string) *responseURL {
	u := &responseURL{post: o.post, now: o.now, born: o.now()}
	if mayPost(address, o.apiURL) {
		u.address = address
	}
	return u
}

// private shows msg to one person: through the response_url, or when that brings nothing as a new ephemeral message, or when that cannot be as a direct
// message. Where it is not known whether the response_url brought it, it is shown again: one person who reads it twice is better off than one who waits.
func (o *outbox) private(ctx context.Context, url *responseURL, to address, msg blockkit.Message, replace bool) error {
	msg = o.fit(msg)
	err := url.send(ctx, hookMessage{Text: msg.Text, Blocks: msg.Blocks, ResponseType: slack.ResponseTypeEphemeral, ReplaceOriginal: replace})
	if err == nil || ctx.Err() != nil || unsendable[slackCode(err)] {
		o.pace.count(to.channel)
		return err
	}
	return o.ephemeral(ctx, to, msg, "")
}

// unsendable are Slack's errors about a message itself, which it does not take anywhere.
var unsendable = map[string]bool{
	"invalid_blocks": true, "invalid_blocks_format": true, "invalid_attachments": true, "invalid_payload": true, "invalid_arguments": true,
	"msg_blocks_too_long": true, "msg_too_long": true, "no_text": true,
}

// ephemeral posts msg, which fits, for one person in the channel, in a thread unless that is "", or in a direct message.
func (o *outbox) ephemeral(ctx context.Context, to address, msg blockkit.Message, thread string) error {
	if to.channel != "" {
		where := options(msg)
		if thread != "" {
			where = append(where, slack.MsgOptionTS(thread))
		}
		_, err := o.api.PostEphemeralContext(ctx, to.channel, to.user, where...)
		if thread != "" && noThread(err) {
			_, err = o.api.PostEphemeralContext(ctx, to.channel, to.user, options(msg)...)
		}
		if !elsewhere(err) {
			o.pace.count(to.channel)
			return wrap("posting an ephemeral message", err)
		}
	}
	_, err := o.direct(ctx, to.user, msg)
	return err
}

// elsewhere reports whether Slack refused a message because of its channel, so that it may take it as a direct message: the bot or the person is not
// there, or it is archived, or only some may post. Slack has many names for that.
func elsewhere(err error) bool {
	code := slackCode(err)
	return code == "no_permission" || code != "" && permanent[code] == "" && !unsendable[code]
}

// posted is a message in a conversation.
type posted struct{ channel, ts string }

// noThread reports whether there is nothing any more that could be answered in a thread.
func noThread(err error) bool {
	code := slackCode(err)
	return code == "thread_not_found" || code == "message_not_found" || code == "cannot_reply_to_message"
}

// direct sends msg, which fits, as a direct message.
func (o *outbox) direct(ctx context.Context, user string, msg blockkit.Message) (posted, error) {
	im, _, _, err := o.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
	if err != nil {
		return posted{}, wrap("opening a direct message", err)
	}
	ts, err := o.public(ctx, im.ID, msg)
	return posted{im.ID, ts}, err
}

// share posts msg for everybody in the channel of a command or click, where the bot need not be a member.
func (o *outbox) share(ctx context.Context, url *responseURL, channel string, msg blockkit.Message) error {
	if channel == "" {
		return ErrNoChannel
	}
	msg = o.fit(msg)
	if err := o.pace.wait(ctx, channel); err != nil {
		return err
	}
	err := url.send(ctx, hookMessage{Text: msg.Text, Blocks: msg.Blocks, ResponseType: slack.ResponseTypeInChannel})
	if errors.Is(err, errSpent) {
		_, _, err = o.api.PostMessageContext(ctx, channel, options(msg)...)
		err = wrap("posting to the channel", err)
	}
	return err
}

// public posts msg, which fits, to a channel in its turn.
func (o *outbox) public(ctx context.Context, channel string, msg blockkit.Message) (ts string, err error) {
	if err := o.pace.wait(ctx, channel); err != nil {
		return "", err
	}
	_, ts, err = o.api.PostMessageContext(ctx, channel, options(msg)...)
	return ts, wrap("posting to a channel", err)
}

func options(msg blockkit.Message) []slack.MsgOption {
	options := []slack.MsgOption{slack.MsgOptionText(msg.Text, false), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl()}
	if len(msg.Blocks) > 0 {
		options = append(options, slack.MsgOptionBlocks(msg.Blocks...))
	}
	return options
}

func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
