// Package checkout is /checkout: immutable payment links for one customer.
package checkout

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/slack-go/slack"
)

const (
	// lookupTimeout bounds finding a product by its name: the form must open within the 3 s in
	// which Slack's trigger is good.
	lookupTimeout = 1500 * time.Millisecond

	// suggestTimeout bounds finding products for the menu, for which the bot waits 2.5 s.
	suggestTimeout = 2 * time.Second
)

// A Handler answers /checkout and its form: it creates immutable links for one customer, one per
// tier, and shows them to the person who asked.
type Handler struct {
	Config
	links   linkMaker
	recent  *recentCheckouts
	catalog *catalog
}

// Config is what /checkout needs.
type Config struct {
	Mayar    *mayar.Client
	Mirror   Mirror // knows other payment links of the account; may be nil
	Renderer *message.Renderer
	Language string // of the examples: "en" or "id"
	Health   func() mayar.Health
	Now      func() time.Time
}

// Mirror is what /checkout needs of the mirror of unpaid transactions.
type Mirror interface {
	List(ctx context.Context, q receivables.Query, page int) (receivables.Page, error)
}

// New returns the handler of /checkout.
func New(cfg Config) *Handler {
	return &Handler{
		Config:  cfg,
		links:   cfg.Mayar.Checkout,
		recent:  newRecentCheckouts(cfg.Now),
		catalog: newCatalog(cfg.Mayar.Products, cfg.Mayar.Memberships, cfg.Now),
	}
}

// examples are what people can type, in each language.
var examples = map[string][]string{
	"en": {"checkout", `checkout name:"Ani Wijaya" email:ani@example.com mobile:081200001111`},
	"id": {"checkout", `checkout nama:"Ani Wijaya" email:ani@example.com hp:081200001111`},
}

// creditWord matches an amount of credit, which the record may show. The digits may be hidden
// already, because many look like a phone number.
var creditWord = regexp.MustCompile(`^credit:(?:\d[\d.]*|\*\*\*)$`)

// Command returns /checkout with its form and menu.
func (h *Handler) Command() bot.Command {
	return bot.Command{
		Name:     "checkout",
		Slash:    true,
		Examples: message.InLanguage(examples, h.Language),
		Loggable: creditWord.MatchString,
		Run:      h.run,
		Forms: map[string]bot.AnyForm{message.CallbackCheckout: bot.Form[order]{
			Title:   h.Renderer.CheckoutTitle(),
			Parse:   h.parseForm,
			Working: h.Renderer.CheckoutWorking,
			Run:     h.submit,
		}},
		Menus: map[string]bot.OptionsHandler{message.ActionCheckoutProduct: h.suggest},
	}
}

// run answers a complete command at once. If something is missing, wrong or a guess, it opens the
// form with the rest filled in.
func (h *Handler) run(ctx context.Context, req *bot.Request, reply bot.Responder) error {
	typed := parseArgs(req.Text)
	found := h.lookupProduct(ctx, typed.Product)
	form := message.CheckoutForm{
		Product: found.product, Lookup: found.lookup,
		Name: typed.Name, Email: typed.Email, Mobile: typed.Mobile, Credit: typed.Credit,
		CustomerID: typed.CustomerID, MemberID: typed.MemberID, Ambiguous: typed.Ambiguous,
	}
	request, wrong := requestOf(form)
	if len(wrong) == 0 && len(typed.Ambiguous) == 0 && !typed.Guessed && found.certain {
		return h.answer(ctx, order{form, request}, req, reply)
	}
	for _, block := range slices.Sorted(maps.Keys(wrong)) {
		if block != message.BlockCheckoutProduct && *typed.field(block) != "" {
			form.FieldErrors = append(form.FieldErrors, wrong[block])
		}
	}
	return reply.OpenModal(ctx, h.Renderer.CheckoutForm(form))
}

// lookupProduct finds a product by its id or name. It finds none if Mayar is slow or down.
func (h *Handler) lookupProduct(ctx context.Context, query string) lookupResult {
	if query == "" {
		return lookupResult{}
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	return h.catalog.lookupProduct(ctx, query)
}

// submit creates the links of a form. If there are none, the form comes back with what was filled
// in and says why.
func (h *Handler) submit(ctx context.Context, o order, req *bot.Request, reply bot.Responder) error {
	o.form.Product = h.catalog.productByID(o.request.ProductID)
	links, err := h.createAndVerify(ctx, o, req, reply)
	if err != nil {
		return h.reopen(ctx, o.form, err, req, reply)
	}
	shown, err := h.show(ctx, links, o.request.ProductID, reply)
	if err != nil {
		return err
	}
	return h.copyToDM(ctx, shown, reply)
}

// reopen shows the form again with what went wrong. If it was closed, the error is the answer.
func (h *Handler) reopen(
	ctx context.Context, form message.CheckoutForm, err error, req *bot.Request, reply bot.Responder,
) error {
	problem := usererr.Explain(err, h.Health(), h.Now())
	problem.Ref = req.Ref
	form.Failed = &problem
	if reply.OpenModal(ctx, h.Renderer.CheckoutForm(form)) != nil {
		return err
	}
	return bot.Reported(err)
}

// copyToDM also sends the links of a form as a direct message, and says so in the form. The person
// has the links already, so a failure is only logged.
func (h *Handler) copyToDM(ctx context.Context, links message.CheckoutLinks, reply bot.Responder) error {
	kept, err := reply.CopyToDM(ctx, h.Renderer.CheckoutLinks(links))
	if err != nil || !kept {
		return bot.Reported(err)
	}
	links.SentPrivately = true
	return bot.Reported(reply.Reply(ctx, h.Renderer.CheckoutLinks(links)))
}

// suggest offers the products whose name matches what was typed, and a pasted id as itself. If
// Mayar does not answer, the only option says so.
func (h *Handler) suggest(ctx context.Context, req *bot.Request) ([]*slack.OptionBlockObject, error) {
	if isProductID(req.Value) {
		if product := h.catalog.productByID(req.Value); product.Name != "" {
			return h.Renderer.ProductOptions([]message.Product{product}), nil
		}
		return []*slack.OptionBlockObject{h.Renderer.PastedProduct(req.Value)}, nil
	}
	// Links take precedence over searches while somebody types.
	ctx, cancel := context.WithTimeout(mayar.Background(ctx), suggestTimeout)
	defer cancel()
	products, err := h.catalog.search(ctx, req.Value)
	if err != nil {
		return []*slack.OptionBlockObject{h.Renderer.NoProducts()}, &usererr.Error{Op: message.OpProducts, Err: err}
	}
	return h.Renderer.ProductOptions(products), nil
}
