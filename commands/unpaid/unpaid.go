package unpaid

import (
	"cmp"
	"context"
	"errors"
	"time"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/publish"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/panicsafe"
	"github.com/mayarbot/mayarbot/receivables"
)

const (
	// syncAfter is how old the mirror may be before a look at it also brings it up to date.
	syncAfter = time.Minute

	// refreshAfter is how old it may be when somebody asks to refresh: twenty people who press the
	// button are one sync.
	refreshAfter = 5 * time.Second

	// updateTimeout is how long an answer from the mirror waits to be shown again with what is new.
	updateTimeout = 2 * time.Minute

	// pauseCheckInterval is how often somebody who waits looks whether Mayar has asked for a pause,
	// and shortPause is one that is worth waiting for.
	pauseCheckInterval = time.Second
	maxPauseToWait     = 5 * time.Second
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
	Writer   *message.Renderer
	Language string // of the examples: "en" or "id"
	Health   func() mayar.Health
	Budget   *mayar.Budget
	Now      func() time.Time

	Rule      publish.Rule // for sharing
	Publisher Publisher
	Once      Once
}

// A Handler shows who owes what, out of the mirror.
type Handler struct {
	Config
	pending pendingUpdates
}

// New returns the handler of /unpaid.
func New(cfg Config) *Handler { return &Handler{Config: cfg} }

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
func (u *Handler) Command() bot.Command {
	return bot.Command{
		Name:     "unpaid",
		Slash:    true,
		Examples: examples[u.Language],
		Loggable: receivables.IsFilter,
		Run:      u.run,
		Clicks: map[string]bot.Handler{
			message.ActionUnpaidPrevious:      withListState(u.showPage),
			message.ActionUnpaidNext:          withListState(u.showPage),
			message.ActionUnpaidSort:          withListState(u.showPage),
			message.ActionUnpaidClearQuery:    withListState(u.showPage),
			message.ActionUnpaidRefresh:       withListState(u.refresh),
			message.ActionUnpaidShowPrivately: u.ShowPrivately,
			message.ActionUnpaidShare:         u.share,
			message.ActionUnpaidBack:          withListState(u.showPage),
			message.ActionUnpaidGroup:         u.group,

			message.ActionUnpaidBelowPrevious: withListState(u.showPage),
			message.ActionUnpaidBelowNext:     withListState(u.showPage),

			message.ActionUnpaidGroupPrevious: u.group,
			message.ActionUnpaidGroupNext:     u.group,

			message.ActionUnpaidSharePost:   u.shareConfirmed,
			message.ActionUnpaidShareCancel: withListState(u.showPage),
			message.ActionUnpaidUnshare:     u.takeBack,
		},
	}
}

// withListState reads the list that a button stands for from its value, which came back from
// outside.
func withListState(do func(context.Context, message.UnpaidState, *bot.Request, bot.Responder) error) bot.Handler {
	return func(ctx context.Context, req *bot.Request, responder bot.Responder) error {
		state, err := message.ParseUnpaidState(req.Value)
		if err != nil {
			return err
		}
		return do(ctx, state, req, responder)
	}
}

func (u *Handler) run(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	words := req.Text
	if utf8.RuneCountInString(words) > message.MaxQueryLen {
		return &usererr.Error{Kind: message.ProblemLongFilter, Op: message.OpUnpaid}
	}
	return u.show(ctx, message.UnpaidState{ListID: req.Ref, Query: words, Page: 1}, syncAfter, req, responder)
}

// showPage shows another page or another order.
func (u *Handler) showPage(
	ctx context.Context, state message.UnpaidState, req *bot.Request, responder bot.Responder,
) error {
	return u.show(ctx, state, syncAfter, req, responder)
}

func (u *Handler) refresh(
	ctx context.Context, state message.UnpaidState, req *bot.Request, responder bot.Responder,
) error {
	return u.show(ctx, state, refreshAfter, req, responder)
}

// ShowPrivately shows the list that a message in a channel was made from, to whoever clicked. It is
// shown once, as the mirror has it: an answer to a click on a message that everybody sees cannot be
// replaced.
func (u *Handler) ShowPrivately(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	return withListState(u.showPrivately)(ctx, req, responder)
}

func (u *Handler) showPrivately(
	ctx context.Context, state message.UnpaidState, req *bot.Request, responder bot.Responder,
) error {
	page, err := u.readPage(ctx, state)
	if err != nil {
		return err
	}
	page.ShareKey = req.Ref
	return responder.Reply(ctx, u.Writer.Unpaid(page))
}

