package commands

import (
	"context"
	"errors"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/message"
)

const (
	// takeBackWindow is for how long a shared list can be taken back by who shared it.
	takeBackWindow = 10 * time.Minute

	// shareDedupWindow is for how long a list that was shared is not shared again from the same
	// showing: as long as its buttons may stay.
	shareDedupWindow = 24 * time.Hour

	shareMetadata = "mayarbot_share"
)

// Publisher posts for everybody, and takes back. [bot.Bot] answers, its errors are *bot.PostError.
type Publisher interface {
	Publish(ctx context.Context, channel string, msg blockkit.Message, mark bot.Metadata) (ts string, err error)
	MetadataOf(ctx context.Context, channel, ts string) (mark bot.Metadata, found bool, err error)
	Delete(ctx context.Context, channel, ts string) error
}

// Once lets something be done once, whichever replica is asked for it.
type Once interface {
	First(ctx context.Context, id string, lasts time.Duration) (bool, error)
	Forget(ctx context.Context, id string) error
}

// sharing is what sharing a list needs beside the list.
type sharing struct {
	rule      publishRule
	publisher Publisher
	once      Once
}

// share posts the list, as the button says that Slack has asked about. In a channel that people of
// another company read, an admin is asked once more.
func (u *unpaid) share(ctx context.Context, req *bot.Request, responder bot.Responder) error {
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
	u.pending.cancel(listPlace{req.User.ID, state.List})
	return responder.Reply(ctx, u.writer.AskPublish(message.AskPublish{
		What: message.PublishList, Channel: req.Channel, Value: req.Value, Cancel: state.Value(),
	}))
}

// mayShare returns nil when the person may publish in the channel, and is still in it: what was
// shown to them alone stays when they have left.
func (u *unpaid) mayShare(ctx context.Context, req *bot.Request) (strangers bool, err error) {
	if strangers, err = u.sharing.rule.check(ctx, req.Channel, req.User.ID, message.OpUnpaid); err != nil {
		return strangers, err
	}
	var member bool
	err = bot.Await(ctx, func() (err error) {
		member, err = u.sharing.rule.channels.Member(ctx, req.Channel, req.User.ID)
		return err
	})
	switch {
	case isTemporary(err):
		return strangers, &problemError{op: message.OpUnpaid, err: err}
	case err != nil || !member:
		return strangers, &userError{
			detail: "share: not in the channel",
			err:    err,
			render: func(ref string) blockkit.Message {
				return u.writer.Problem(
					message.Problem{Kind: message.ProblemNotInChannel, Op: message.OpUnpaid, Form: "/unpaid", Ref: ref},
				)
			},
		}
	}
	return strangers, nil
}

// shareConfirmed posts the list after an admin has said that people of another company may read it.
// Who presses, and what the channel is, is asked anew.
func (u *unpaid) shareConfirmed(ctx context.Context, req *bot.Request, responder bot.Responder) error {
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
func (u *unpaid) publish(
	ctx context.Context, showing string, state message.UnpaidState, req *bot.Request, responder bot.Responder,
) error {
	page, _, err := u.readPage(ctx, state)
	if err != nil {
		return err
	}
	if page.Status == message.StatusPaid {
		return message.ErrUnpaidState // who paid is nobody else's business, and has no such button
	}
	first := page
	if page.Page > 1 {
		state.Page = 1
		if first, _, err = u.readPage(ctx, state); err != nil {
			return err
		}
	}
	id := "share " + req.User.ID + " " + req.Channel + " " + showing
	isFirst, err := u.sharing.once.First(ctx, id, shareDedupWindow)
	if err != nil {
		return err
	}
	page.Shared, page.Twice = true, !isFirst
	if isFirst {
		page.SharedTS, err = u.post(ctx, u.writer.UnpaidShared(first, req.User.ID), req, responder)
		if err != nil {
			return u.notShared(ctx, id, err)
		}
		req.AuditDetail = "share " + page.SharedTS
	}
	u.pending.cancel(listPlace{req.User.ID, state.List})
	return responder.Reply(ctx, u.writer.Unpaid(page))
}

// post posts for everybody. What it returns is empty where the bot is no member of a public
// channel: there Slack tells nobody the message's name.
func (u *unpaid) post(
	ctx context.Context, msg blockkit.Message, req *bot.Request, responder bot.Responder,
) (ts string, err error) {
	mark := bot.Metadata{
		Type:    shareMetadata,
		Payload: map[string]any{"by": req.User.ID, "at": u.now().UTC().Format(time.RFC3339)},
	}
	err = bot.Await(ctx, func() (err error) {
		ts, err = u.sharing.publisher.Publish(ctx, req.Channel, msg, mark)
		return err
	})
	if refused, ok := errors.AsType[*bot.PostError](err); ok && refused.Code == "not_in_channel" {
		return "", responder.PostPublic(ctx, msg)
	}
	return ts, err
}

// notShared lets the list be shared again, unless the message may be in the channel all the same.
func (u *unpaid) notShared(ctx context.Context, id string, err error) error {
	refused, isPost := errors.AsType[*bot.PostError](err)
	if isPost && !refused.NotPosted() || errors.Is(err, bot.ErrSlackTimeout) {
		return &problemError{kind: message.ProblemShareUnsure, op: message.OpUnpaid, err: err}
	}
	if forget := u.sharing.once.Forget(context.WithoutCancel(ctx), id); forget != nil {
		err = errors.Join(err, forget)
	}
	if isPost && !refused.Permanent() {
		return &problemError{op: message.OpUnpaid, err: err}
	}
	return &problemError{kind: message.ProblemCouldNotShare, op: message.OpUnpaid, err: err}
}

// takeBack deletes what the person shared less than ten minutes ago. Who shared it and when is in
// the message itself, which only the bot can write, so that this also holds after a restart.
func (u *unpaid) takeBack(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	ts, state, err := message.ParseTakeBack(req.Value)
	if err != nil {
		return err
	}
	if err := bot.Await(ctx, func() error { return u.unshare(ctx, ts, req) }); err != nil {
		return err
	}
	req.AuditDetail = "take back " + ts
	page, _, err := u.readPage(ctx, state)
	if err != nil {
		return err
	}
	page.Showing, page.Taken = req.Ref, true
	return responder.Reply(ctx, u.writer.Unpaid(page))
}

func (u *unpaid) unshare(ctx context.Context, ts string, req *bot.Request) error {
	mark, found, err := u.sharing.publisher.MetadataOf(ctx, req.Channel, ts)
	if err != nil {
		return &problemError{op: message.OpUnpaid, err: err}
	}
	if !found {
		return nil // it is gone already
	}
	if mark.Type != shareMetadata || mark.Payload["by"] != req.User.ID {
		return &problemError{kind: message.ProblemNotYourShare, op: message.OpUnpaid}
	}
	said, _ := mark.Payload["at"].(string)
	at, err := time.Parse(time.RFC3339, said)
	if err != nil || u.now().Sub(at) > takeBackWindow {
		return &problemError{kind: message.ProblemTakeBackLate, op: message.OpUnpaid}
	}
	if err := u.sharing.publisher.Delete(ctx, req.Channel, ts); err != nil {
		return &problemError{op: message.OpUnpaid, err: err}
	}
	return nil
}
