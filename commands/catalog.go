package commands

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"golang.org/x/sync/singleflight"
)

const (
	// catalogFor is how long products and tiers are taken from memory: every key typed into the form would be a request to Mayar otherwise.
	catalogFor = 5 * time.Minute

	// catalogPages bounds what is read of a long list; beyond it Mayar is asked to search, from askFrom letters on.
	catalogPages = 2
	askFrom      = 3

	productsOffered = 20
)

type productLister interface {
	List(ctx context.Context, opts *mayar.ProductOptions) ([]mayar.Product, *mayar.Response, error)
}

// catalog knows the merchant's products and their tiers by name.
type catalog struct {
	products productLister
	lister   tierLister
	now      func() time.Time
	loading  singleflight.Group

	mu    sync.Mutex
	list  productList
	known map[string]tierList // by product id
}

type productList struct {
	at       time.Time
	products []message.Product
	complete bool // all there are
}

func newCatalog(products productLister, lister tierLister, now func() time.Time) *catalog {
	return &catalog{products: products, lister: lister, now: now, known: map[string]tierList{}}
}

// resolve finds the product that words name. It is certain of an id and of the one product of exactly that name; the only one whose name holds the
// words is a guess. The zero Product when there is none, or more than one.
func (c *catalog) resolve(ctx context.Context, words string) (found message.Product, certain bool) {
	if isProductID(words) {
		return c.named(strings.TrimSpace(words)), true
	}
	list, err := c.load(ctx)
	if err != nil {
		return message.Product{}, false
	}
	if !list.complete {
		list = c.widen(ctx, list, words)
	}
	named := func(p message.Product) bool { return strings.EqualFold(strings.TrimSpace(p.Name), words) }
	if exact := only(list.products, named); exact.ID != "" {
		return exact, list.complete
	}
	return only(list.products, func(p message.Product) bool { return holdsAll(p.Name, words) }), false
}

// only returns the one product that is wanted, or the zero Product.
func only(products []message.Product, wanted func(message.Product) bool) message.Product {
	i := slices.IndexFunc(products, wanted)
	if i < 0 || slices.ContainsFunc(products[i+1:], wanted) {
		return message.Product{}
	}
	return products[i]
}

// widen adds what Mayar finds to a list that is not complete. It is as good as complete when Mayar gave all that it found.
func (c *catalog) widen(ctx context.Context, list productList, words string) productList {
	page, response, err := c.products.List(ctx, &mayar.ProductOptions{Search: words})
	if err != nil {
		return list
	}
	list.products = slices.Clone(list.products)
	list.add(page)
	list.complete = !response.HasMore
	return list
}

// named is the product of an id, with its name when that is in memory.
func (c *catalog) named(id string) message.Product {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.list.products {
		if strings.EqualFold(p.ID, id) {
			return p
		}
	}
	return message.Product{ID: id}
}

// search returns the products whose name holds every word, at most productsOffered.
func (c *catalog) search(ctx context.Context, words string) ([]message.Product, error) {
	list, err := c.load(ctx)
	if err != nil {
		return nil, err
	}
	var found []message.Product
	for _, p := range list.products {
		if holdsAll(p.Name, words) && len(found) < productsOffered {
			found = append(found, p)
		}
	}
	if len(found) == 0 && !list.complete && utf8.RuneCountInString(words) >= askFrom {
		return c.ask(ctx, words)
	}
	return found, nil
}

func holdsAll(name, words string) bool {
	name = strings.ToLower(name)
	for word := range strings.FieldsSeq(strings.ToLower(words)) {
		if !strings.Contains(name, word) {
			return false
		}
	}
	return true
}

// load returns the list of products, read once for all who wait for it.
func (c *catalog) load(ctx context.Context) (productList, error) {
	c.mu.Lock()
	list := c.list
	c.mu.Unlock()
	if !list.at.IsZero() && c.now().Sub(list.at) < catalogFor {
		return list, nil
	}
	loaded := c.loading.DoChan("products", func() (any, error) {
		fresh, err := c.read(context.WithoutCancel(ctx))
		if err == nil {
			c.mu.Lock()
			c.list = fresh
			c.mu.Unlock()
		}
		return fresh, err
	})
	select {
	case r := <-loaded:
		if r.Err != nil && !list.at.IsZero() {
			return list, nil // an old list is better than none
		}
		return r.Val.(productList), r.Err
	case <-ctx.Done():
		if !list.at.IsZero() {
			return list, nil
		}
		return productList{}, ctx.Err()
	}
}

// read reads the first pages of the memberships, which are what has a checkout link per tier, and then of everything.
func (c *catalog) read(ctx context.Context) (productList, error) {
	list := productList{at: c.now()}
	for _, kind := range []string{"membership", ""} {
		opts := &mayar.ProductOptions{Type: kind}
		for range catalogPages {
			page, response, err := c.products.List(ctx, opts)
			if err != nil {
				return list, err
			}
			list.add(page)
			list.complete = !response.HasMore
			if list.complete {
				break
			}
			opts.Cursor = response.NextCursor
		}
	}
	return list, nil
}

// add takes the products that somebody may buy again. Mayar lists invoices and payment requests as products too.
func (l *productList) add(page []mayar.Product) {
	for _, p := range page {
		known := slices.ContainsFunc(l.products, func(other message.Product) bool { return other.ID == p.ID })
		if known || p.Type == "invoice" || p.Type == "payment_request" {
			continue
		}
		l.products = append(l.products, message.Product{ID: p.ID, Name: p.Name, Type: p.Type})
	}
}

// ask lets Mayar search, for merchants whose list is too long to keep.
func (c *catalog) ask(ctx context.Context, words string) ([]message.Product, error) {
	page, _, err := c.products.List(ctx, &mayar.ProductOptions{Search: words})
	var found productList
	found.add(page)
	return found.products[:min(len(found.products), productsOffered)], err
}
