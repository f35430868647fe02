package unpaid

import (
	"context"
	"errors"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

const (
	// unshareWindow is how long the person who shared a list can take it back.
	unshareWindow = 10 * time.Minute

	// shareDedupWindow is how long the same buttons do not share a list twice.
	shareDedupWindow = 24 * time.Hour

	shareMetadata = "mayarbot_share"
)

// A Publisher posts for everybody, and deletes. Its errors are *slackapi.PostError.
type Publisher interface {
	Publish(
		ctx context.Context, channel string, msg blockkit.Message, metadata slackapi.Metadata,
	) (ts string, err error)
	MetadataOf(ctx context.Context, channel, ts string) (metadata slackapi.Metadata, found bool, err error)
	Delete(ctx context.Context, channel, ts string) error
}

// Once lets something be done once among all replicas.
type Once interface {
	First(ctx context.Context, id string, lasts time.Duration) (bool, error)
	Forget(ctx context.Context, id string) error
}

// share posts the list. Slack asked for confirmation before it sent the click. If people of another
// company read the channel, an admin has to confirm once more.
func (h *Handler) share(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	key, state, err := message.ParseShare(req.Value)
	if err != nil {
		return err
	}
	strangers, err := h.mayShare(ctx, req)
	switch {
	case err != nil:
		return err
	case !strangers:
		return h.publish(ctx, key, state, req, responder)
	}
	req.AuditDetail = "share: asked, people of another company read along"
	h.updates.cancel(shownList{req.User.ID, state.ListID})
	return responder.Reply(ctx, h.Renderer.AskPublish(message.AskPublish{
		What: message.PublishList, Channel: req.Channel, Value: req.Value, Cancel: state.Value(),
	}))
}

// mayShare returns nil if the person may publish in the channel and is still in it: they keep the
// list that they saw when they leave.
func (h *Handler) mayShare(ctx context.Context, req *bot.Request) (strangers bool, err error) {
	if strangers, err = h.Rule.Check(ctx, req.Channel, req.User.ID, message.OpUnpaid); err != nil {
		return strangers, err
	}
	member, err := h.Rule.Channels.Member(ctx, req.Channel, req.User.ID)
	switch {
	case usererr.IsTemporary(err):
		return strangers, &usererr.Error{Op: message.OpUnpaid, Err: err}
	case err != nil || !member:
		return strangers, &usererr.Error{
			Kind: message.ProblemNotInChannel, Op: message.OpUnpaid, Example: "/unpaid", Err: err,
		}
	}
	return strangers, nil
}

// shareConfirmed posts the list after an admin confirmed that people of another company may read
// it. The person and the channel are checked again.
func (h *Handler) shareConfirmed(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	key, state, err := message.ParseShare(req.Value)
	if err != nil {
		return err
	}
	if _, err := h.mayShare(ctx, req); err != nil {
		return err
	}
	return h.publish(ctx, key, state, req, responder)
}

// publish posts the first rows of the list, masked, to the channel of the click, whichever page the
// person sees.
func (h *Handler) publish(
	ctx context.Context, key string, state message.UnpaidState, req *bot.Request, responder bot.Responder,
) error {
	page, err := h.readPage(ctx, state)
	if err != nil {
		return err
	}
	if page.Query.Status == receivables.StatusPaid {
		return message.ErrUnpaidState // who paid is private, and its list has no such button
	}
	first := page
	if page.Number > 1 {
		state.Page = 1
		if first, err = h.readPage(ctx, state); err != nil {
			return err
		}
	}
	id := "share " + req.User.ID + " " + req.Channel + " " + key
	isFirst, err := h.Once.First(ctx, id, shareDedupWindow)
	if err != nil {
		return err
	}
	page.Shared, page.AlreadyShared = true, !isFirst
	if isFirst {
		page.SharedTS, err = h.post(ctx, h.Renderer.UnpaidShared(first, req.User.ID), req, responder)
		if err != nil {
			return h.notShared(ctx, id, err)
		}
		req.AuditDetail = "share " + page.SharedTS
	}
	h.updates.cancel(shownList{req.User.ID, state.ListID})
	return responder.Reply(ctx, h.render(page))
}

// post posts for everybody. In a public channel without the bot ts is empty: there it posts by the
// response URL, and Slack does not say which message that is.
func (h *Handler) post(
	ctx context.Context, msg blockkit.Message, req *bot.Request, responder bot.Responder,
) (ts string, err error) {
	metadata := slackapi.Metadata{
		Type:    shareMetadata,
		Payload: map[string]any{"by": req.User.ID, "at": h.Now().UTC().Format(time.RFC3339)},
	}
	ts, err = h.Publisher.Publish(ctx, req.Channel, msg, metadata)
	if postErr, ok := errors.AsType[*slackapi.PostError](err); ok && postErr.Code == "not_in_channel" {
		return "", responder.PostPublic(ctx, msg)
	}
	return ts, err
}

// notShared allows another try, unless the message may be in the channel all the same.
func (h *Handler) notShared(ctx context.Context, id string, err error) error {
	postErr, isPost := errors.AsType[*slackapi.PostError](err)
	if isPost && !postErr.NotPosted() || errors.Is(err, bot.ErrSlackTimeout) {
		return &usererr.Error{Kind: message.ProblemShareAmbiguous, Op: message.OpUnpaid, Err: err}
	}
	if forget := h.Once.Forget(context.WithoutCancel(ctx), id); forget != nil {
		err = errors.Join(err, forget)
	}
	if isPost && !postErr.Permanent() {
		return &usererr.Error{Op: message.OpUnpaid, Err: err}
	}
	return &usererr.Error{Kind: message.ProblemCouldNotShare, Op: message.OpUnpaid, Err: err}
}

// unshare deletes a list that the person shared less than ten minutes ago. The message's metadata,
// which only the bot can write, says who shared it and when, also after a restart.
func (h *Handler) unshare(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	ts, state, err := message.ParseUnshare(req.Value)
	if err != nil {
		return err
	}
	if err := h.deleteShared(ctx, ts, req); err != nil {
		return err
	}
	req.AuditDetail = "take back " + ts
	page, err := h.readPage(ctx, state)
	if err != nil {
		return err
	}
	page.ShareKey, page.Unshared = req.Ref, true
	return responder.Reply(ctx, h.render(page))
}

func (h *Handler) deleteShared(ctx context.Context, ts string, req *bot.Request) error {
	metadata, found, err := h.Publisher.MetadataOf(ctx, req.Channel, ts)
	if err != nil {
		return &usererr.Error{Op: message.OpUnpaid, Err: err}
	}
	if !found {
		return nil // somebody deleted it
	}
	if metadata.Type != shareMetadata || metadata.Payload["by"] != req.User.ID {
		return &usererr.Error{Kind: message.ProblemNotYourShare, Op: message.OpUnpaid}
	}
	text, _ := metadata.Payload["at"].(string)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || h.Now().Sub(at) > unshareWindow {
		return &usererr.Error{Kind: message.ProblemUnshareTooLate, Op: message.OpUnpaid}
	}
	if err := h.Publisher.Delete(ctx, req.Channel, ts); err != nil {
		return &usererr.Error{Op: message.OpUnpaid, Err: err}
	}
	return nil
}
