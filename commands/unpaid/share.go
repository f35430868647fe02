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
	// takeBackWindow is for how long a shared list can be taken back by who shared it.
	takeBackWindow = 10 * time.Minute

	// shareDedupWindow is for how long a list that was shared is not shared again from the same
	// showing: as long as its buttons may stay.
	shareDedupWindow = 24 * time.Hour

	shareMetadata = "mayarbot_share"
)

// Publisher posts for everybody, and takes back. [bot.Bot] answers, its errors are *slackapi.PostError.
type Publisher interface {
	Publish(ctx context.Context, channel string, msg blockkit.Message, mark slackapi.Metadata) (ts string, err error)
	MetadataOf(ctx context.Context, channel, ts string) (mark slackapi.Metadata, found bool, err error)
	Delete(ctx context.Context, channel, ts string) error
}

// Once lets something be done once, whichever replica is asked for it.
type Once interface {
	First(ctx context.Context, id string, lasts time.Duration) (bool, error)
	Forget(ctx context.Context, id string) error
}

// share posts the list, as the button says that Slack has asked about. In a channel that people of
// another company read, an admin is asked once more.
func (u *Handler) share(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	showing, state, err := message.ParseShare(req.Value)
	if err != nil {
		return err
	}
	strangers, err := u.mayShare(ctx, req)
	switch {
	case err != nil:
		return err
	case !strangers:
		return u.publish(ctx, showing, state, req, responder)
	}
	req.AuditDetail = "share: asked, people of another company read along"
	u.pending.cancel(listPlace{req.User.ID, state.ListID})
	return responder.Reply(ctx, u.Writer.AskPublish(message.AskPublish{
		What: message.PublishList, Channel: req.Channel, Value: req.Value, Cancel: state.Value(),
	}))
}

// mayShare returns nil when the person may publish in the channel, and is still in it: what was
// shown to them alone stays when they have left.
func (u *Handler) mayShare(ctx context.Context, req *bot.Request) (strangers bool, err error) {
	if strangers, err = u.Rule.Check(ctx, req.Channel, req.User.ID, message.OpUnpaid); err != nil {
		return strangers, err
	}
	member, err := u.Rule.Channels.Member(ctx, req.Channel, req.User.ID)
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

// shareConfirmed posts the list after an admin has said that people of another company may read it.
// Who presses, and what the channel is, is asked anew.
func (u *Handler) shareConfirmed(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	showing, state, err := message.ParseShare(req.Value)
	if err != nil {
		return err
	}
	if _, err := u.mayShare(ctx, req); err != nil {
		return err
	}
	return u.publish(ctx, showing, state, req, responder)
}

// publish posts the first rows of the list, masked, into the channel where the button was clicked,
// whichever page its reader is on.
func (u *Handler) publish(
	ctx context.Context, showing string, state message.UnpaidState, req *bot.Request, responder bot.Responder,
) error {
	page, err := u.readPage(ctx, state)
	if err != nil {
		return err
	}
	if page.Query.Status == receivables.StatusPaid {
		return message.ErrUnpaidState // who paid is nobody else's business, and has no such button
	}
	first := page
	if page.Number > 1 {
		state.Page = 1
		if first, err = u.readPage(ctx, state); err != nil {
			return err
		}
	}
	id := "share " + req.User.ID + " " + req.Channel + " " + showing
	isFirst, err := u.Once.First(ctx, id, shareDedupWindow)
	if err != nil {
		return err
	}
	page.Shared, page.AlreadyShared = true, !isFirst
	if isFirst {
		page.SharedTS, err = u.post(ctx, u.Writer.UnpaidShared(first, req.User.ID), req, responder)
		if err != nil {
			return u.notShared(ctx, id, err)
		}
		req.AuditDetail = "share " + page.SharedTS
	}
	u.pending.cancel(listPlace{req.User.ID, state.ListID})
	return responder.Reply(ctx, u.Writer.Unpaid(page))
}

// post posts for everybody. What it returns is empty where the bot is no member of a public
// channel: there Slack tells nobody the message's name.
func (u *Handler) post(
	ctx context.Context, msg blockkit.Message, req *bot.Request, responder bot.Responder,
) (ts string, err error) {
	mark := slackapi.Metadata{
		Type:    shareMetadata,
		Payload: map[string]any{"by": req.User.ID, "at": u.Now().UTC().Format(time.RFC3339)},
	}
	ts, err = u.Publisher.Publish(ctx, req.Channel, msg, mark)
	if refused, ok := errors.AsType[*slackapi.PostError](err); ok && refused.Code == "not_in_channel" {
		return "", responder.PostPublic(ctx, msg)
	}
	return ts, err
}

// notShared lets the list be shared again, unless the message may be in the channel all the same.
func (u *Handler) notShared(ctx context.Context, id string, err error) error {
	refused, isPost := errors.AsType[*slackapi.PostError](err)
	if isPost && !refused.NotPosted() || errors.Is(err, bot.ErrSlackTimeout) {
		return &usererr.Error{Kind: message.ProblemShareAmbiguous, Op: message.OpUnpaid, Err: err}
	}
	if forget := u.Once.Forget(context.WithoutCancel(ctx), id); forget != nil {
		err = errors.Join(err, forget)
	}
	if isPost && !refused.Permanent() {
		return &usererr.Error{Op: message.OpUnpaid, Err: err}
	}
	return &usererr.Error{Kind: message.ProblemCouldNotShare, Op: message.OpUnpaid, Err: err}
}

// takeBack deletes what the person shared less than ten minutes ago. Who shared it and when is in
// the message itself, which only the bot can write, so that this also holds after a restart.
func (u *Handler) takeBack(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	ts, state, err := message.ParseUnshare(req.Value)
	if err != nil {
		return err
	}
	if err := u.unshare(ctx, ts, req); err != nil {
		return err
	}
	req.AuditDetail = "take back " + ts
	page, err := u.readPage(ctx, state)
	if err != nil {
		return err
	}
	page.ShareKey, page.Unshared = req.Ref, true
	return responder.Reply(ctx, u.Writer.Unpaid(page))
}

func (u *Handler) unshare(ctx context.Context, ts string, req *bot.Request) error {
	mark, found, err := u.Publisher.MetadataOf(ctx, req.Channel, ts)
	if err != nil {
		return &usererr.Error{Op: message.OpUnpaid, Err: err}
	}
	if !found {
		return nil // it is gone already
	}
	if mark.Type != shareMetadata || mark.Payload["by"] != req.User.ID {
		return &usererr.Error{Kind: message.ProblemNotYourShare, Op: message.OpUnpaid}
	}
	said, _ := mark.Payload["at"].(string)
	at, err := time.Parse(time.RFC3339, said)
	if err != nil || u.Now().Sub(at) > takeBackWindow {
		return &usererr.Error{Kind: message.ProblemUnshareTooLate, Op: message.OpUnpaid}
	}
	if err := u.Publisher.Delete(ctx, req.Channel, ts); err != nil {
		return &usererr.Error{Op: message.OpUnpaid, Err: err}
	}
	return nil
}
