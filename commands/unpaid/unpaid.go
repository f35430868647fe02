// Package unpaid is /unpaid: the list of what customers owe, out of the mirror, and sharing it.
package unpaid

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/publish"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

const (
	// maxAge is how old a list may be before showing it also syncs the mirror.
	maxAge = time.Minute

	// maxAgeOnRefresh is the same when somebody asks to refresh: twenty people who press the button
	// are one sync.
	maxAgeOnRefresh = 5 * time.Second
)

// Mirror is what /unpaid needs of the mirror of unpaid transactions.
type Mirror interface {
	List(ctx context.Context, q receivables.Query, page int) (receivables.Page, error)
	ListGroup(ctx context.Context, q receivables.Query, id string, page int) (receivables.Page, error)
	Refresh(ctx context.Context, progress func(receivables.Progress)) error
}

// Config is what /unpaid needs.
type Config struct {
	Mirror   Mirror
	Renderer *message.Renderer
	Language string // of the examples: "en" or "id"
	Health   func() mayar.Health
	Budget   *mayar.Budget
	Now      func() time.Time

	Rule      publish.Rule // for sharing
	Publisher Publisher
	Once      Once
}

// A Handler answers /unpaid and its clicks.
type Handler struct {
	Config
	updates   pendingUpdates
	templates *templates
}

// New returns the handler of /unpaid.
func New(cfg Config) *Handler { return &Handler{Config: cfg, templates: newTemplates()} }

// examples are what people can type, in each language.
var examples = map[string][]string{
	"en": {
		"unpaid",
		"unpaid older:7d min:100000",
		"unpaid type:invoice sort:largest",
		"unpaid status:paid newer:1d",
		"unpaid ani",
	},
	"id": {
		"unpaid",
		"unpaid lama:7hari min:100rb",
		"unpaid urut:pelanggan",
		"unpaid status:lunas baru:1hari",
		"unpaid ani",
	},
}

// Command returns /unpaid with its clicks.
func (h *Handler) Command() bot.Command {
	return bot.Command{
		Name:     "unpaid",
		Slash:    true,
		Examples: message.InLanguage(examples, h.Language),
		Loggable: receivables.IsFilter,
		Run:      h.run,
		Clicks: map[string]bot.Handler{
			message.ActionUnpaidPrevious:      withListState(h.showPage),
			message.ActionUnpaidNext:          withListState(h.showPage),
			message.ActionUnpaidSort:          withListState(h.showPage),
			message.ActionUnpaidClearQuery:    withListState(h.showPage),
			message.ActionUnpaidRefresh:       withListState(h.refresh),
			message.ActionUnpaidShowPrivately: h.ShowPrivately,
			message.ActionUnpaidShare:         h.share,
			message.ActionUnpaidBack:          withListState(h.showPage),
			message.ActionUnpaidGroup:         h.group,

			message.ActionUnpaidBelowPrevious: withListState(h.showPage),
			message.ActionUnpaidBelowNext:     withListState(h.showPage),

			message.ActionUnpaidGroupPrevious: h.group,
			message.ActionUnpaidGroupNext:     h.group,

			message.ActionUnpaidSharePost:   h.shareConfirmed,
			message.ActionUnpaidShareCancel: withListState(h.showPage),
			message.ActionUnpaidUnshare:     h.unshare,
		},
	}
}

// A listHandler is a handler of a click that knows which list the button is for.
type listHandler func(ctx context.Context, state message.UnpaidState, req *bot.Request, responder bot.Responder) error

// withListState reads the list that a button is for from its value, which came back from outside.
func withListState(do listHandler) bot.Handler {
	return func(ctx context.Context, req *bot.Request, responder bot.Responder) error {
		if req.Value == "" && req.ID == message.ActionUnpaidSort {
			return nil // they chose the same order again, which deselects it
		}
		state, err := message.ParseUnpaidState(req.Value)
		if err != nil {
			return err
		}
		return do(ctx, state, req, responder)
	}
}

func (h *Handler) run(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	if utf8.RuneCountInString(req.Text) > message.MaxQueryLen {
		return &usererr.Error{Kind: message.ProblemLongFilter, Op: message.OpUnpaid}
	}
	return h.show(ctx, message.UnpaidState{ListID: req.Ref, Query: req.Text, Page: 1}, maxAge, req, responder)
}

// showPage shows another page or another order.
func (h *Handler) showPage(
	ctx context.Context, state message.UnpaidState, req *bot.Request, responder bot.Responder,
) error {
	return h.show(ctx, state, maxAge, req, responder)
}

func (h *Handler) refresh(
	ctx context.Context, state message.UnpaidState, req *bot.Request, responder bot.Responder,
) error {
	return h.show(ctx, state, maxAgeOnRefresh, req, responder)
}

// ShowPrivately answers a click on a message in a channel: it shows the list of that message to the
// person alone. It does not sync the mirror, because that answer could not be replaced by a newer
// one.
func (h *Handler) ShowPrivately(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	return withListState(h.showPrivately)(ctx, req, responder)
}

func (h *Handler) showPrivately(
	ctx context.Context, state message.UnpaidState, req *bot.Request, responder bot.Responder,
) error {
	page, err := h.readPage(ctx, state)
	if err != nil {
		return err
	}
	page.ShareKey = req.Ref
	return responder.Reply(ctx, h.render(page))
}
