package bot

import (
	"context"
	"errors"
	"fmt"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/slack-go/slack"
)

// A handlerResponder is the Responder of a handler. It marks timeouts as Slack's.
type handlerResponder struct{ Responder }

func (r handlerResponder) Reply(ctx context.Context, msg blockkit.Message) error {
	return markSlackTimeout(r.Responder.Reply(ctx, msg))
}

func (r handlerResponder) PostPublic(ctx context.Context, msg blockkit.Message) error {
	return markSlackTimeout(r.Responder.PostPublic(ctx, msg))
}

func (r handlerResponder) OpenModal(ctx context.Context, form slack.ModalViewRequest) error {
	return markSlackTimeout(r.Responder.OpenModal(ctx, form))
}

func (r handlerResponder) PushModal(ctx context.Context, form slack.ModalViewRequest) error {
	return markSlackTimeout(r.Responder.PushModal(ctx, form))
}

func (r handlerResponder) UpdateModal(ctx context.Context, view slack.ModalViewRequest) error {
	return markSlackTimeout(r.Responder.UpdateModal(ctx, view))
}

func (r handlerResponder) CopyToDM(ctx context.Context, msg blockkit.Message) (kept bool, err error) {
	kept, err = r.Responder.CopyToDM(ctx, msg)
	return kept, markSlackTimeout(err)
}

// markSlackTimeout marks a timeout as Slack's, to tell it from Mayar's.
func markSlackTimeout(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", ErrSlackTimeout, err)
	}
	return err
}
