package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/slack-go/slack"
)

const (
	// ackLifetime is how long Slack waits for an ack. A later one has no effect.
	ackLifetime = 3 * time.Second

	// firstAckPause is the wait for an ack that the answer has overtaken; each further pause is
	// twice as long.
	firstAckPause = 100 * time.Millisecond
)

// A modalResponder answers a modal that was submitted, or a click in one.
type modalResponder struct {
	sender  *slackapi.Sender
	view    string
	title   string
	trigger string
	shown   shownModal // that was clicked in, or is below the form
	slackapi.Recipient
	closed bool // by the ack

	mu        sync.Mutex
	workingID string               // external_id of the "working" modal until it is replaced
	ackedAt   time.Time            // by the real clock
	sent      slackapi.SentMessage // the direct message sent instead of the modal or as a copy
}

// workingModal returns the modal that the ack shows meanwhile. The ack travels on the socket and
// the answer does not, so a quick answer can reach Slack first (observed), and then the ack would
// replace it. So this modal has an external id of its own, and the answer replaces that id only
// once it exists.
func (r *modalResponder) workingModal(msg blockkit.Message) slack.ModalViewRequest {
	r.workingID, r.ackedAt = rand.Text(), time.Now()
	view := r.modal(msg)
	view.ExternalID = r.workingID
	return view
}

func (r *modalResponder) Reply(ctx context.Context, msg blockkit.Message) error {
	msg = r.sender.Fit(msg)
	err := r.update(ctx, r.modal(msg))
	if errors.Is(err, ErrFormClosed) {
		return r.sendDM(ctx, msg)
	}
	return err
}

// OpenModal replaces what the modal shows. Slack does not promise that a second modal opens over
// one (Bolt's maintainers, in bolt-js#1827), and at most three can be stacked.
func (r *modalResponder) OpenModal(ctx context.Context, form slack.ModalViewRequest) error {
	return r.update(ctx, form)
}

// PushModal opens a form over the modal, as the answer to a click in it.
func (r *modalResponder) PushModal(ctx context.Context, form slack.ModalViewRequest) error {
	ctx, cancel := context.WithTimeout(ctx, triggerAge)
	defer cancel()
	return viewError(triggerError(r.sender.PushView(ctx, r.trigger, form)))
}

func (r *modalResponder) UpdateModal(ctx context.Context, view slack.ModalViewRequest) error {
	return r.shown.update(ctx, r.sender, view)
}

func (r *modalResponder) CopyToDM(ctx context.Context, msg blockkit.Message) (bool, error) {
	r.mu.Lock()
	sent := r.sent.TS != ""
	r.mu.Unlock()
	if sent {
		return false, nil
	}
	err := r.sendDM(ctx, r.sender.Fit(msg))
	return err == nil, err
}

// sendDM sends msg, which fits, as a direct message; the next one replaces it.
func (r *modalResponder) sendDM(ctx context.Context, msg blockkit.Message) (err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.sent.TS != "" {
		return r.sender.UpdateDM(ctx, r.sent, msg)
	}
	r.sent, err = r.sender.SendDM(ctx, r.User, msg)
	return err
}

func (r *modalResponder) update(ctx context.Context, view slack.ModalViewRequest) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return ErrFormClosed
	}
	if r.replaceWorking(ctx, view) {
		return nil
	}
	return r.updateView(ctx, view, slackapi.ViewRef{ID: r.view})
}

// replaceWorking replaces what the ack shows, and waits for the ack as long as it may still come;
// false when there is nothing to replace.
func (r *modalResponder) replaceWorking(ctx context.Context, view slack.ModalViewRequest) bool {
	name := r.workingID
	r.workingID = ""
	if name == "" {
		return false
	}
	for pause := firstAckPause; ; pause *= 2 {
		err := r.updateView(ctx, view, slackapi.ViewRef{ExternalID: name})
		if !errors.Is(err, ErrFormClosed) || time.Since(r.ackedAt) > ackLifetime || slackapi.Sleep(ctx, pause) != nil {
			return err == nil
		}
	}
}

func (r *modalResponder) updateView(ctx context.Context, view slack.ModalViewRequest, to slackapi.ViewRef) error {
	_, err := r.sender.UpdateView(ctx, view, to)
	return viewError(err)
}

// PostPublic fails: a form carries no channel.
func (r *modalResponder) PostPublic(context.Context, blockkit.Message) error { return ErrNoChannel }

func (r *modalResponder) notify(ctx context.Context, msg blockkit.Message) error {
	return r.Reply(ctx, msg)
}

// modal returns the view that shows msg, which fits, in place of the form.
func (r *modalResponder) modal(msg blockkit.Message) slack.ModalViewRequest {
	blocks := msg.Blocks
	if len(blocks) == 0 {
		blocks = []slack.Block{slack.NewSectionBlock(blockkit.Verbatim(msg.Text), nil, nil)}
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: blockkit.Plain(r.title), Blocks: slack.Blocks{BlockSet: blocks},
	}
}
