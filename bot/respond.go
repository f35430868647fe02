package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/message/blockkit"
	"github.com/slack-go/slack"
)

// settle is how long after the ack of a form its modal is left alone. The ack travels on the socket and the answer does not, so a quick answer can
// reach Slack first (observed), and then the ack, which closes the modal or says "working on it", would take the answer away.
const settle = 200 * time.Millisecond

// triggerAge is how long Slack lets a form be opened.
const triggerAge = 3 * time.Second

// A commandReply answers a slash command.
type commandReply struct {
	out *outbox
	url *responseURL
	address
	opener

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

// A formReply answers a modal that was submitted, or a click in one.
type formReply struct {
	out    *outbox
	view   string
	title  string
	settle time.Time // the modal is left alone until then
	address
}

func (r *formReply) Show(ctx context.Context, msg blockkit.Message) error {
	msg = r.out.fit(msg)
	err := r.update(ctx, r.modal(msg))
	if errors.Is(err, errClosed) {
		return r.out.direct(ctx, r.user, msg)
	}
	return err
}

// Open puts the form in the place of what the modal shows. Slack does not promise that a second modal opens over one (Bolt's maintainers, in
// bolt-js#1827), and those that are pushed on top of each other end at three.
func (r *formReply) Open(ctx context.Context, form slack.ModalViewRequest) error {
	err := r.update(ctx, form)
	if errors.Is(err, errClosed) {
		return nil // Whoever closed it does not want the form any more.
	}
	return err
}

// errClosed is a modal that the person has closed.
var errClosed = errors.New("the modal was closed")

func (r *formReply) update(ctx context.Context, view slack.ModalViewRequest) error {
	if err := sleep(ctx, r.settle.Sub(r.out.now())); err != nil {
		return err
	}
	_, err := r.out.api.UpdateViewContext(ctx, view, "", "", r.view)
	switch slackCode(err) {
	case "not_found", "view_not_found", "view_closed", "no_view":
		return errClosed
	}
	return wrap("updating a modal", err)
}

// Share fails: a form carries no channel.
func (r *formReply) Share(context.Context, blockkit.Message) error { return ErrNoChannel }

func (r *formReply) tell(ctx context.Context, msg blockkit.Message) error { return r.Show(ctx, msg) }

// modal returns the view that shows msg, which fits, in place of the form.
func (r *formReply) modal(msg blockkit.Message) slack.ModalViewRequest {
	blocks := msg.Blocks
	if len(blocks) == 0 {
		blocks = []slack.Block{slack.NewSectionBlock(blockkit.Verbatim(msg.Text), nil, nil)}
	}
	return slack.ModalViewRequest{Type: slack.VTModal, Title: blockkit.Plain(r.title), Blocks: slack.Blocks{BlockSet: blocks}}
}

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
