package digests

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/commands/publish"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// Digests keeps the subscriptions and delivers them. engine.Service does.
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
	Orphans(ctx context.Context) ([]digest.Subscription, error)
	Preview(ctx context.Context, sub digest.Subscription) (digest.Report, error)
}

// Channels is what /digest asks of Slack. [bot.Bot] answers, its errors are *slackapi.PostError.
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
	Renderer *Renderer
	Writer   *message.Renderer
	Zone     string // of a digest that names none
	Language string
	Now      func() time.Time

	ShowUnpaid bot.Handler // the list of /unpaid, privately
}

// A Handler manages the digests of channels: it makes, changes, tries and lists them. Delivering
// them is the business of package digest.
type Handler struct {
	Config
	access accessRule
}

// New returns the handler of /digest.
func New(cfg Config) *Handler {
	return &Handler{Config: cfg, access: accessRule{cfg.Channels, cfg.Rule.Admins, cfg.Rule.Allowed}}
}

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
func (c *Handler) Command() bot.Command {
	return bot.Command{
		Name:     "digest",
		Slash:    true,
		Examples: examples[c.Language],
		Loggable: func(word string) bool { return isOwnWord(word) || receivables.IsFilter(word) },
		Run:      c.run,
		Clicks: map[string]bot.Handler{
			message.ActionDigestShowAll:      c.showList,
			message.ActionDigestNew:          c.openNew,
			message.ActionDigestEdit:         c.withDigest(c.openEdit),
			message.ActionDigestSettings:     c.settings,
			message.ActionDigestPause:        c.withDigest(c.pauseForever),
			message.ActionDigestPauseDay:     c.withDigest(c.pauseDay),
			message.ActionDigestResume:       c.withDigest(c.resume),
			message.ActionDigestPreview:      c.withDigest(c.preview),
			message.ActionDigestDelete:       c.withDigest(c.remove),
			message.ActionDigestList:         c.listHere,
			message.ActionDigestChoose:       c.runTyped,
			message.ActionDigestCreateAnyway: c.createDuplicate,

			message.ActionDigestPaid:         c.paid,
			message.ActionDigestPaidPrevious: c.paid,
			message.ActionDigestPaidNext:     c.paid,

			message.ActionDigestRetry:   c.withDigest(c.retry),
			message.ActionDigestPublish: c.publish,
			message.ActionDigestCancel:  c.cancel,

			message.ActionDigestAllPrevious: c.showAllPage,
			message.ActionDigestAllNext:     c.showAllPage,
		},
		Forms: map[string]bot.AnyForm{message.CallbackDigest: bot.Form[settings]{
			Title:    c.Writer.DigestTitle(),
			Verbatim: []string{message.BlockDigestGroup},
			Parse:    c.parseForm,
			Working:  c.Writer.DigestWorking,
			Run:      c.submit,
		}},
	}
}

// run does what the words say. Without any it lists the channel's digests.
func (c *Handler) run(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	typed, err := parseArgs(req.Text)
	if err != nil {
		return c.explainArgs(ctx, err, req.Channel)
	}
	switch typed.do {
	case actionList:
		return c.listHere(ctx, req, responder)
	case actionListAll:
		return c.listAll(ctx, 1, req, responder)
	case actionHelp:
		return c.help(ctx, responder)
	case actionNew:
		return c.openForm(ctx, typed, req, responder)
	case actionCreate:
		return c.createFromArgs(ctx, typed, req, responder)
	}
	return c.runOnDigest(ctx, typed, req, responder)
}

// runOnDigest does something to the digest that words name. Without an id it is the channel's only
// one; where there are several, the person chooses.
func (c *Handler) runOnDigest(
	ctx context.Context, typed args, req *bot.Request, responder bot.Responder,
) error {
	if typed.id == "" {
		subs, err := c.Digests.List(ctx, req.Channel)
		switch {
		case err != nil:
			return err
		case len(subs) == 0:
			return problem(message.ProblemNoDigest)
		case len(subs) > 1:
			return responder.Reply(
				ctx,
				c.Writer.DigestChoose(message.DigestList{Digests: c.entries(subs), Now: c.Now()}, typed.withID),
			)
		}
		typed.id = subs[0].ID
	}
	sub, err := c.find(ctx, typed.id, req)
	if err != nil {
		return err
	}
	switch typed.do {
	case actionPause:
		return c.pause(ctx, sub, typed.pauseUntil(c.Now()), req, responder)
	case actionResume:
		return c.resume(ctx, sub, req, responder)
	case actionDelete:
		return c.askRemove(ctx, sub, req, responder)
	case actionTest:
		return c.preview(ctx, sub, req, responder)
	case actionNow:
		return c.postNow(ctx, sub, req, responder)
	default:
		return c.openEdit(ctx, sub, req, responder)
	}
}

