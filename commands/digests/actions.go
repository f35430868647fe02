package digests

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
)

// pause pauses a digest, which may be paused already: the new end counts.
func (c *Handler) pause(
	ctx context.Context, sub digest.Subscription, until time.Time, req *bot.Request, responder bot.Responder,
) error {
	setAuditDetail(req, "pause until "+until.UTC().Format(time.RFC3339), sub)
	paused, err := c.Digests.Pause(ctx, sub.ID, until)
	if err != nil {
		return explain(err, sub.ID)
	}
	return responder.Reply(ctx, c.Writer.DigestPaused(c.answerTo(req, paused)))
}

func (c *Handler) pauseForever(
	ctx context.Context, sub digest.Subscription, req *bot.Request, responder bot.Responder,
) error {
	return c.pause(ctx, sub, digest.Forever, req, responder)
}

// pauseDay skips the next digest, or those of a day, and never makes a longer pause shorter: the
// button may be under a message of last week.
func (c *Handler) pauseDay(
	ctx context.Context, sub digest.Subscription, req *bot.Request, responder bot.Responder,
) error {
	until, err := sub.AfterADay(c.Now())
	if err != nil {
		return &usererr.Error{Kind: message.ProblemScheduleNever, Op: message.OpDigest, Word: sub.ID, Err: err}
	}
	if sub.Paused(until) {
		until = sub.PausedUntil
	}
	return c.pause(ctx, sub, until, req, responder)
}

func (c *Handler) resume(
	ctx context.Context, sub digest.Subscription, req *bot.Request, responder bot.Responder,
) error {
	sharedBy, done, err := c.confirmPublish(ctx, message.PublishResume, sub, req, responder)
	if !done {
		return err
	}
	setAuditDetail(req, "resume", sub)
	resumed, err := c.Digests.Resume(ctx, sub.ID, sharedBy)
	if err != nil {
		return explain(err, sub.ID)
	}
	return responder.Reply(ctx, c.Writer.DigestResumed(c.answerTo(req, resumed)))
}

func (c *Handler) remove(
	ctx context.Context, sub digest.Subscription, req *bot.Request, responder bot.Responder,
) error {
	setAuditDetail(req, "delete", sub)
	if err := c.Digests.Delete(ctx, sub.ID); err != nil {
		return explain(err, sub.ID)
	}
	return responder.Reply(ctx, c.Writer.DigestDeleted(c.answerTo(req, sub)))
}

// askRemove asks whether a digest that was typed is to be deleted. Under its button Slack asks.
func (c *Handler) askRemove(
	ctx context.Context, sub digest.Subscription, _ *bot.Request, responder bot.Responder,
) error {
	return responder.Reply(ctx, c.Writer.DigestConfirmDelete(c.answer(sub)))
}

// postNow has a digest posted to its channel, beside its schedule.
func (c *Handler) postNow(
	ctx context.Context, sub digest.Subscription, req *bot.Request, responder bot.Responder,
) error {
	sharedBy, done, err := c.confirmPublish(ctx, message.PublishNow, sub, req, responder)
	if !done {
		return err
	}
	setAuditDetail(req, "now", sub)
	_, err = c.Digests.PostNow(ctx, sub.ID, sharedBy)
	if soon, ok := errors.AsType[*digest.TooSoonError](err); ok {
		wait := max(soon.Again.Sub(c.Now()), time.Second)
		return &usererr.Error{Kind: message.ProblemTooSoon, Op: message.OpDigest, RetryAfter: wait, Err: soon}
	}
	if err != nil {
		return explain(err, sub.ID)
	}
	return responder.Reply(ctx, c.Writer.DigestPostingNow(c.answer(sub)))
}

// retry tries at once what could not be posted. Of what was given up it posts a new one.
func (c *Handler) retry(
	ctx context.Context, sub digest.Subscription, req *bot.Request, responder bot.Responder,
) error {
	setAuditDetail(req, "try again", sub)
	trying, err := c.Digests.RetryDigest(ctx, sub.ID)
	switch {
	case err != nil:
		return err
	case !trying && sub.Last.Status == digest.Failed:
		return c.postNow(ctx, sub, req, responder)
	}
	return responder.Reply(ctx, c.Writer.DigestRetried(c.answer(sub), trying))
}

// preview sends what a digest would say now to the one who asked, alone. It is kept and counted
// nowhere.
func (c *Handler) preview(
	ctx context.Context, sub digest.Subscription, req *bot.Request, responder bot.Responder,
) error {
	setAuditDetail(req, "test", sub)
	report, err := c.Digests.Preview(ctx, sub)
	if errors.Is(err, digest.ErrStaleData) {
		return &usererr.Error{Kind: message.ProblemMayarDown, Op: message.OpDigest, Err: err}
	}
	if err != nil {
		return &usererr.Error{Op: message.OpDigest, Err: err}
	}
	err = c.sendPreview(ctx, req.User.ID, c.Renderer.Preview(report))
	if err != nil {
		return &usererr.Error{Op: message.OpDigest, Err: err}
	}
	return responder.Reply(ctx, c.Writer.DigestPreviewSent(c.answerTo(req, sub)))
}

// sendPreview sends the first of the variants that Slack takes.
func (c *Handler) sendPreview(ctx context.Context, user string, variants []blockkit.Message) error {
	var err error
	for _, msg := range variants {
		_, err = c.Channels.PostDM(ctx, user, msg)
		if refused, ok := errors.AsType[*slackapi.PostError](err); !ok || !refused.InvalidBlocks() {
			break
		}
	}
	return err
}

// setAuditDetail has the audit say what was done to which digest. The filter is left out: it may
// name a customer.
func setAuditDetail(req *bot.Request, did string, sub digest.Subscription) {
	req.AuditDetail = strings.Join(
		strings.Fields(did+" "+sub.ID+" in "+sub.Channel+": "+sub.Schedule.String()+" "+sub.Zone),
		" ",
	)
}
