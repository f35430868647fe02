package bot

import (
	"context"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/slack-go/slack"
)

// triggerAge is how long Slack lets a form be opened.
const triggerAge = 3 * time.Second

// A commandResponder answers a slash command.
type commandResponder struct {
	sender *sender
	url    *responseURL
	recipient
	modalOpener
	noDMCopy

	mu    sync.Mutex
	shown bool
}

func (r *commandResponder) Reply(ctx context.Context, msg blockkit.Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	// Slack never replaces the command itself, so the first answer is a message of its own.
	err := r.sender.sendPrivate(ctx, r.url, r.recipient, msg, r.shown)
	r.shown = r.shown || err == nil
	return err
}

func (r *commandResponder) PostPublic(ctx context.Context, msg blockkit.Message) error {
	return r.sender.sendInChannel(ctx, r.url, r.channel, msg)
}

func (r *commandResponder) notify(ctx context.Context, msg blockkit.Message) error {
	return r.Reply(ctx, msg)
}

// A clickResponder answers a click on a message.
type clickResponder struct {
	sender *sender
	url    *responseURL
	public bool // everybody sees the message, so a private answer must not replace it
	recipient
	modalOpener
	noDMCopy
}

func (r *clickResponder) Reply(ctx context.Context, msg blockkit.Message) error {
	return r.sender.sendPrivate(ctx, r.url, r.recipient, msg, !r.public)
}

func (r *clickResponder) PostPublic(ctx context.Context, msg blockkit.Message) error {
	return r.sender.sendInChannel(ctx, r.url, r.channel, msg)
}

// notify leaves the message with the button: everybody may see it, or it may be worth keeping.
func (r *clickResponder) notify(ctx context.Context, msg blockkit.Message) error {
	return r.sender.sendPrivate(ctx, r.url, r.recipient, msg, false)
}

// noDMCopy is CopyToDM for answers that cannot be closed.
type noDMCopy struct{}

func (noDMCopy) CopyToDM(context.Context, blockkit.Message) (bool, error) { return false, nil }

// A modalOpener opens a form with a trigger.
type modalOpener struct {
	sender  *sender
	trigger string
}

func (o modalOpener) OpenModal(ctx context.Context, form slack.ModalViewRequest) error {
	ctx, cancel := context.WithTimeout(ctx, triggerAge)
	defer cancel()
	_, err := o.sender.api.OpenViewContext(ctx, o.trigger, form)
	switch slackCode(err) {
	case "expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired", "trigger_exchanged":
		return ErrTriggerExpired
	}
	return wrapError("opening a form", err)
}
