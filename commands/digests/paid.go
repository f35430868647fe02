package digests

import (
	"context"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// paid names who paid between two digests, privately, to those who may change the digest: who else
// reads it knows how many they are.
func (c *Handler) paid(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	state, err := message.ParsePaidState(req.Value)
	if err != nil {
		return err
	}
	sub, err := c.find(ctx, state.Digest, req)
	if err != nil {
		return err
	}
	now := c.Now()
	query, err := receivables.ParseOpenQuery(sub.Filter, now)
	if err != nil {
		return err
	}
	view, err := c.Mirror.ListPaid(ctx, query, state.From, state.To, state.Page)
	if err != nil {
		return err
	}
	state.Page = view.Number
	return responder.Reply(ctx, c.Writer.Paid(message.Paid{State: state, Page: view, Now: now}))
}