// runTyped does what was typed, with the digest that the person chose for it. It came back from
// outside, and is read anew.
func (c *Handler) runTyped(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	typed, err := parseArgs(req.Value)
	if err != nil || typed.id == "" {
		return problem(message.ProblemOldButton, err)
	}
	return c.runOnDigest(ctx, typed, req, responder)
}

// find finds a digest by its id. To those who may not change it there is none, unless they see it
// there: that a private channel has one is its own business.
func (c *Handler) find(ctx context.Context, id string, req *bot.Request) (digest.Subscription, error) {
	if !digestID.MatchString(id) {
		return digest.Subscription{}, problem(message.ProblemOldButton)
	}
	sub, err := c.Digests.Get(ctx, id)
	if err != nil {
		return digest.Subscription{}, explain(err, id)
	}
	may, err := c.access.canChange(ctx, sub, req.User.ID)
	switch {
	case may:
		return sub, nil
	case usererr.IsTemporary(err):
		return digest.Subscription{}, &usererr.Error{Op: message.OpDigest, Err: err}
	case req.Channel == sub.Channel:
		return digest.Subscription{}, notInChannel("/digest pause "+sub.ID, err)
	}
	return digest.Subscription{}, noDigest(id, err)
}

// showList shows the list that a digest was made from, privately. A filter that may name a customer
// is not in the button but kept with the digest, for those who may change that, wherever the button
// is: under a test it is in a direct message.
func (c *Handler) showList(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	if _, err := message.ParseUnpaidState(req.Value); err != nil {
		sub, err := c.find(ctx, req.Value, req)
		if err != nil {
			return err
		}
		req.Value = listOf(sub, c.Now()).Value()
	}
	return c.ShowUnpaid(ctx, req, responder)
}

// withDigest finds the digest that a button is about. The id came back from outside, so whether the
// person may change that one is asked anew.
func (c *Handler) withDigest(
	do func(context.Context, digest.Subscription, *bot.Request, bot.Responder) error,
) bot.Handler {
	return func(ctx context.Context, req *bot.Request, responder bot.Responder) error {
		sub, err := c.find(ctx, req.Value, req)
		if err != nil {
			return err
		}
		return do(ctx, sub, req, responder)
	}
}

func (c *Handler) list(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	subs, err := c.Digests.List(ctx, req.Channel)
	if err != nil {
		return err
	}
	return responder.Reply(
		ctx,
		c.Writer.DigestList(
			message.DigestList{Channel: req.Channel, Digests: c.entries(subs), Bot: c.Channels.BotName(), Now: c.Now()},
		),
	)
}

// listHere shows the list to who is in the channel, when they ask for it and in the place of an
// answer.
func (c *Handler) listHere(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	if err := c.requireMember(ctx, req); err != nil {
		return err
	}
	return c.list(ctx, req, responder)
}

// requireMember returns nil when the person is in the channel that they type or click in. Where
// somebody types is no proof, but in what Slack hides from the bot: that shows a channel to its
// members alone.
func (c *Handler) requireMember(ctx context.Context, req *bot.Request) error {
	may, err := c.access.canCreate(ctx, req.Channel, req.User.ID)
	refused, _ := errors.AsType[*slackapi.PostError](err)
	switch {
	case may || req.Kind == bot.KindCommand && refused != nil && refused.Code == "channel_not_found":
		return nil
	case usererr.IsTemporary(err):
		return &usererr.Error{Op: message.OpDigest, Err: err}
	}
	return notInChannel("/digest", err)
}

// showAllPage shows another page of the digests of all channels.
func (c *Handler) showAllPage(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	page, err := strconv.Atoi(req.Value)
	if err != nil {
		return problem(message.ProblemOldButton, err)
	}
	return c.listAll(ctx, page, req, responder)
}

func (c *Handler) listAll(ctx context.Context, page int, req *bot.Request, responder bot.Responder) error {
	if !c.access.isAdmin(req.User.ID) {
		return problem(message.ProblemAdminsOnly)
	}
	subs, err := c.Digests.ListAll(ctx)
	if err != nil {
		return err
	}
	return responder.Reply(
		ctx,
		c.Writer.DigestListAll(
			message.DigestList{Digests: c.entries(subs), Bot: c.Channels.BotName(), Page: page, Now: c.Now()},
		),
	)
}

func (c *Handler) help(ctx context.Context, responder bot.Responder) error {
	return responder.Reply(ctx, c.Writer.Help([]message.HelpEntry{{
		Command: "digest", Slash: true, Summary: c.Writer.Summary("digest"), Usage: c.Writer.Usage("digest"),
		Examples: examples[c.Language],
		More:     true,
	}}))
}
