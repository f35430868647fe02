package bot

import (
	"context"
	"errors"
	"sync"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/slack-go/slack"
)

// A chatResponder answers a message without a slash. Slack gives neither a response_url nor a
// trigger for it, so the answer is an ephemeral message, which cannot be replaced, and a form is
// opened by a button.
type chatResponder struct {
	sender *slackapi.Sender
	slackapi.Recipient
	thread string
	form   blockkit.Message // with the button
	noDMCopy
}

func (r *chatResponder) Reply(ctx context.Context, msg blockkit.Message) error {
	return r.sender.SendEphemeral(ctx, r.Recipient, r.sender.Fit(msg), r.thread)
}

func (r *chatResponder) PostPublic(ctx context.Context, msg blockkit.Message) error {
	_, err := r.sender.SendToChannel(ctx, r.Channel, r.sender.Fit(msg))
	return err
}

func (r *chatResponder) notify(ctx context.Context, msg blockkit.Message) error {
	return r.Reply(ctx, msg)
}

// OpenModal shows the button that opens the form.
func (r *chatResponder) OpenModal(ctx context.Context, _ slack.ModalViewRequest) error {
	return r.Reply(ctx, r.form)
}

// PushModal shows the button that opens the form.
func (r *chatResponder) PushModal(ctx context.Context, form slack.ModalViewRequest) error {
	return r.OpenModal(ctx, form)
}

// UpdateModal fails: a message has opened none.
func (r *chatResponder) UpdateModal(context.Context, slack.ModalViewRequest) error {
	return ErrFormClosed
}

// showFirstAndLast calls run with a Responder whose messages cannot be replaced: it shows the first
// message at once and, when run is done, the last one.
func showFirstAndLast(reply Responder, run func(Responder) error) error {
	limited := &firstLastResponder{Responder: reply}
	err := run(limited)
	return errors.Join(err, limited.finish())
}

type firstLastResponder struct {
	Responder
	mu    sync.Mutex
	shown bool
	last  func() error // nil when there is nothing left to show
}

func (r *firstLastResponder) Reply(ctx context.Context, msg blockkit.Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shown {
		r.last = func() error { return r.Responder.Reply(ctx, msg) }
		return nil
	}
	err := r.Responder.Reply(ctx, msg)
	r.shown = err == nil
	return err
}

func (r *firstLastResponder) finish() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last == nil {
		return nil
	}
	return r.last()
}
