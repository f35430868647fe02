package digests

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
)

// A publication is what a person is asked to confirm, such as an admin before people of another
// company read a digest. The button carries it, so it comes back from outside: it can do no more
// than the same person may type or fill in.
type publication struct {
	Do       message.Publication `json:"do"`
	ID       string              `json:"id,omitempty"` // of a new digest too: two clicks create one
	Revision int64               `json:"revision,omitempty"`
	Channel  string              `json:"channel,omitempty"` // of a new digest
	Schedule string              `json:"schedule,omitempty"`
	Zone     string              `json:"zone,omitempty"`
	Language string              `json:"language,omitempty"`
	Filter   string              `json:"filter,omitempty"`
	Mention  string              `json:"mention,omitempty"`
	Quiet    bool                `json:"quiet,omitempty"`
	Full     bool                `json:"full,omitempty"`
	SkipLate bool                `json:"skip_late,omitempty"`
	Holidays digest.Holidays     `json:"holidays,omitempty"`
}

func publicationOf(do message.Publication, sub digest.Subscription) publication {
	p := publication{Do: do, ID: sub.ID}
	switch do {
	case message.PublishCreate:
		p.Channel = sub.Channel
	case message.PublishChange:
		p.Revision = sub.Revision
	default:
		return p
	}
	p.Schedule, p.Zone, p.Language = sub.Schedule.String(), sub.Zone, sub.Language
	p.Filter, p.Mention = sub.Filter, sub.Mention
	p.Quiet, p.Full, p.SkipLate, p.Holidays = sub.OnlyWhenOpen, sub.Detailed, sub.SkipLate, sub.Holidays
	return p
}

func (p publication) value() string {
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(p); err != nil {
		panic(err) // plain strings, flags and a number
	}
	return strings.TrimSpace(out.String())
}

// maxPublication is the most that a button carries.
const maxPublication = 2000

func parsePublication(value string) (publication, bool) {
	var p publication
	if len(value) > 4*maxPublication || !utf8.ValidString(value) || json.Unmarshal([]byte(value), &p) != nil {
		return publication{}, false
	}
	return p, digestID.MatchString(p.ID) && utf8.RuneCountInString(p.Filter) <= message.MaxQueryLen
}

// mayMention reports whether a digest may mention id: a person, a user group, or nobody.
func mayMention(id string) bool { return id == "" || blockkit.IsUserID(id) || blockkit.IsGroupID(id) }

// apply applies the settings, and reports whether they are valid.
func (p publication) apply(sub *digest.Subscription) bool {
	schedule, zone, err := digest.ParseSchedule(p.Schedule)
	if err != nil || zone != "" || !slices.Contains(message.Languages, p.Language) ||
		!mayMention(p.Mention) || !p.Holidays.Valid() {
		return false
	}
	settings{schedule, p.Zone, p.Language, p.Filter, p.Mention, p.Quiet, p.Full, p.SkipLate, p.Holidays}.apply(sub)
	return true
}

// confirmPublish reports whether the person may do something to a digest now. If people of another
// company read its channel, it asks an admin to confirm first, and reports false. sharedBy is the
// admin who has confirmed.
func (h *Handler) confirmPublish(
	ctx context.Context, do message.Publication, sub digest.Subscription, req *bot.Request, reply bot.Responder,
) (sharedBy string, ok bool, err error) {
	strangers, err := h.Rule.Check(ctx, sub.Channel, req.User.ID, message.OpDigest)
	switch {
	case err != nil || !strangers:
		return "", err == nil, err
	case req.ID == message.ActionDigestPublish:
		return req.User.ID, true, nil
	}
	return "", false, h.askToPublish(ctx, do, sub, req, reply)
}

func (h *Handler) askToPublish(
	ctx context.Context, do message.Publication, sub digest.Subscription, req *bot.Request, reply bot.Responder,
) error {
	setAuditDetail(req, "asked: "+string(do)+", people of another company read along:", sub)
	value := publicationOf(do, sub).value()
	if utf8.RuneCountInString(value) > maxPublication {
		return problem(message.ProblemLongFilter)
	}
	return reply.Reply(ctx, h.Renderer.AskPublish(message.AskPublish{
		What: do, Channel: sub.Channel, Digest: sub, Value: value, Cancel: "cancel",
	}))
}

// publish does what an admin confirmed. The person and the channel are checked again.
func (h *Handler) publish(ctx context.Context, req *bot.Request, reply bot.Responder) error {
	p, ok := parsePublication(req.Value)
	if !ok {
		return problem(message.ProblemOldButton)
	}
	if p.Do == message.PublishCreate {
		return h.createPublication(ctx, p, req, reply)
	}
	sub, err := h.find(ctx, p.ID, req)
	if err != nil {
		return err
	}
	switch p.Do {
	case message.PublishChange:
		if !p.apply(&sub) {
			return problem(message.ProblemOldButton)
		}
		sub.Revision = p.Revision
		return h.save(ctx, sub, req, reply)
	case message.PublishResume:
		return h.resume(ctx, sub, req, reply)
	case message.PublishNow:
		return h.postNow(ctx, sub, req, reply)
	}
	return problem(message.ProblemOldButton)
}

// createPublication creates the digest that the person was asked about.
func (h *Handler) createPublication(ctx context.Context, p publication, req *bot.Request, reply bot.Responder) error {
	sub := digest.Subscription{ID: p.ID, Channel: p.Channel, Owner: req.User.ID}
	if err := h.requireCreate(ctx, sub); err != nil {
		return err
	}
	if !p.apply(&sub) {
		return problem(message.ProblemOldButton)
	}
	return h.create(ctx, sub, req, reply)
}

// cancel answers Cancel.
func (h *Handler) cancel(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
	return reply.Reply(ctx, h.Renderer.PublishCancelled())
}
