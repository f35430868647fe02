package digests

import (
	"cmp"
	"context"
	"time"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// defaultSchedule is weekdays at 09:00.
var defaultSchedule = digest.Schedule{
	Days:  []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
	Times: []digest.TimeOfDay{9 * 60},
}

// openNew opens the form for a new digest of the channel, if there can be one.
func (c *Handler) openNew(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	return c.openForm(ctx, args{}, req, responder)
}

func (c *Handler) openForm(
	ctx context.Context, typed args, req *bot.Request, responder bot.Responder,
) error {
	if err := c.checkFilter(typed.filter); err != nil {
		return err
	}
	if err := c.requireMember(ctx, req); err != nil {
		return err
	}
	if err := c.requireSlot(ctx, req); err != nil {
		return err
	}
	blank := digest.Subscription{
		Schedule:     defaultSchedule,
		Zone:         c.Zone,
		Language:     c.Language,
		Filter:       typed.filter,
		OnlyWhenOpen: typed.quiet,
		Detailed:     typed.full,
	}
	form := c.Writer.DigestForm(message.DigestForm{Digest: c.entry(blank)})
	form.PrivateMetadata = formSubject{Channel: req.Channel, New: digest.NewID()}.metadata()
	return responder.OpenModal(ctx, form)
}

// settings opens the form for the owner and the admins. Anybody else is told whose the digest is.
func (c *Handler) settings(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	return c.withDigest(
		func(ctx context.Context, sub digest.Subscription, req *bot.Request, responder bot.Responder) error {
			if !c.access.isOwnerOrAdmin(sub, req.User.ID) {
				return &usererr.Error{
					Detail: "digest: not the owner",
					Render: func(ref string) blockkit.Message { return c.Writer.DigestNotYours(sub.ID, sub.Owner, ref) },
				}
			}
			return c.openEdit(ctx, sub, req, responder)
		},
	)(
		ctx,
		req,
		responder,
	)
}

// openEdit opens the form with a digest as it is.
func (c *Handler) openEdit(
	ctx context.Context, sub digest.Subscription, req *bot.Request, responder bot.Responder,
) error {
	if _, err := c.Rule.Check(ctx, sub.Channel, req.User.ID, message.OpDigest); err != nil {
		return err
	}
	form := c.Writer.DigestForm(message.DigestForm{Digest: c.entry(sub)})
	form.PrivateMetadata = formSubject{ID: sub.ID, Revision: sub.Revision}.metadata()
	return responder.OpenModal(ctx, form)
}

// submit saves what was filled in. Between the form and its submission much can have changed, and
// what it is about came back from outside: whether the person may is asked anew.
func (c *Handler) submit(ctx context.Context, filled settings, req *bot.Request, responder bot.Responder) error {
	subject, ok := parseSubject(req.Metadata)
	if !ok {
		return problem(message.ProblemOldButton)
	}
	if subject.ID == "" {
		sub := digest.Subscription{ID: subject.New, Channel: subject.Channel, Owner: req.User.ID}
		if err := c.mayCreate(ctx, sub); err != nil {
			return err
		}
		filled.apply(&sub)
		return c.create(ctx, sub, req, responder)
	}
	sub, err := c.find(ctx, subject.ID, req)
	if err != nil {
		return err
	}
	filled.apply(&sub)
	sub.Revision = subject.Revision
	return c.save(ctx, sub, req, responder)
}

// save changes a digest.
func (c *Handler) save(
	ctx context.Context, sub digest.Subscription, req *bot.Request, responder bot.Responder,
) error {
	sharedBy, done, err := c.confirmPublish(ctx, message.PublishChange, sub, req, responder)
	if !done {
		return err
	}
	sub.SharedBy = cmp.Or(sharedBy, sub.SharedBy)
	if sub.OwnerGone {
		sub.Owner = req.User.ID // Somebody takes it over.
	}
	setAuditDetail(req, "change", sub)
	saved, err := c.Digests.Update(ctx, sub)
	if err != nil {
		return explain(err, sub.ID)
	}
	return responder.Reply(ctx, c.Writer.DigestSaved(c.answer(saved)))
}

// mayCreate returns nil when the owner may make a digest in the channel that a form names.
func (c *Handler) mayCreate(ctx context.Context, sub digest.Subscription) error {
	may, err := c.access.canCreate(ctx, sub.Channel, sub.Owner)
	if may {
		return nil
	}
	if usererr.IsTemporary(err) {
		return &usererr.Error{Op: message.OpDigest, Err: err}
	}
	if err != nil {
		// Slack could not say: mostly because of what is in the way of posting there too, and then
		// that is what to mend.
		if cannot := c.checkChannel(ctx, sub.Channel); cannot != nil {
			return cannot
		}
	}
	return &usererr.Error{
		Detail: "digest: not in the channel",
		Render: func(ref string) blockkit.Message {
			return c.Writer.AccessDenied(string(bot.DeniedChannel), c.access.admins, ref)
		},
		Err: err,
	}
}

func (c *Handler) createFromArgs(
	ctx context.Context, typed args, req *bot.Request, responder bot.Responder,
) error {
	if err := c.checkFilter(typed.filter); err != nil {
		return err
	}
	sub := digest.Subscription{
		Channel: req.Channel, Owner: req.User.ID, Schedule: typed.schedule, Zone: typed.zone, Language: c.Language,
		Filter:       typed.filter,
		OnlyWhenOpen: typed.quiet, Detailed: typed.full,
	}
	if sub.Zone == "" {
		sub.Zone = c.Zone
	}
	if err := c.mayCreate(ctx, sub); err != nil {
		return err
	}
	return c.create(ctx, sub, req, responder)
}

// create makes a digest where one can be posted. It asks first where there is one like it, unless
// that was asked.
func (c *Handler) create(
	ctx context.Context, sub digest.Subscription, req *bot.Request, responder bot.Responder,
) error {
	shared, err := c.requireChannel(ctx, sub.Channel, sub.Owner)
	if err != nil {
		return err
	}
	if req.ID != message.ActionDigestCreateAnyway && req.ID != message.ActionDigestPublish {
		twin, err := c.findDuplicate(ctx, sub)
		if err != nil {
			return explain(err, "")
		}
		if twin.ID != "" {
			return c.confirmDuplicate(ctx, twin, sub, responder)
		}
	}
	if shared && req.ID != message.ActionDigestPublish {
		sub.ID = cmp.Or(sub.ID, digest.NewID())
		return c.askToPublish(ctx, message.PublishCreate, sub, req, responder)
	}
	if shared {
		sub.SharedBy = req.User.ID
	}
	setAuditDetail(req, "create", sub)
	made, err := c.Digests.Create(ctx, sub)
	if err != nil {
		return explain(err, "")
	}
	setAuditDetail(req, "create", made)
	return responder.Reply(ctx, c.Writer.DigestCreated(c.answer(made), shared))
}

// requireSlot returns nil when the person can have another digest in the channel that they are in.
func (c *Handler) requireSlot(ctx context.Context, req *bot.Request) error {
	subs, err := c.Digests.List(ctx, req.Channel)
	if err != nil {
		return err
	}
	if len(subs) >= digest.MaxPerChannel {
		return problem(message.ProblemDigestLimit)
	}
	_, err = c.requireChannel(ctx, req.Channel, req.User.ID)
	return err
}

// checkFilter returns nil when the words of a filter are understood. Durations count back from
// whenever the digest is made.
func (c *Handler) checkFilter(query string) error {
	if utf8.RuneCountInString(query) > message.MaxQueryLen {
		return &usererr.Error{Kind: message.ProblemLongFilter, Op: message.OpDigest}
	}
	_, err := receivables.ParseOpenQuery(query, c.Now())
	if err != nil {
		return explain(err, "")
	}
	return nil
}
