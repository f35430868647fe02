package unpaid

import (
	"context"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/message"
)

// group shows the transactions of a row, each with its payment page, in the place of the list. A
// list that is being brought up to date does not take them away again.
func (u *Handler) group(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	state, err := message.ParseGroupState(req.Value)
	if err != nil {
		return err
	}
	now := u.Now()
	query, err := queryOf(&state.List, now)
	if err != nil {
		return err
	}
	view, err := u.Mirror.ListGroup(ctx, query, state.ID, state.Page)
	if err != nil {
		return err
	}
	u.pending.cancel(listPlace{req.User.ID, state.List.ListID})
	state.Page = view.Number
	return responder.Reply(ctx, u.Writer.UnpaidGroup(message.UnpaidGroup{
		State: state, Page: view, Now: now,
	}))
}
