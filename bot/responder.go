package bot

import (
	"context"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/slack-go/slack"
)

// triggerAge is how long Slack lets a form be opened.
const triggerAge = 3 * time.Second

// A commandResponder answers a slash command.
type commandResponder struct {
	sender *slackapi.Sender
	url    *slackapi.ResponseURL
	slackapi.Recipient
	modalOpener
	noDMCopy

	mu    sync.Mutex
	shown bool
}

func (r *commandResponder) Reply(ctx context.Context, msg blockkit.Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	// Slack never replaces the command itself, so the first answer is a message of its own.
	err := r.sender.SendPrivate(ctx, r.url, r.Recipient, msg, r.shown)
	r.shown = r.shown || err == nil
	return err
}

func (r *commandResponder) PostPublic(ctx context.Context, msg blockkit.Message) error {
	return postPublic(ctx, r.sender, r.url, r.Channel, msg)
}

func (r *commandResponder) notify(ctx context.Context, msg blockkit.Message) error {
	return r.Reply(ctx, msg)
}

// A clickResponder answers a click on a message.
type clickResponder struct {
	sender *slackapi.Sender
	url    *slackapi.ResponseURL
	public bool // everybody sees the message, so a private answer must not replace it
	slackapi.Recipient
	modalOpener
	noDMCopy
}

func (r *clickResponder) Reply(ctx context.Context, msg blockkit.Message) error {
	return r.sender.SendPrivate(ctx, r.url, r.Recipient, msg, !r.public)
}

func (r *clickResponder) PostPublic(ctx context.Context, msg blockkit.Message) error {
	return postPublic(ctx, r.sender, r.url, r.Channel, msg)
}

// notify leaves the message with the button: everybody may see it, or it may be worth keeping.
func (r *clickResponder) notify(ctx context.Context, msg blockkit.Message) error {
	return r.sender.SendPrivate(ctx, r.url, r.Recipient, msg, false)
}

// postPublic posts msg for everybody in the channel of a command or click.
func postPublic(
	ctx context.Context, sender *slackapi.Sender, url *slackapi.ResponseURL, channel string, msg blockkit.Message,
) error {
	if channel == "" {
		return ErrNoChannel
	}
	return sender.SendInChannel(ctx, url, channel, msg)
}

// noDMCopy is CopyToDM for answers that cannot be closed.
type noDMCopy struct{}

func (noDMCopy) CopyToDM(context.Context, blockkit.Message) (bool, error) { return false, nil }

// A modalOpener opens a form with a trigger, and can replace it later.
type modalOpener struct {
	sender  *slackapi.Sender
	trigger string
	opened  shownModal
}

func (o *modalOpener) OpenModal(ctx context.Context, form slack.ModalViewRequest) error {
	ctx, cancel := context.WithTimeout(ctx, triggerAge)
	defer cancel()
	opened, err := o.sender.OpenView(ctx, o.trigger, form)
	if err == nil {
		o.opened.set(opened)
	}
	return triggerError(err)
}

func (o *modalOpener) PushModal(ctx context.Context, form slack.ModalViewRequest) error {
	return o.OpenModal(ctx, form)
}

func (o *modalOpener) UpdateModal(ctx context.Context, view slack.ModalViewRequest) error {
	return o.opened.update(ctx, o.sender, view)
}

// triggerError tells an expired trigger from other errors.
func triggerError(err error) error {
	switch slackapi.ErrorCode(err) {
	case "expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired", "trigger_exchanged":
		return ErrTriggerExpired
	}
	return err
}
