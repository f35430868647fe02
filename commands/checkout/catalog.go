package checkout

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/internal/ttl"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"golang.org/x/sync/singleflight"
)

const (
	// catalogTTL is how long products and tiers are remembered. Otherwise every letter typed into
	// the form would be a request to Mayar.
	catalogTTL = 5 * time.Minute

	// productsRetryAfter is how long a failure to read products is remembered.
	productsRetryAfter = 30 * time.Second

	// maxCatalogPages bounds how much of a long list is read. Mayar searches the rest.
	maxCatalogPages = 2
)

type productLister interface {
	List(ctx context.Context, opts *mayar.ProductOptions) ([]mayar.Product, *mayar.Response, error)
}

// A catalog remembers the merchant's products and their tiers.
type catalog struct {
	products productLister
	lister   tierLister
	now      func() time.Time
	lists    *ttl.Cache[struct{}, productList]
	known    *ttl.Cache[string, map[string]tier] // by product id
	loading  singleflight.Group                  // of searches

	mu       sync.Mutex
	list     productList    // the last one that was read
	searches []searchResult // the newest last
}

type productList struct {
	err      error // why there are none
	products []message.Product
	complete bool // there are no others
}

func newCatalog(products productLister, lister tierLister, now func() time.Time) *catalog {
	return &catalog{
		products: products, lister: lister, now: now,
		lists: ttl.New[struct{}, productList](now, 1),
		known: ttl.New[string, map[string]tier](now, maxTierLists),
	}
}

// A lookupResult is the product that was found, or why there is none.
type lookupResult struct {
	product message.Product       // zero if there is none, or more than one
	certain bool                  // the person need not confirm it
	lookup  message.ProductLookup // what to say if no product was found
}

// lookupProduct finds a product by its id or name. An id, or the only product of exactly that name,
// is certain. The only product whose name contains the words is a guess.
func (c *catalog) lookupProduct(ctx context.Context, query string) lookupResult {
	if isProductID(query) {
		return lookupResult{product: c.productByID(strings.TrimSpace(query)), certain: true}
	}
	lookup := message.ProductLookup{Query: query}
	list, err := c.load(ctx)
	if err == nil && !list.complete {
		list, err = c.extend(ctx, list, query)
	}
	exact := filterProducts(list.products, func(p message.Product) bool {
		return strings.EqualFold(strings.TrimSpace(p.Name), query)
	})
	lookup.Matches = exact
	if len(exact) == 0 {
		lookup.Matches = matching(list.products, query)
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

// productByID returns the product with an id, with its name if that is remembered.
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

// has reports whether Mayar lists a product.
func (c *catalog) has(ctx context.Context, id string) bool {
	ctx, cancel := context.WithTimeout(ctx, searchTimeout)
	defer cancel()
	list, _ := c.load(ctx)
	return slices.ContainsFunc(list.products, func(p message.Product) bool { return strings.EqualFold(p.ID, id) })
}

// load returns the list of products, which is read once for everybody who waits. If that fails, it
// returns the old list.
func (c *catalog) load(ctx context.Context) (productList, error) {
	list, err := c.lists.Load(ctx, struct{}{}, func() (productList, time.Duration) {
		return c.keep(c.read(mayar.ForPerson(context.WithoutCancel(ctx), ""))) // for everybody
	})
	if err != nil {
		list, _ = c.keep(list, err)
	}
	return list, list.err
}

// keep keeps a list that was read. It returns the current list, and how long to remember it.
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

// read reads the first pages of the memberships, which have a checkout link per tier, and then of
// all products.
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

// purchasable returns the products without invoices and payment requests, which Mayar lists too.
func purchasable(page []mayar.Product) []message.Product {
	var products []message.Product
	for _, p := range page {
		if p.Type != "invoice" && p.Type != "payment_request" {
			products = append(products, message.Product{ID: p.ID, Name: p.Name, Type: p.Type})
		}
	}
	return products
}

// merge adds the products that are missing.
func merge(products, more []message.Product) []message.Product {
	products = slices.Clip(products)
	for _, p := range more {
		if !slices.ContainsFunc(products, func(known message.Product) bool { return known.ID == p.ID }) {
			products = append(products, p)
		}
	}
	return products
}
