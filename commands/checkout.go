package commands

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/slack-go/slack"
)

const (
	// resolveFor bounds finding a product by its name: the form must open within 3 s of the command, while Slack's trigger is good.
	resolveFor = 1500 * time.Millisecond

	// suggestFor bounds looking products up for the menu: Slack wants its options within 3 s, and the bot gives a menu 2.5.
	suggestFor = 2 * time.Second

	// quietFor is how long an answer may take before it says that it takes long.
	quietFor = time.Second

	// linksFor is how long anybody waits for links. When Mayar asks to wait longer than that, the answer is when to ask again.
	linksFor = 25 * time.Second

	// namesFor is how long ready links wait for the names and prices of their tiers before they are shown without.
	namesFor = 300 * time.Millisecond
)

// linkMaker makes the links.
type linkMaker interface {
	CreateImmutable(ctx context.Context, request *mayar.CheckoutRequest) (*mayar.Checkout, *mayar.Response, error)
}

// checkout makes immutable checkout links for one customer, one per tier, and shows them to the one who asked.
type checkout struct {
	links   linkMaker
	recent  *recentCheckouts
	catalog *catalog
	writer  *message.Writer
}

func newCheckout(d Deps) *checkout {
	var shared *shelf
	if d.Checkouts != nil {
		shared = newShelf(d.Checkouts, d.Secret)
	}
	return &checkout{
		links:   d.Mayar.Checkout,
		recent:  newRecentCheckouts(d.Now, shared),
		catalog: newCatalog(d.Mayar.Products, d.Mayar.Memberships, d.Now),
		writer:  d.Writer,
	}
}

func (c *checkout) command() bot.Command {
	return bot.Command{
		Name:  "checkout",
		Slash: true,
		Examples: []string{
			"checkout",
			`checkout PRODUCT name:"Ani Wijaya" email:ani@example.com mobile:081200001111`,
		},
		Run: c.run,
		Forms: map[string]bot.Form{message.CallbackCheckout: {
			Title:   c.writer.CheckoutTitle(),
			Check:   c.check,
			Working: c.writer.CheckoutWorking,
			Run:     c.submit,
		}},
		Menus: map[string]bot.Menu{message.ActionCheckoutProduct: c.suggest},
	}
}

// run answers a complete command at once; what is missing, wrong or a guess opens the form with the rest filled in.
func (c *checkout) run(ctx context.Context, req *bot.Request, reply bot.Responder) error {
	words := parseCheckout(req.Text)
	product, certain := c.resolve(ctx, words.Product)
	form := message.CheckoutForm{
		Product: product,
		Name:    words.Name, Email: words.Email, Mobile: words.Mobile, Credit: words.Credit,
		CustomerID: words.CustomerID, MemberID: words.MemberID,
		Unclear: words.Unclear,
	}
	request, wrong := checkoutRequest(form)
	if len(wrong) == 0 && len(words.Unclear) == 0 && certain {
		return bot.Await(ctx, func() error { return c.answer(ctx, form.Product, request, req, reply) })
	}
	if words.Product != "" && product.ID == "" {
		form.Problems = append(form.Problems, message.FieldProductUnknown)
	}
	for _, block := range slices.Sorted(maps.Keys(wrong)) {
		if filled(form, block) {
			form.Problems = append(form.Problems, wrong[block])
		}
	}
	return reply.Open(ctx, c.writer.CheckoutForm(form))
}

// resolve finds the product that words name, and tells whether it is certain. Mayar being slow or down leaves it open.
func (c *checkout) resolve(ctx context.Context, words string) (found message.Product, certain bool) {
	if words == "" {
		return message.Product{}, false
	}
	ctx, cancel := context.WithTimeout(ctx, resolveFor)
	defer cancel()
	_ = bot.Await(ctx, func() error {
		found, certain = c.catalog.resolve(ctx, words)
		return nil
	})
	return found, certain
}

// check is what the form says of a field before anything is sent.
func (c *checkout) check(req *bot.Request) map[string]string {
	_, wrong := checkoutRequest(formOf(req))
	problems := make(map[string]string, len(wrong))
	for block, kind := range wrong {
		problems[block] = c.writer.FieldProblem(kind)
	}
	return problems
}

