package checkout

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

const (
	// waitingAfter is when a command that still waits for links says so.
	waitingAfter = time.Second

	// linksTimeout bounds the wait for links. If Mayar asks for a longer pause, the person reads
	// when to try again.
	linksTimeout = 25 * time.Second

	// tierNamesTimeout is how long links wait for the names and prices of their tiers.
	tierNamesTimeout = 300 * time.Millisecond
)

type linkMaker interface {
	CreateImmutable(ctx context.Context, request *mayar.CheckoutRequest) (*mayar.Checkout, *mayar.Response, error)
}

// answer creates the links and shows them.
func (h *Handler) answer(ctx context.Context, o order, req *bot.Request, reply bot.Responder) error {
	links, err := h.createAndVerify(ctx, o, req, reply)
	if err != nil {
		return err
	}
	_, err = h.show(ctx, links, o.request.ProductID, reply)
	return err
}

func (h *Handler) createAndVerify(
	ctx context.Context, o order, req *bot.Request, reply bot.Responder,
) (message.CheckoutLinks, error) {
	created, reused, err := h.create(ctx, o.request, req, reply)
	if err != nil {
		failed := &usererr.Error{Op: message.OpCheckout, Err: err}
		if mayar.NotFound(err) && h.catalog.has(ctx, o.request.ProductID) {
			failed.Kind = message.ProblemNoLinkEndpoint // the product exists
		}
		return message.CheckoutLinks{}, failed
	}
	links, err := verifyLinks(created, o.request)
	links.UnknownHosts = h.unknownHosts(ctx, created, links)
	links.Product, links.Reused, links.Ref = o.form.Product, reused, req.Ref
	return links, err
}

// create asks Mayar for the links, unless the same was asked less than a minute ago. If that takes
// long, a command says so; a form shows it from the start.
func (h *Handler) create(
	ctx context.Context, request mayar.CheckoutRequest, req *bot.Request, reply bot.Responder,
) (*mayar.Checkout, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, linksTimeout)
	defer cancel()
	type result struct {
		created *mayar.Checkout
		reused  bool
		err     error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		r.err = panicsafe.Run(func() (err error) {
			r.created, r.reused, err = h.recent.do(ctx, request, func() (*mayar.Checkout, error) {
				created, _, err := h.links.CreateImmutable(ctx, &request)
				return created, err
			})
			return err
		})
		done <- r
	}()
	var slow <-chan time.Time
	if req.Kind == bot.KindCommand {
		slow = time.After(waitingAfter)
	}
	select {
	case r := <-done:
		return r.created, r.reused, r.err
	case <-slow:
	}
	if err := reply.Reply(ctx, h.Renderer.CheckoutWaiting()); err != nil {
		return nil, false, err
	}
	r := <-done
	return r.created, r.reused, r.err
}

// show shows links with the names and prices of their tiers. If these take long, the links are
// shown without, and again when the names have come. It returns what is shown in the end.
func (h *Handler) show(
	ctx context.Context, links message.CheckoutLinks, productID string, reply bot.Responder,
) (message.CheckoutLinks, error) {
	if len(links.Tiers) == 0 {
		return links, reply.Reply(ctx, h.Renderer.CheckoutLinks(links))
	}
	tiers := make(chan map[string]tier, 1)
	go func() {
		var known map[string]tier
		panicsafe.Try(func() { known = h.catalog.tiers(ctx, productID) }) // links are shown without names
		tiers <- known
	}()
	select {
	case known := <-tiers:
		links = withTiers(links, known)
		return links, reply.Reply(ctx, h.Renderer.CheckoutLinks(links))
	case <-time.After(tierNamesTimeout):
	}
	links.NamesPending = true
	if err := reply.Reply(ctx, h.Renderer.CheckoutLinks(links)); err != nil {
		return links, err
	}
	links.NamesPending = false
	links = withTiers(links, <-tiers)
	return links, reply.Reply(ctx, h.Renderer.CheckoutLinks(links))
}
