package digests

import (
	"cmp"
	"context"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// submit saves a form. What it is about came back from outside, and much may have changed since it
// was opened, so the access is checked again.
func (h *Handler) submit(ctx context.Context, filled settings, req *bot.Request, reply bot.Responder) error {
	subject, ok := parseSubject(req.Metadata)
	if !ok {
		return problem(message.ProblemOldButton)
	}
	if subject.ID == "" {
		sub := digest.Subscription{ID: subject.New, Channel: subject.Channel, Owner: req.User.ID}
		if err := h.requireCreate(ctx, sub); err != nil {
			return err
		}
		filled.apply(&sub)
		return h.create(ctx, sub, req, reply)
	}
	sub, err := h.find(ctx, subject.ID, req)
	if err != nil {
		return err
	}
	filled.apply(&sub)
	sub.Revision = subject.Revision
	return h.save(ctx, sub, req, reply)
}

// save changes a digest.
func (h *Handler) save(ctx context.Context, sub digest.Subscription, req *bot.Request, reply bot.Responder) error {
	sharedBy, ok, err := h.confirmPublish(ctx, message.PublishChange, sub, req, reply)
	if !ok {
		return err
	}
	sub.SharedBy = cmp.Or(sharedBy, sub.SharedBy)
	if sub.OwnerGone {
		sub.Owner = req.User.ID // who changes it takes it over
	}
	setAuditDetail(req, "change", sub)
	saved, err := h.Digests.Update(ctx, sub)
	if err != nil {
		return explain(err, sub.ID)
	}
	return reply.Reply(ctx, h.Renderer.DigestSaved(h.confirmation(saved)))
}

func (h *Handler) createFromArgs(ctx context.Context, typed args, req *bot.Request, reply bot.Responder) error {
	if err := h.checkFilter(typed.filter); err != nil {
		return err
	}
	sub := digest.Subscription{
		Channel: req.Channel, Owner: req.User.ID, Zone: cmp.Or(typed.zone, h.Zone), Language: h.Language,
		Filter: typed.filter, OnlyWhenOpen: typed.quiet, Detailed: typed.full,
	}
	sub.Schedule, sub.Holidays = typed.schedule.OnWorkdays(h.Calendar)
	if err := h.requireCreate(ctx, sub); err != nil {
		return err
	}
	return h.create(ctx, sub, req, reply)
}

// create creates a digest, if it can be posted. It asks first if the channel has an equal one, or
// if people of another company read the channel.
func (h *Handler) create(ctx context.Context, sub digest.Subscription, req *bot.Request, reply bot.Responder) error {
	shared, err := h.requireChannel(ctx, sub.Channel, sub.Owner)
	if err != nil {
		return err
	}
	if req.ID != message.ActionDigestCreateAnyway && req.ID != message.ActionDigestPublish {
		duplicate, err := h.findDuplicate(ctx, sub)
		if err != nil {
			return explain(err, "")
		}
		if duplicate.ID != "" {
			return h.confirmDuplicate(ctx, duplicate, sub, reply)
		}
	}
	if shared && req.ID != message.ActionDigestPublish {
		sub.ID = cmp.Or(sub.ID, digest.NewID())
		return h.askToPublish(ctx, message.PublishCreate, sub, req, reply)
	}
	if shared {
		sub.SharedBy = req.User.ID
	}
	setAuditDetail(req, "create", sub)
	created, err := h.Digests.Create(ctx, sub)
	if err != nil {
		return explain(err, "")
	}
	setAuditDetail(req, "create", created)
	return reply.Reply(ctx, h.Renderer.DigestCreated(h.confirmation(created), shared))
}

// checkFilter returns nil if a filter is understood.
func (h *Handler) checkFilter(query string) error {
	if utf8.RuneCountInString(query) > message.MaxQueryLen {
		return problem(message.ProblemLongFilter)
	}
	_, err := receivables.ParseOpenQuery(query, h.Now())
	if err != nil {
		return explain(err, "")
	}
	return nil
}
