package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/message/blockkit"
	"github.com/slack-go/slack"
)

const (
	// ackLasts is how long Slack waits for an ack. One that comes later changes nothing.
	ackLasts = 3 * time.Second

	// firstPause is waited for an ack that the answer has overtaken; each further pause is twice as long.
	firstPause = 100 * time.Millisecond
)

// A formReply answers a modal that was submitted, or a click in one.
type formReply struct {
	out   *outbox
	view  string
	title string
	address
	closed bool // by the ack

	mu      sync.Mutex
	waiting string    // external_id of "working on it" until that was replaced
	acked   time.Time // by the real clock
	sent    posted    // the direct message that was sent instead of the modal or beside it
}

// working returns the modal that an ack shows meanwhile. The ack travels on the socket and the answer does not, so a quick answer can reach Slack
// first (observed), and then the ack would take it away. So this modal has a name of its own, by which the answer finds it only once it is there.
func (r *formReply) working(msg blockkit.Message) slack.ModalViewRequest {
	r.waiting, r.acked = rand.Text(), time.Now()
	view := r.modal(msg)
	view.ExternalID = r.waiting
	return view
}

func (r *formReply) Show(ctx context.Context, msg blockkit.Message) error {
	msg = r.out.fit(msg)
	err := r.update(ctx, r.modal(msg))
	if errors.Is(err, ErrFormClosed) {
		return r.direct(ctx, msg)
	}
	return err
}

// Open puts the form in the place of what the modal shows. Slack does not promise that a second modal opens over one (Bolt's maintainers, in
// bolt-js#1827), and those that are pushed on top of each other end at three.
func (r *formReply) Open(ctx context.Context, form slack.ModalViewRequest) error {
	return r.update(ctx, form)
}

func (r *formReply) Keep(ctx context.Context, msg blockkit.Message) (bool, error) {
	r.mu.Lock()
	sent := r.sent.ts != ""
	r.mu.Unlock()
	if sent {
		return false, nil
	}
	err := r.direct(ctx, r.out.fit(msg))
	return err == nil, err
}

// direct sends msg, which fits, as a direct message; what comes later replaces it.
func (r *formReply) direct(ctx context.Context, msg blockkit.Message) (err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.sent.ts != "" {
		_, _, _, err = r.out.api.UpdateMessageContext(ctx, r.sent.channel, r.sent.ts, options(msg)...)
		return wrap("updating a direct message", err)
	}
	r.sent, err = r.out.direct(ctx, r.user, msg)
	return err
}

func (r *formReply) update(ctx context.Context, view slack.ModalViewRequest) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return ErrFormClosed
	}
	if r.replaceWaiting(ctx, view) {
		return nil
	}
	return r.replace(ctx, view, "", r.view)
}

// replaceWaiting puts view in the place of what the ack shows, and waits for the ack as long as it may still come; false when it is not there.
func (r *formReply) replaceWaiting(ctx context.Context, view slack.ModalViewRequest) bool {
	name := r.waiting
	r.waiting = ""
	if name == "" {
		return false
	}
	for pause := firstPause; ; pause *= 2 {
		err := r.replace(ctx, view, name, "")
		if !errors.Is(err, ErrFormClosed) || time.Since(r.acked) > ackLasts || sleep(ctx, pause) != nil {
			return err == nil
		}
	}
}

func (r *formReply) replace(ctx context.Context, view slack.ModalViewRequest, externalID, viewID string) error {
	_, err := r.out.api.UpdateViewContext(ctx, view, externalID, "", viewID)
	switch slackCode(err) {
	case "not_found", "view_not_found", "view_closed", "no_view":
		return ErrFormClosed
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
