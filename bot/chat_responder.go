package bot

import (
	"context"
	"errors"
	"sync"

	"github.com/mayarbot/mayarbot/message/blockkit"
	"github.com/slack-go/slack"
)

// A spokenReply answers what was said without a slash. Slack gives no response_url and no trigger for that, so the answer is an ephemeral message,
// which cannot be changed, and a form is opened by a button.
type spokenReply struct {
	out *outbox
	address
	thread string
	form   blockkit.Message // with the button
	unkept
}

func (r *spokenReply) Show(ctx context.Context, msg blockkit.Message) error {
	return r.out.ephemeral(ctx, r.address, r.out.fit(msg), r.thread)
}

func (r *spokenReply) Share(ctx context.Context, msg blockkit.Message) error {
	_, err := r.out.public(ctx, r.channel, r.out.fit(msg))
	return err
}

func (r *spokenReply) tell(ctx context.Context, msg blockkit.Message) error { return r.Show(ctx, msg) }

// Open shows the button that opens the form.
func (r *spokenReply) Open(ctx context.Context, _ slack.ModalViewRequest) error {
	return r.Show(ctx, r.form)
}

// firstAndLast calls run with a Responder whose messages cannot be replaced: it shows the first message at once and, when run is done, the last.
func firstAndLast(reply Responder, run func(Responder) error) error {
	limited := &firstLast{Responder: reply}
	err := run(limited)
	return errors.Join(err, limited.finish())
}

type firstLast struct {
	Responder
	mu    sync.Mutex
	shown bool
	last  func() error // nil when there is nothing left to show
}

func (r *firstLast) Show(ctx context.Context, msg blockkit.Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shown {
		r.last = func() error { return r.Responder.Show(ctx, msg) }
		return nil
	}
	err := r.Responder.Show(ctx, msg)
	r.shown = err == nil
	return err
}

func (r *firstLast) finish() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last == nil {
		return nil
	}
	return r.last()
}
