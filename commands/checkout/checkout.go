package checkout

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/panicsafe"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/slack-go/slack"
)

const (
	// lookupTimeout bounds finding a product by its name: the form must open within 3 s of the
	// command, while Slack's trigger is good.
	lookupTimeout = 1500 * time.Millisecond

	// suggestTimeout bounds looking products up for the menu: Slack wants its options within 3 s,
	// and the bot gives a menu 2.5.
	suggestTimeout = 2 * time.Second

	// waitingAfter is how long an answer may take before it says that it takes long.
	waitingAfter = time.Second

	// linksTimeout is how long anybody waits for links. When Mayar asks to wait longer than that,
	// the answer is when to ask again.
	linksTimeout = 25 * time.Second

	// tierNamesTimeout is how long ready links wait for the names and prices of their tiers before
	// they are shown without.
	tierNamesTimeout = 300 * time.Millisecond
)

// linkMaker makes the links.
type linkMaker interface {
	CreateImmutable(ctx context.Context, request *mayar.CheckoutRequest) (*mayar.Checkout, *mayar.Response, error)
}

// A Handler makes immutable checkout links for one customer, one per tier, and shows them to the one
// who asked.
type Handler struct {
	Config
	links   linkMaker
	recent  *recentCheckouts
	catalog *catalog
}

