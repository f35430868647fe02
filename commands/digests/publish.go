package digests

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
)

// A publication is what an admin was asked about before people of another company read it. It
// travels in the button and comes back from outside: nothing in it is believed, so that it can do
// no more than what the same person may type or fill in.
type publication struct {
	Do       message.Publication `json:"do"`
	ID       string              `json:"id,omitempty"` // of a new one too, so that pressing twice makes one
	Revision int64               `json:"revision,omitempty"`
	Channel  string              `json:"channel,omitempty"` // of a new one
	Schedule string              `json:"schedule,omitempty"`
	Zone     string              `json:"zone,omitempty"`
	Language string              `json:"language,omitempty"`
	Filter   string              `json:"filter,omitempty"`
	Mention  string              `json:"mention,omitempty"`
	Quiet    bool                `json:"quiet,omitempty"`
	Full     bool                `json:"full,omitempty"`
	SkipLate bool                `json:"skip_late,omitempty"`
}

// publicationOf is what is to be done to a digest.
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
	p.Schedule, p.Zone, p.Language, p.Filter, p.Mention = sub.Schedule.String(), sub.Zone, sub.Language, sub.Filter, sub.Mention
	p.Quiet, p.Full, p.SkipLate = sub.OnlyWhenOpen, sub.Detailed, sub.SkipLate
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

// maxPublication is as much as a button carries.
const maxPublication = 2000

func parsePublication(value string) (publication, bool) {
	var p publication
	if len(value) > 4*maxPublication || !utf8.ValidString(value) || json.Unmarshal([]byte(value), &p) != nil {
		return publication{}, false
	}
	return p, digestID.MatchString(p.ID) && utf8.RuneCountInString(p.Filter) <= message.MaxQueryLen
}

var errOldButton = errors.New("the button is of another version, or was tampered with")

// mentionID is whom a digest may mention: a person, a user group, or nobody.
var mentionID = regexp.MustCompile(`^([UWS][A-Z0-9]{2,30})?$`)

// apply puts what an admin has filled in into a digest.
func (p publication) apply(sub *digest.Subscription) error {
	schedule, zone, err := digest.ParseSchedule(p.Schedule)
	if err != nil || zone != "" || !slices.Contains(message.Languages, p.Language) ||
		!mentionID.MatchString(p.Mention) {
		return errOldButton
	}
	settings{schedule, p.Zone, p.Language, p.Filter, p.Mention, p.Quiet, p.Full, p.SkipLate}.apply(sub)
	return nil
}

// confirmPublish returns nil when something about a digest may be done by the person now. Where
// people of another company read its channel, an admin is asked first, unless that was done: then
// done is false, and nothing else is to be said. sharedBy is the admin who has said that they may
// read it.
func (c *Handler) confirmPublish(
	ctx context.Context, do message.Publication, sub digest.Subscription, req *bot.Request, responder bot.Responder,
) (sharedBy string, done bool, err error) {
	strangers, err := c.Rule.Check(ctx, sub.Channel, req.User.ID, message.OpDigest)
	switch {
	case err != nil || !strangers:
		return "", err == nil, err
	case req.ID == message.ActionDigestPublish:
		return req.User.ID, true, nil
	}
	return "", false, c.askToPublish(ctx, do, sub, req, responder)
}

func (c *Handler) askToPublish(
	ctx context.Context, do message.Publication, sub digest.Subscription, req *bot.Request, responder bot.Responder,
) error {
	setAuditDetail(req, "asked: "+string(do)+", people of another company read along:", sub)
	value := publicationOf(do, sub).value()
	if utf8.RuneCountInString(value) > maxPublication {
		return &usererr.Error{Kind: message.ProblemLongFilter, Op: message.OpDigest}
	}
	return responder.Reply(ctx, c.Writer.AskPublish(message.AskPublish{
		What: do, Channel: sub.Channel, Digest: c.entry(sub), Value: value, Cancel: "cancel",
	}))
}

// publish does what an admin was asked about. Who presses, and what the channel is, is asked anew.
func (c *Handler) publish(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	p, ok := parsePublication(req.Value)
	if !ok {
		return problem(message.ProblemOldButton)
	}
	if p.Do == message.PublishCreate {
		return c.createPublication(ctx, p, req, responder)
	}
	sub, err := c.find(ctx, p.ID, req)
	if err != nil {
		return err
	}
	switch p.Do {
	case message.PublishChange:
		if err := p.apply(&sub); err != nil {
			return problem(message.ProblemOldButton)
		}
		sub.Revision = p.Revision
		return c.save(ctx, sub, req, responder)
	case message.PublishResume:
		return c.resume(ctx, sub, req, responder)
	case message.PublishNow:
		return c.postNow(ctx, sub, req, responder)
	}
	return problem(message.ProblemOldButton)
}

// createPublication makes the digest that somebody was asked about, if they may.
func (c *Handler) createPublication(
	ctx context.Context, p publication, req *bot.Request, responder bot.Responder,
) error {
	sub := digest.Subscription{ID: p.ID, Channel: p.Channel, Owner: req.User.ID}
	if err := c.mayCreate(ctx, sub); err != nil {
		return err
	}
	if err := p.apply(&sub); err != nil {
		return problem(message.ProblemOldButton)
	}
	return c.create(ctx, sub, req, responder)
}

// cancel says that nothing was done.
func (c *Handler) cancel(ctx context.Context, _ *bot.Request, responder bot.Responder) error {
	return responder.Reply(ctx, c.Writer.PublishCancelled())
}
