package digests

import (
	"context"
	"encoding/json"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/workdays"
)

// A formSubject is what a form is about. The form carries it, so it comes back from outside: it
// only says what to look up.
type formSubject struct {
	Channel  string `json:"channel,omitempty"` // of a new digest
	New      string `json:"new,omitempty"`     // its id: a form that is submitted twice creates one
	ID       string `json:"id,omitempty"`      // of an existing digest
	Revision int64  `json:"revision,omitempty"`
}

func (f formSubject) metadata() string {
	text, err := json.Marshal(f)
	if err != nil {
		panic(err) // plain strings and a number
	}
	return string(text)
}

func parseSubject(metadata string) (formSubject, bool) {
	var f formSubject
	err := json.Unmarshal([]byte(metadata), &f)
	return f, err == nil && (f.Channel != "") != (f.ID != "") && (f.New == "" || digestID.MatchString(f.New))
}

// defaultSchedule is weekdays at 09:00.
var defaultSchedule = digest.Schedule{
	Days:  []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
	Times: []digest.TimeOfDay{9 * 60},
}

// openNew opens the form for a new digest of the channel.
func (h *Handler) openNew(ctx context.Context, req *bot.Request, reply bot.Responder) error {
	return h.openForm(ctx, args{}, req, reply)
}

// openForm opens the form with what was typed, if the channel can have another digest.
func (h *Handler) openForm(ctx context.Context, typed args, req *bot.Request, reply bot.Responder) error {
	if err := h.checkFilter(typed.filter); err != nil {
		return err
	}
	if err := h.requireMember(ctx, req); err != nil {
		return err
	}
	if err := h.requireSlot(ctx, req); err != nil {
		return err
	}
	blank := digest.Subscription{
		Schedule: defaultSchedule, Zone: h.Zone, Language: h.Language,
		Filter: typed.filter, OnlyWhenOpen: typed.quiet, Detailed: typed.full,
	}
	form := h.Renderer.DigestForm(blank, h.missingDecree(blank))
	form.PrivateMetadata = formSubject{Channel: req.Channel, New: digest.NewID()}.metadata()
	return reply.OpenModal(ctx, form)
}

// openSettings opens the form for the owner and the admins. Others read whose the digest is.
func (h *Handler) openSettings(
	ctx context.Context, sub digest.Subscription, req *bot.Request, reply bot.Responder,
) error {
	if !h.isOwnerOrAdmin(sub, req.User.ID) {
		return &usererr.Error{
			Detail: "digest: not the owner",
			Render: func(ref string) blockkit.Message { return h.Renderer.DigestNotYours(sub.ID, sub.Owner, ref) },
		}
	}
	return h.openEdit(ctx, sub, req, reply)
}

// openEdit opens the form of an existing digest.
func (h *Handler) openEdit(
	ctx context.Context, sub digest.Subscription, req *bot.Request, reply bot.Responder,
) error {
	if _, err := h.Rule.Check(ctx, sub.Channel, req.User.ID, message.OpDigest); err != nil {
		return err
	}
	form := h.Renderer.DigestForm(sub, h.missingDecree(sub))
	form.PrivateMetadata = formSubject{ID: sub.ID, Revision: sub.Revision}.metadata()
	return reply.OpenModal(ctx, form)
}

// missingDecree returns the year whose holidays are not known, as seen from the digest's zone.
func (h *Handler) missingDecree(sub digest.Subscription) int {
	return h.Calendar.MissingDecree(workdays.DateOf(h.Now().In(sub.Location())))
}
