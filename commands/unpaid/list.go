package unpaid

import (
	"cmp"
	"context"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// show answers from the mirror at once. If the mirror is older than maxAge, it is synced, and the
// list shown again, unless the person clicked something else meanwhile.
func (h *Handler) show(
	ctx context.Context, state message.UnpaidState, maxAge time.Duration, req *bot.Request, responder bot.Responder,
) error {
	page, err := h.readPage(ctx, state)
	if err != nil {
		return err
	}
	if !page.Synced {
		syncErr := h.firstSync(ctx, responder)
		return h.showUpdated(ctx, state, syncErr, req.Ref, responder)
	}
	list := shownList{req.User.ID, state.ListID}
	h.updates.register(list, req.Ref)
	defer h.updates.remove(list, req.Ref)
	page.ShareKey = req.Ref
	page.Refreshing = h.Now().Sub(page.AsOf) > maxAge
	if err := responder.Reply(ctx, h.render(page)); err != nil || !page.Refreshing {
		return err
	}
	syncErr := h.update(ctx)
	if !h.updates.isCurrent(list, req.Ref) {
		return nil
	}
	return h.showUpdated(ctx, state, syncErr, req.Ref, responder)
}

// showUpdated shows the list after a sync of the mirror, which may have failed.
func (h *Handler) showUpdated(
	ctx context.Context, state message.UnpaidState, syncErr error, ref string, responder bot.Responder,
) error {
	page, err := h.readPage(ctx, state)
	if err != nil {
		return err
	}
	if syncErr != nil && page.AsOf.IsZero() {
		return syncErr // there is nothing to show
	}
	if syncErr != nil {
		h.warn(&page, syncErr, ref)
	}
	page.ShareKey = ref
	return responder.Reply(ctx, h.render(page))
}

// warn adds to the list why the mirror could not be synced.
func (h *Handler) warn(page *message.Unpaid, err error, ref string) {
	problem := usererr.Explain(err, h.Health(), h.Now())
	if problem.Kind == message.ProblemMayarDown || problem.Kind == message.ProblemTimeout {
		page.Outage = &message.Outage{Since: problem.Since, Ref: ref}
		return
	}
	problem.Ref = ref
	page.Problem = &problem
}

// readPage reads one page of the list.
func (h *Handler) readPage(ctx context.Context, state message.UnpaidState) (message.Unpaid, error) {
	now := h.Now()
	query, err := queryOf(&state, now)
	if err != nil {
		return message.Unpaid{}, err
	}
	page, err := h.Mirror.List(ctx, query, state.Page)
	state.Page = page.Number
	return message.Unpaid{State: state, Query: query, Page: page, Now: now}, err
}

// queryOf returns the query of a list. Its order is that of the state, else that of the query.
func queryOf(state *message.UnpaidState, now time.Time) (receivables.Query, error) {
	query, err := receivables.ParseQuery(state.Query, now)
	if err != nil {
		return query, err
	}
	state.Sort = cmp.Or(state.Sort, query.Sort)
	query.Sort = state.Sort
	return query, nil
}