// Config is what /checkout needs.
type Config struct {
	Mayar    *mayar.Client
	Mirror   Mirror // knows other links of the account; nil: none
	Writer   *message.Renderer
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

// Command returns /checkout with its form and menu.
func (c *Handler) Command() bot.Command {
	return bot.Command{
		Name:     "checkout",
		Slash:    true,
		Examples: examples[c.Language],
		Run:      c.run,
		Forms: map[string]bot.AnyForm{message.CallbackCheckout: bot.Form[filledForm]{
			Title:   c.Writer.CheckoutTitle(),
			Parse:   c.parseForm,
			Working: c.Writer.CheckoutWorking,
			Run:     c.submit,
		}},
		Menus: map[string]bot.OptionsHandler{message.ActionCheckoutProduct: c.suggest},
	}
}

// run answers a complete command at once; what is missing, wrong or a guess opens the form with the
// rest filled in.
func (c *Handler) run(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	words := parseCheckout(req.Text)
	found := c.lookupProduct(ctx, words.Product)
	form := message.CheckoutForm{
		Product: found.product,
		Lookup:  found.lookup,
		Name:    words.Name, Email: words.Email, Mobile: words.Mobile, Credit: words.Credit,
		CustomerID: words.CustomerID, MemberID: words.MemberID,
		Ambiguous: words.Unclear,
	}
	request, wrong := checkoutRequest(form)
	if len(wrong) == 0 && len(words.Unclear) == 0 && !words.Guessed && found.certain {
		return c.answer(ctx, form.Product, request, req, responder)
	}
	for _, block := range slices.Sorted(maps.Keys(wrong)) {
		if isFilled(form, block) {
			form.FieldErrors = append(form.FieldErrors, wrong[block])
		}
	}
	return responder.OpenModal(ctx, c.Writer.CheckoutForm(form))
}

// lookupProduct finds the product that words name. Mayar being slow or down leaves it open.
func (c *Handler) lookupProduct(ctx context.Context, words string) lookupResult {
	if words == "" {
		return lookupResult{}
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	return c.catalog.lookupProduct(ctx, words)
}

// A filledForm is what was filled in, and what Mayar is asked for it.
type filledForm struct {
	form    message.CheckoutForm
	request mayar.CheckoutRequest
}

// parseForm reads the form, or says of its fields what is wrong before anything is sent.
func (c *Handler) parseForm(req *bot.Request) (filledForm, map[string]string) {
	form := formOf(req)
	request, wrong := checkoutRequest(form)
	problems := make(map[string]string, len(wrong))
	for block, kind := range wrong {
		problems[block] = c.Writer.FieldError(kind)
	}
	return filledForm{form, request}, problems
}

// submit makes the links of a form. When there are none the form comes back with what was filled
// in, and says why.
func (c *Handler) submit(ctx context.Context, filled filledForm, req *bot.Request, responder bot.Responder) error {
	form, request := filled.form, filled.request
	form.Product = c.catalog.productByID(form.Product.ID)
	links, err := c.makeAndVerify(ctx, form.Product, request, req, responder)
	if err != nil {
		return c.reopen(ctx, form, err, req, responder)
	}
	shown, err := c.show(ctx, links, request.ProductID, responder)
	if err != nil {
		return err
	}
	return c.copyToDM(ctx, shown, responder)
}

// reopen shows the form again with what went wrong. Who has closed it is told as anybody else is.
func (c *Handler) reopen(
	ctx context.Context, form message.CheckoutForm, err error, req *bot.Request, responder bot.Responder,
) error {
	problem := usererr.Explain(err, c.Health(), c.Now())
	problem.Ref = req.Ref
	form.Failed = &problem
	if responder.OpenModal(ctx, c.Writer.CheckoutForm(form)) != nil {
		return err
	}
	return bot.Reported(err)
}

// keep sends the links of a form as a direct message too, and says so in the form. The person has
// the links by then, so a failure is for the log alone.
func (c *Handler) copyToDM(ctx context.Context, links message.CheckoutLinks, responder bot.Responder) error {
	kept, err := responder.CopyToDM(ctx, c.Writer.CheckoutLinks(links))
	if err != nil || !kept {
		return bot.Reported(err)
	}
	links.SentPrivately = true
	return bot.Reported(responder.Reply(ctx, c.Writer.CheckoutLinks(links)))
}

// suggest offers the products whose name matches what was typed, and a pasted id as itself. When
// Mayar does not say what there is, that is what it offers.
func (c *Handler) suggest(ctx context.Context, req *bot.Request) ([]*slack.OptionBlockObject, error) {
	if isProductID(req.Value) {
		if product := c.catalog.productByID(req.Value); product.Name != "" {
			return c.Writer.ProductOptions([]message.Product{product}), nil
		}
		return []*slack.OptionBlockObject{c.Writer.PastedProduct(req.Value)}, nil
	}
	// Links go before what is looked up while somebody types.
	ctx, cancel := context.WithTimeout(mayar.Background(ctx), suggestTimeout)
	defer cancel()
	products, err := c.catalog.search(ctx, req.Value)
	if err != nil {
		return []*slack.OptionBlockObject{c.Writer.NoProducts()}, &usererr.Error{Op: message.OpProducts, Err: err}
	}
	return c.Writer.ProductOptions(products), nil
}

// answer makes the links and shows them.
func (c *Handler) answer(
	ctx context.Context,
	product message.Product,
	request mayar.CheckoutRequest,
	req *bot.Request,
	responder bot.Responder,
) error {
	links, err := c.makeAndVerify(ctx, product, request, req, responder)
	if err != nil {
		return err
	}
	_, err = c.show(ctx, links, request.ProductID, responder)
	return err
}

// makeAndVerify makes the links, and checks them.
func (c *Handler) makeAndVerify(
	ctx context.Context,
	product message.Product,
	request mayar.CheckoutRequest,
	req *bot.Request,
	responder bot.Responder,
) (message.CheckoutLinks, error) {
	made, reused, err := c.make(ctx, request, req, responder)
	if err != nil {
		failed := &usererr.Error{Op: message.OpCheckout, Err: err}
		if mayar.NotFound(err) && c.catalog.has(ctx, request.ProductID) {
			failed.Kind = message.ProblemNoLinkEndpoint // it is not the product that is not there
		}
		return message.CheckoutLinks{}, failed
	}
	links, err := verifyLinks(made, request)
	links.UnknownHosts = c.unknownHosts(ctx, made, links)
	links.Product, links.Reused, links.Ref = product, reused, req.Ref
	return links, err
}

// show shows links. Names and prices of their tiers, where there are any, are looked up and hardly
// hold them up: links are shown without, and again when the names have come. It returns what is
// shown in the end.
func (c *Handler) show(
	ctx context.Context, links message.CheckoutLinks, productID string, responder bot.Responder,
) (message.CheckoutLinks, error) {
	if len(links.Tiers) == 0 {
		return links, responder.Reply(ctx, c.Writer.CheckoutLinks(links))
	}
	tiers := make(chan map[string]tier, 1)
	go func() {
		var known map[string]tier
		panicsafe.Try(func() { known = c.catalog.tiers(ctx, productID) }) // links are shown without names
		tiers <- known
	}()
	select {
	case known := <-tiers:
		links = withTiers(links, known)
		return links, responder.Reply(ctx, c.Writer.CheckoutLinks(links))
	case <-time.After(tierNamesTimeout):
	}
	links.NamesPending = true
	if err := responder.Reply(ctx, c.Writer.CheckoutLinks(links)); err != nil {
		return links, err
	}
	links.NamesPending = false
	links = withTiers(links, <-tiers)
	return links, responder.Reply(ctx, c.Writer.CheckoutLinks(links))
}

// make asks Mayar, unless the same was asked less than a minute ago. To a command it says so when
// that takes long; a form shows it from the start.
func (c *Handler) make(
	ctx context.Context, request mayar.CheckoutRequest, req *bot.Request, responder bot.Responder,
) (*mayar.Checkout, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, linksTimeout)
	defer cancel()
	type result struct {
		made   *mayar.Checkout
		reused bool
		err    error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		r.err = panicsafe.Run(func() (err error) {
			r.made, r.reused, err = c.recent.do(ctx, request, func() (*mayar.Checkout, error) {
				made, _, err := c.links.CreateImmutable(ctx, &request)
				return made, err
			})
			return err
		})
		done <- r
	}()
	var quiet <-chan time.Time
	if req.Kind == bot.KindCommand {
		quiet = time.After(waitingAfter)
	}
	select {
	case r := <-done:
		return r.made, r.reused, r.err
	case <-quiet:
	}
	if err := responder.Reply(ctx, c.Writer.CheckoutWaiting()); err != nil {
		return nil, false, err
	}
	r := <-done
	return r.made, r.reused, r.err
}
