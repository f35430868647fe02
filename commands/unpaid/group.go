package unpaid

import (
	"context"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/message"
)

// group replaces the list by the transactions of one row, each with its payment page. An update of
// the list that is under way does not take them away again.
func (h *Handler) group(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	state, err := message.ParseGroupState(req.Value)
	if err != nil {
		return err
	}
	now := h.Now()
	query, err := queryOf(&state.List, now)
	if err != nil {
		return err
	}
	page, err := h.Mirror.ListGroup(ctx, query, state.ID, state.Page)
	if err != nil {
		return err
	}
	h.updates.cancel(shownList{req.User.ID, state.List.ListID})
	state.Page = page.Number
	return responder.Reply(ctx, h.Renderer.UnpaidGroup(message.UnpaidGroup{State: state, Page: page, Now: now}))
}
