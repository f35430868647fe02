package digests

import (
	"context"
	"strconv"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// listHere lists the digests of the channel to its members.
func (h *Handler) listHere(ctx context.Context, req *bot.Request, reply bot.Responder) error {
	if err := h.requireMember(ctx, req); err != nil {
		return err
	}
	subs, err := h.Digests.List(ctx, req.Channel)
	if err != nil {
		return err
	}
	return reply.Reply(ctx, h.Renderer.DigestList(message.DigestList{
		Channel: req.Channel, Digests: subs, Bot: h.Channels.BotName(), Now: h.Now(),
	}))
}

// showAllPage shows another page of the digests of all channels.
func (h *Handler) showAllPage(ctx context.Context, req *bot.Request, reply bot.Responder) error {
	page, err := strconv.Atoi(req.Value)
	if err != nil {
		return problem(message.ProblemOldButton, err)
	}
	return h.listAll(ctx, page, req, reply)
}

func (h *Handler) listAll(ctx context.Context, page int, req *bot.Request, reply bot.Responder) error {
	if !h.isAdmin(req.User.ID) {
		return problem(message.ProblemAdminsOnly)
	}
	subs, err := h.Digests.ListAll(ctx)
	if err != nil {
		return err
	}
	return reply.Reply(ctx, h.Renderer.DigestListAll(message.DigestList{
		Digests: subs, Bot: h.Channels.BotName(), Page: page, Now: h.Now(),
	}))
}

// showUnpaid shows the list behind a digest privately. A filter that may name a customer is not in
// the button: it is looked up in the digest, for people who may change that.
func (h *Handler) showUnpaid(ctx context.Context, req *bot.Request, reply bot.Responder) error {
	if _, err := message.ParseUnpaidState(req.Value); err != nil {
		sub, err := h.find(ctx, req.Value, req)
		if err != nil {
			return err
		}
		req.Value = listOf(sub, h.Now()).Value()
	}
	return h.ShowUnpaid(ctx, req, reply)
}

// paid shows who paid between two digests, privately, to people who may change the digest. Others
// see only how many.
func (h *Handler) paid(ctx context.Context, req *bot.Request, reply bot.Responder) error {
	state, err := message.ParsePaidState(req.Value)
	if err != nil {
		return err
	}
	sub, err := h.find(ctx, state.Digest, req)
	if err != nil {
		return err
	}
	now := h.Now()
	query, err := receivables.ParseOpenQuery(sub.Filter, now)
	if err != nil {
		return err
	}
	page, err := h.Mirror.ListPaid(ctx, query, state.From, state.To, state.Page)
	if err != nil {
		return err
	}
	state.Page = page.Number
	return reply.Reply(ctx, h.Renderer.Paid(message.Paid{State: state, Page: page, Now: now}))
}