// show answers from the mirror at once; when that is older than maxAge it brings it up to date and
// shows the answer again, unless the person has clicked on in the meantime.
func (u *Handler) show(
	ctx context.Context, state message.UnpaidState, maxAge time.Duration, req *bot.Request, responder bot.Responder,
) error {
	page, err := u.readPage(ctx, state)
	if err != nil {
		return err
	}
	if !page.Synced {
		failed := u.firstSync(ctx, responder)
		return u.showUpdated(ctx, state, failed, req.Ref, responder)
	}
	at := listPlace{req.User.ID, state.ListID}
	u.pending.register(at, req.Ref)
	defer u.pending.remove(at, req.Ref)
	page.ShareKey = req.Ref
	page.Refreshing = u.Now().Sub(page.AsOf) > maxAge
	if err := responder.Reply(ctx, u.Writer.Unpaid(page)); err != nil || !page.Refreshing {
		return err
	}
	failed := u.update(ctx)
	if !u.pending.isCurrent(at, req.Ref) {
		return nil
	}
	return u.showUpdated(ctx, state, failed, req.Ref, responder)
}

// showUpdated shows what there is after the mirror was, or could not be, brought up to date.
func (u *Handler) showUpdated(
	ctx context.Context, state message.UnpaidState, failed error, ref string, responder bot.Responder,
) error {
	page, err := u.readPage(ctx, state)
	if err != nil {
		return err
	}
	if failed != nil && page.AsOf.IsZero() {
		return failed // there is nothing to show
	}
	if failed != nil {
		u.warn(&page, failed, ref)
	}
	page.ShareKey = ref
	return responder.Reply(ctx, u.Writer.Unpaid(page))
}

// update brings the mirror up to date for somebody who has an answer already, as long as Mayar does
// not ask to wait. It leaves the last requests of a minute to those who have nothing yet, such as a
// checkout.
func (u *Handler) update(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(mayar.Background(ctx), updateTimeout)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- panicsafe.Run(func() error { return u.Mirror.Refresh(ctx, nil) }) }()
	return u.waitForSync(done)
}

// waitForSync waits for a sync, and leaves it when Mayar asks for a pause that is not over soon:
// people are told of that, and not of a time that ran out because of it.
func (u *Handler) waitForSync(done <-chan error) error {
	look := time.NewTicker(pauseCheckInterval)
	defer look.Stop()
	for {
		select {
		case err := <-done:
			if errors.Is(err, context.DeadlineExceeded) && !u.Budget.PausedUntil().IsZero() {
				return u.stallError()
			}
			return unpaidError(err)
		case <-look.C:
			if time.Until(u.Budget.PausedUntil()) > maxPauseToWait {
				return u.stallError()
			}
		}
	}
}

// unpaidError says of an error of Mayar's that it is about the list.
func unpaidError(err error) error {
	if err == nil {
		return nil
	}
	return &usererr.Error{Op: message.OpUnpaid, Err: err}
}

// warn says above the list why the mirror could not be brought up to date.
func (u *Handler) warn(page *message.Unpaid, err error, ref string) {
	problem := usererr.Explain(err, u.Health(), u.Now())
	if problem.Kind == message.ProblemMayarDown || problem.Kind == message.ProblemTimeout {
		page.Outage = &message.Outage{Since: problem.Since, Ref: ref}
		return
	}
	problem.Ref = ref
	page.Problem = &problem
}

// readPage reads one page of the list.
func (u *Handler) readPage(ctx context.Context, state message.UnpaidState) (message.Unpaid, error) {
	now := u.Now()
	query, err := queryOf(&state, now)
	if err != nil {
		return message.Unpaid{}, err
	}
	view, err := u.Mirror.List(ctx, query, state.Page)
	if err != nil {
		return message.Unpaid{}, err
	}
	state.Page = view.Number
	return message.Unpaid{
		State: state,
		Query: query,
		Page:  view,
		Now:   now,
	}, nil
}

// queryOf is the query of a list, in the order that its state names or, where that names none, its
// words.
func queryOf(state *message.UnpaidState, now time.Time) (receivables.Query, error) {
	query, err := receivables.ParseQuery(state.Query, now)
	if err != nil {
		return query, err
	}
	state.Sort = cmp.Or(state.Sort, query.Sort)
	query.Sort = state.Sort
	return query, nil
}
