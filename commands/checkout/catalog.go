package checkout

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/ttl"
	"golang.org/x/sync/singleflight"
)

const (
	// catalogTTL is how long products and tiers are taken from memory: every key typed into the
	// form would be a request to Mayar otherwise.
	catalogTTL = 5 * time.Minute

	// productsRetryAfter is how long products are not asked for again after Mayar has failed to
	// name them.
	productsRetryAfter = 30 * time.Second

	// maxCatalogPages bounds what is read of a long list; beyond it Mayar is asked to search.
	maxCatalogPages = 2
)

type productLister interface {
	List(ctx context.Context, opts *mayar.ProductOptions) ([]mayar.Product, *mayar.Response, error)
}

// catalog knows the merchant's products and their tiers by name.
type catalog struct {
	products productLister
	lister   tierLister
	now      func() time.Time
	lists    *ttl.Cache[struct{}, productList]
	known    *ttl.Cache[string, map[string]tier] // by product id
	loading  singleflight.Group                  // of searches

	mu       sync.Mutex
	list     productList    // the last that was read
	searches []searchResult // the latest last
}

type productList struct {
	err      error // why there are none
	products []message.Product
	complete bool // all there are
}

func newCatalog(products productLister, lister tierLister, now func() time.Time) *catalog {
	return &catalog{
		products: products, lister: lister, now: now,
		lists: ttl.New[struct{}, productList](now, 1),
		known: ttl.New[string, map[string]tier](now, maxTierLists),
	}
}

// A lookupResult is what was found of the words that name a product.
type lookupResult struct {
	product message.Product       // zero when there is none, or more than one
	certain bool                  // it needs no look by the person
	lookup  message.ProductLookup // what there is to say where no product was found
}

// lookupProduct finds the product that words name. It is certain of an id and of the one product of
// exactly that name; the only one whose name holds the words is a guess.
func (c *catalog) lookupProduct(ctx context.Context, words string) lookupResult {
	if isProductID(words) {
		return lookupResult{product: c.productByID(strings.TrimSpace(words)), certain: true}
	}
	lookup := message.ProductLookup{Query: words}
	list, err := c.load(ctx)
	if err == nil && !list.complete {
		list, err = c.extend(ctx, list, words)
	}
	exact := filterProducts(
		list.products,
		func(p message.Product) bool { return strings.EqualFold(strings.TrimSpace(p.Name), words) },
	)
	lookup.Matches = exact
	if len(exact) == 0 {
		lookup.Matches = matching(list.products, words)
	}
	switch {
	case len(lookup.Matches) == 1:
		return lookupResult{product: lookup.Matches[0], certain: len(exact) == 1 && list.complete}
	case len(lookup.Matches) == 0:
		lookup.Failed = err != nil
	}
	return lookupResult{lookup: lookup}
}

func filterProducts(products []message.Product, wanted func(message.Product) bool) []message.Product {
	var found []message.Product
	for _, p := range products {
		if wanted(p) {
			found = append(found, p)
		}
	}
	return found
}

// productByID is the product of an id, with its name when that is in memory.
func (c *catalog) productByID(id string) message.Product {
	c.mu.Lock()
	defer c.mu.Unlock()
	known := func(p message.Product) bool { return strings.EqualFold(p.ID, id) }
	if i := slices.IndexFunc(c.list.products, known); i >= 0 {
		return c.list.products[i]
	}
	for _, found := range c.searches {
		if i := slices.IndexFunc(found.products, known); i >= 0 {
			return found.products[i]
		}
	}
	return message.Product{ID: id}
}

// has tells whether Mayar's own list has a product.
func (c *catalog) has(ctx context.Context, id string) bool {
	ctx, cancel := context.WithTimeout(ctx, searchTimeout)
	defer cancel()
	list, _ := c.load(ctx)
	return slices.ContainsFunc(list.products, func(p message.Product) bool { return strings.EqualFold(p.ID, id) })
}

// load returns the list of products, read once for all who wait for it. An old one is better than
// none.
func (c *catalog) load(ctx context.Context) (productList, error) {
	list, err := c.lists.Load(ctx, struct{}{}, func() (productList, time.Duration) {
		return c.keep(c.read(mayar.ForPerson(context.WithoutCancel(ctx), ""))) // for everybody
	})
	if err != nil {
		list, _ = c.keep(list, err)
	}
	return list, list.err
}

// keep takes over a list that was read. It returns the list that counts, and for how long.
func (c *catalog) keep(fresh productList, err error) (productList, time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil {
		c.list = fresh
		return fresh, catalogTTL
	}
	list := c.list
	if list.products == nil {
		list.err = err
	}
	return list, productsRetryAfter
}

// read reads the first pages of the memberships, which are what has a checkout link per tier, and
// then of everything.
func (c *catalog) read(ctx context.Context) (productList, error) {
	var list productList
	for _, kind := range []string{"membership", ""} {
		opts := &mayar.ProductOptions{Type: kind}
		for range maxCatalogPages {
			page, response, err := c.products.List(ctx, opts)
			if err != nil {
				return list, err
			}
			list.products = merge(list.products, purchasable(page))
			list.complete = !response.HasMore
			if list.complete {
				break
			}
			opts.Cursor = response.NextCursor
		}
	}
	return list, nil
}

// purchasable are the products that somebody may buy again. Mayar lists invoices and payment
// requests as products too.
func purchasable(page []mayar.Product) []message.Product {
	var products []message.Product
	for _, p := range page {
		if p.Type != "invoice" && p.Type != "payment_request" {
			products = append(products, message.Product{ID: p.ID, Name: p.Name, Type: p.Type})
		}
	}
	return products
}

// merge adds the products that are not there yet.
func merge(products, more []message.Product) []message.Product {
	products = slices.Clip(products)
	for _, p := range more {
		if !slices.ContainsFunc(products, func(known message.Product) bool { return known.ID == p.ID }) {
			products = append(products, p)
		}
	}
	return products
}
