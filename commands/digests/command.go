// Package digests is /digest: digests of what is unpaid are created, changed and listed with it.
package digests

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/publish"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/workdays"
)

// Digests stores the subscriptions and delivers them: an engine.Service.
type Digests interface {
	Create(ctx context.Context, sub digest.Subscription) (digest.Subscription, error)
	Update(ctx context.Context, sub digest.Subscription) (digest.Subscription, error)
	Pause(ctx context.Context, id string, until time.Time) (digest.Subscription, error)
	Resume(ctx context.Context, id, sharedBy string) (digest.Subscription, error)
	Delete(ctx context.Context, id string) error
	Get(ctx context.Context, id string) (digest.Subscription, error)
	List(ctx context.Context, channel string) ([]digest.Subscription, error)
	ListAll(ctx context.Context) ([]digest.Subscription, error)
	PostNow(ctx context.Context, id, sharedBy string) (digest.Delivery, error)
	RetryDigest(ctx context.Context, id string) (trying bool, err error)
	Preview(ctx context.Context, sub digest.Subscription) (digest.Report, error)
}

// Channels is what /digest asks of Slack. Its errors are *slackapi.PostError.
type Channels interface {
	publish.Channels
	CanPost(ctx context.Context, channel string) error
	CanFindPost(ctx context.Context, channel string) error
	PostDM(ctx context.Context, user string, msg blockkit.Message) (ts string, err error)
}

// Mirror is what /digest needs of the mirror of unpaid transactions.
type Mirror interface {
	ListPaid(ctx context.Context, q receivables.Query, from, to time.Time, page int) (receivables.Page, error)
}

// Config is what /digest needs.
type Config struct {
	Digests  Digests
	Channels Channels
	Rule     publish.Rule
	Mirror   Mirror
	Renderer *message.Renderer
	Reports  *ReportRenderer
	Zone     string // of a digest that names none
	Language string
	Calendar workdays.Calendar
	Now      func() time.Time

	ShowUnpaid bot.Handler // the list of /unpaid, privately
}

// A Handler answers /digest, its clicks and its form: it creates, changes, previews and lists the
// digests of channels. Package engine delivers them.
type Handler struct{ Config }

// New returns the handler of /digest.
func New(cfg Config) *Handler { return &Handler{cfg} }

// examples are what people can type, in each language.
var examples = map[string][]string{
	"en": {
		"digest",
		"digest weekdays 09:00",
		"digest mon,thu 09:00,15:00 WITA",
		"digest daily 08:30 filter older:7d min:100000",
		"digest monthly 09:00",
	},
	"id": {
		"digest",
		"digest hari kerja 09:00",
		"digest sen,kam 09:00,15:00 WITA",
		"digest harian 08:30 filter lama:7hari min:100rb",
		"digest tanggal 1 09:00",
	},
}

// Command returns /digest with its clicks and form.
func (h *Handler) Command() bot.Command {
	return bot.Command{
		Name:     "digest",
		Slash:    true,
		Examples: message.InLanguage(examples, h.Language),
		Loggable: func(word string) bool { return isOwnWord(word) || receivables.IsFilter(word) },
		Run:      h.run,
		Clicks: map[string]bot.Handler{
			message.ActionDigestShowAll:      h.showUnpaid,
			message.ActionDigestNew:          h.openNew,
			message.ActionDigestEdit:         h.withDigest(h.openEdit),
			message.ActionDigestSettings:     h.withDigest(h.openSettings),
			message.ActionDigestPause:        h.withDigest(h.pauseForever),
			message.ActionDigestPauseDay:     h.withDigest(h.pauseDay),
			message.ActionDigestResume:       h.withDigest(h.resume),
			message.ActionDigestPreview:      h.withDigest(h.preview),
			message.ActionDigestDelete:       h.withDigest(h.delete),
			message.ActionDigestList:         h.listHere,
			message.ActionDigestChoose:       h.runChosen,
			message.ActionDigestCreateAnyway: h.createDuplicate,

			message.ActionDigestPaid:         h.paid,
			message.ActionDigestPaidPrevious: h.paid,
			message.ActionDigestPaidNext:     h.paid,

			message.ActionDigestRetry:   h.withDigest(h.retry),
			message.ActionDigestPublish: h.publish,
			message.ActionDigestCancel:  h.cancel,

			message.ActionDigestAllPrevious: h.showAllPage,
			message.ActionDigestAllNext:     h.showAllPage,
		},
		Forms: map[string]bot.AnyForm{message.CallbackDigest: bot.Form[settings]{
			Title:    h.Renderer.DigestTitle(),
			Verbatim: []string{message.BlockDigestGroup},
			Parse:    h.parseForm,
			Working:  h.Renderer.DigestWorking,
			Run:      h.submit,
		}},
	}
}

// run does what was typed. The bare /digest lists the digests of the channel.
func (h *Handler) run(ctx context.Context, req *bot.Request, reply bot.Responder) error {
	typed, err := parseArgs(req.Text)
	if err != nil {
		return h.explainArgs(ctx, err, req.Channel)
	}
	switch typed.do {
	case actionList:
		return h.listHere(ctx, req, reply)
	case actionListAll:
		return h.listAll(ctx, 1, req, reply)
	case actionHelp:
		return h.help(ctx, reply)
	case actionNew:
		return h.openForm(ctx, typed, req, reply)
	case actionCreate:
		return h.createFromArgs(ctx, typed, req, reply)
	}
	return h.runOnDigest(ctx, typed, req, reply)
}

// runOnDigest does something to one digest. Without an id it is the only one of the channel; if
// there are several, the person chooses.
func (h *Handler) runOnDigest(ctx context.Context, typed args, req *bot.Request, reply bot.Responder) error {
	if typed.id == "" {
		subs, err := h.Digests.List(ctx, req.Channel)
		switch {
		case err != nil:
			return err
		case len(subs) == 0:
			return problem(message.ProblemNoDigest)
		case len(subs) > 1:
			list := message.DigestList{Digests: subs, Now: h.Now()}
			return reply.Reply(ctx, h.Renderer.DigestChoose(list, typed.withID))
		}
		typed.id = subs[0].ID
	}
	sub, err := h.find(ctx, typed.id, req)
	if err != nil {
		return err
	}
	switch typed.do {
	case actionPause:
		return h.pause(ctx, sub, typed.pauseUntil(h.Now()), req, reply)
	case actionResume:
		return h.resume(ctx, sub, req, reply)
	case actionDelete:
		return h.confirmDelete(ctx, sub, req, reply)
	case actionTest:
		return h.preview(ctx, sub, req, reply)
	case actionNow:
		return h.postNow(ctx, sub, req, reply)
	default:
		return h.openEdit(ctx, sub, req, reply)
	}
}

// runChosen does what was typed before to the digest that the person chose. The button's value came
// back from outside and is parsed again.
func (h *Handler) runChosen(ctx context.Context, req *bot.Request, reply bot.Responder) error {
	typed, err := parseArgs(req.Value)
	if err != nil || typed.id == "" {
		return problem(message.ProblemOldButton, err)
	}
	return h.runOnDigest(ctx, typed, req, reply)
}

func (h *Handler) help(ctx context.Context, reply bot.Responder) error {
	return reply.Reply(ctx, h.Renderer.Help([]message.HelpEntry{{
		Command: "digest", Slash: true, Summary: h.Renderer.Summary("digest"), Usage: h.Renderer.Usage("digest"),
		Examples: message.InLanguage(examples, h.Language), More: true,
	}}))
}
