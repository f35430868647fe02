package bot

import (
	"context"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/message/blockkit"
	"github.com/slack-go/slack"
)

// triggerAge is how long Slack lets a form be opened.
const triggerAge = 3 * time.Second

// A commandReply answers a slash command.
type commandReply struct {
	out *outbox
	url *responseURL
	address
	opener
	unkept

	mu    sync.Mutex
	shown bool
}

func (r *commandReply) Show(ctx context.Context, msg blockkit.Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	// Slack never replaces the command itself, so the first answer is a message of its own.
	err := r.out.private(ctx, r.url, r.address, msg, r.shown)
	r.shown = r.shown || err == nil
	return err
}

func (r *commandReply) Share(ctx context.Context, msg blockkit.Message) error {
	return r.out.share(ctx, r.url, r.channel, msg)
}

func (r *commandReply) tell(ctx context.Context, msg blockkit.Message) error { return r.Show(ctx, msg) }

// A clickReply answers a click on a message.
type clickReply struct {
	out    *outbox
	url    *responseURL
	public bool // everybody sees the message: an answer for one person must not take its place
	address
	opener
	unkept
}

func (r *clickReply) Show(ctx context.Context, msg blockkit.Message) error {
	return r.out.private(ctx, r.url, r.address, msg, !r.public)
}

func (r *clickReply) Share(ctx context.Context, msg blockkit.Message) error {
	return r.out.share(ctx, r.url, r.channel, msg)
}

// tell leaves the message with the button alone: it may be everybody's, and it may be worth keeping.
func (r *clickReply) tell(ctx context.Context, msg blockkit.Message) error {
	return r.out.private(ctx, r.url, r.address, msg, false)
}

// unkept is a Responder's Keep where what is shown cannot be closed.
type unkept struct{}

func (unkept) Keep(context.Context, blockkit.Message) (bool, error) { return false, nil }

// An opener opens a form over what the person sees.
type opener struct {
	box     *outbox
	trigger string
}

func (o opener) Open(ctx context.Context, form slack.ModalViewRequest) error {
	ctx, cancel := context.WithTimeout(ctx, triggerAge)
	defer cancel()
	_, err := o.box.api.OpenViewContext(ctx, o.trigger, form)
	switch slackCode(err) {
	case "expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired", "trigger_exchanged":
		return ErrTriggerExpired
	}
	return wrap("opening a form", err)
}
