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

// pause pauses a digest. If it is paused already, the new end counts.
func (h *Handler) pause(
	ctx context.Context, sub digest.Subscription, until time.Time, req *bot.Request, reply bot.Responder,
) error {
	setAuditDetail(req, "pause until "+until.UTC().Format(time.RFC3339), sub)
	paused, err := h.Digests.Pause(ctx, sub.ID, until)
	if err != nil {
		return explain(err, sub.ID)
	}
	return reply.Reply(ctx, h.Renderer.DigestPaused(h.confirmationFor(req, paused)))
}

func (h *Handler) pauseForever(
	ctx context.Context, sub digest.Subscription, req *bot.Request, reply bot.Responder,
) error {
	return h.pause(ctx, sub, digest.Forever, req, reply)
}

// pauseDay skips the next digest, or those of a day. It does not shorten a longer pause, because
// the button may be an old one.
func (h *Handler) pauseDay(
	ctx context.Context, sub digest.Subscription, req *bot.Request, reply bot.Responder,
) error {
	until, err := sub.AfterADay(h.Now(), h.Calendar)
	if err != nil {
		return &usererr.Error{Kind: message.ProblemScheduleNever, Op: message.OpDigest, Word: sub.ID, Err: err}
	}
	if sub.Paused(until) {
		until = sub.PausedUntil
	}
	return h.pause(ctx, sub, until, req, reply)
}

func (h *Handler) resume(ctx context.Context, sub digest.Subscription, req *bot.Request, reply bot.Responder) error {
	sharedBy, ok, err := h.confirmPublish(ctx, message.PublishResume, sub, req, reply)
	if !ok {
		return err
	}
	setAuditDetail(req, "resume", sub)
	resumed, err := h.Digests.Resume(ctx, sub.ID, sharedBy)
	if err != nil {
		return explain(err, sub.ID)
	}
	return reply.Reply(ctx, h.Renderer.DigestResumed(h.confirmationFor(req, resumed)))
}

func (h *Handler) delete(ctx context.Context, sub digest.Subscription, req *bot.Request, reply bot.Responder) error {
	setAuditDetail(req, "delete", sub)
	if err := h.Digests.Delete(ctx, sub.ID); err != nil {
		return explain(err, sub.ID)
	}
	return reply.Reply(ctx, h.Renderer.DigestDeleted(h.confirmationFor(req, sub)))
}

// confirmDelete asks for confirmation of a typed command. For a click, Slack asks itself.
func (h *Handler) confirmDelete(
	ctx context.Context, sub digest.Subscription, _ *bot.Request, reply bot.Responder,
) error {
	return reply.Reply(ctx, h.Renderer.DigestConfirmDelete(h.confirmation(sub)))
}

// postNow posts a digest beside its schedule.
func (h *Handler) postNow(ctx context.Context, sub digest.Subscription, req *bot.Request, reply bot.Responder) error {
	sharedBy, ok, err := h.confirmPublish(ctx, message.PublishNow, sub, req, reply)
	if !ok {
		return err
	}
	setAuditDetail(req, "now", sub)
	_, err = h.Digests.PostNow(ctx, sub.ID, sharedBy)
	if soon, ok := errors.AsType[*digest.TooSoonError](err); ok {
		wait := max(soon.Again.Sub(h.Now()), time.Second)
		return &usererr.Error{Kind: message.ProblemTooSoon, Op: message.OpDigest, RetryAfter: wait, Err: soon}
	}
	if err != nil {
		return explain(err, sub.ID)
	}
	return reply.Reply(ctx, h.Renderer.DigestPostingNow(h.confirmation(sub)))
}

// retry retries a delivery at once. If the delivery has failed for good, a new one is posted.
func (h *Handler) retry(ctx context.Context, sub digest.Subscription, req *bot.Request, reply bot.Responder) error {
	setAuditDetail(req, "try again", sub)
	trying, err := h.Digests.RetryDigest(ctx, sub.ID)
	switch {
	case err != nil:
		return err
	case !trying && sub.Last.Status == digest.Failed:
		return h.postNow(ctx, sub, req, reply)
	}
	return reply.Reply(ctx, h.Renderer.DigestRetried(h.confirmation(sub), trying))
}

// preview sends what a digest would say now to the person alone. It is not recorded as a delivery.
func (h *Handler) preview(ctx context.Context, sub digest.Subscription, req *bot.Request, reply bot.Responder) error {
	setAuditDetail(req, "test", sub)
	report, err := h.Digests.Preview(ctx, sub)
	if errors.Is(err, digest.ErrStaleData) {
		return &usererr.Error{Kind: message.ProblemMayarDown, Op: message.OpDigest, Err: err}
	}
	if err != nil {
		return &usererr.Error{Op: message.OpDigest, Err: err}
	}
	if err := h.sendPreview(ctx, req.User.ID, h.Reports.Preview(report)); err != nil {
		return &usererr.Error{Op: message.OpDigest, Err: err}
	}
	return reply.Reply(ctx, h.Renderer.DigestPreviewSent(h.confirmationFor(req, sub)))
}

// sendPreview sends the first of the variants that Slack accepts.
func (h *Handler) sendPreview(ctx context.Context, user string, variants []blockkit.Message) error {
	var err error
	for _, msg := range variants {
		_, err = h.Channels.PostDM(ctx, user, msg)
		if postErr, ok := errors.AsType[*slackapi.PostError](err); !ok || !postErr.InvalidBlocks() {
			break
		}
	}
	return err
}

// setAuditDetail makes the audit say what was done to which digest, without the filter, which may
// name a customer.
func setAuditDetail(req *bot.Request, did string, sub digest.Subscription) {
	detail := did + " " + sub.ID + " in " + sub.Channel + ": " + sub.Schedule.String() + " " + sub.Zone
	if sub.Holidays != digest.HolidaysPost {
		detail += ", on holidays: " + string(sub.Holidays)
	}
	req.AuditDetail = strings.Join(strings.Fields(detail), " ")
}

func (h *Handler) confirmation(sub digest.Subscription) message.DigestConfirmation {
	return message.DigestConfirmation{Digest: sub, Bot: h.Channels.BotName(), Now: h.Now()}
}

// confirmationFor is the same for a click. In the digest's channel it replaces the list, and has a
// button back to that.
func (h *Handler) confirmationFor(req *bot.Request, sub digest.Subscription) message.DigestConfirmation {
	v := h.confirmation(sub)
	v.Listed = req.Kind == bot.KindClick && req.Channel == sub.Channel && req.Channel != ""
	return v
}