func (c *checkout) submit(ctx context.Context, req *bot.Request, reply bot.Responder) error {
	form := formOf(req)
	request, wrong := checkoutRequest(form)
	if len(wrong) > 0 {
		return &failure{kind: message.ProblemInvalid, op: message.OpCheckout} // cannot be: check has been before
	}
	return bot.Await(ctx, func() error { return c.answer(ctx, c.catalog.named(form.Product.ID), request, req, reply) })
}

// suggest offers the products whose name matches what was typed, and a pasted id as itself. When Mayar does not say what there is, that is what it
// offers.
func (c *checkout) suggest(ctx context.Context, req *bot.Request) ([]*slack.OptionBlockObject, error) {
	if isProductID(req.Value) {
		if product := c.catalog.named(req.Value); product.Name != "" {
			return c.writer.ProductOptions([]message.Product{product}), nil
		}
		return []*slack.OptionBlockObject{c.writer.PastedProduct(req.Value)}, nil
	}
	// Links go before what is looked up while somebody types.
	ctx, cancel := context.WithTimeout(mayar.Background(ctx), suggestFor)
	defer cancel()
	var products []message.Product
	err := bot.Await(ctx, func() (err error) {
		products, err = c.catalog.search(ctx, req.Value)
		return err
	})
	if err != nil {
		return []*slack.OptionBlockObject{c.writer.NoProducts()}, &failure{op: message.OpProducts, err: err}
	}
	return c.writer.ProductOptions(products), nil
}

// answer makes the links and shows them. Names and prices of the tiers are looked up where there are any, and hardly hold the links up.
func (c *checkout) answer(ctx context.Context, product message.Product, request mayar.CheckoutRequest, req *bot.Request, reply bot.Responder) error {
	made, reused, err := c.make(ctx, request, req, reply)
	if err != nil {
		return &failure{op: message.OpCheckout, err: err}
	}
	links, err := checkedLinks(made, request)
	if err != nil {
		return err
	}
	links.Product, links.Reused, links.Ref = product, reused, req.Ref
	if len(links.Tiers) == 0 {
		return reply.Show(ctx, c.writer.Links(links))
	}
	return c.showTiers(ctx, links, request.ProductID, reply)
}

// showTiers shows links per tier, and shows them again when the names of the tiers have taken their time.
func (c *checkout) showTiers(ctx context.Context, links message.Links, productID string, reply bot.Responder) error {
	tiers := make(chan map[string]tier, 1)
	go func() { tiers <- c.catalog.tiers(ctx, productID) }()
	select {
	case known := <-tiers:
		return reply.Show(ctx, c.writer.Links(withTiers(links, known)))
	case <-time.After(namesFor):
	}
	links.NamesPending = true
	if err := reply.Show(ctx, c.writer.Links(links)); err != nil {
		return err
	}
	links.NamesPending = false
	return reply.Show(ctx, c.writer.Links(withTiers(links, <-tiers)))
}

// make asks Mayar, unless the same was asked less than a minute ago. To a command it says so when that takes long; a form shows it from the start.
func (c *checkout) make(ctx context.Context, request mayar.CheckoutRequest, req *bot.Request, reply bot.Responder) (*mayar.Checkout, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, linksFor)
	defer cancel()
	type result struct {
		made   *mayar.Checkout
		reused bool
		err    error
	}
	done := make(chan result, 1)
	go func() {
		made, reused, err := c.recent.do(ctx, request, func() (*mayar.Checkout, error) {
			made, _, err := c.links.CreateImmutable(ctx, &request)
			return made, err
		})
		done <- result{made, reused, err}
	}()
	var quiet <-chan time.Time
	if req.Kind == bot.KindCommand {
		quiet = time.After(quietFor)
	}
	select {
	case r := <-done:
		return r.made, r.reused, r.err
	case <-quiet:
	}
	if err := reply.Show(ctx, c.writer.CheckoutWaiting()); err != nil {
		return nil, false, err
	}
	r := <-done
	return r.made, r.reused, r.err
}
