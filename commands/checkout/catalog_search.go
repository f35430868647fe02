package checkout

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

const (
	// minSearchLength is the number of letters from which Mayar searches.
	minSearchLength = 3

	// searchTimeout bounds a search. It may be longer than a menu waits: the next letter gets the
	// answer.
	searchTimeout = 5 * time.Second

	// maxSearches bounds the searches that are remembered.
	maxSearches = 50

	productsOffered = 20
)

// A searchResult is what Mayar found.
type searchResult struct {
	words    string
	until    time.Time // then Mayar is asked again
	err      error
	products []message.Product
	all      bool // there are no others
}

// search returns at most productsOffered products: those whose name contains every word and, if the
// list is not complete, what Mayar finds.
func (c *catalog) search(ctx context.Context, words string) ([]message.Product, error) {
	words = strings.Join(strings.Fields(words), " ")
	list, err := c.load(ctx)
	if err != nil {
		return nil, err
	}
	products := matching(list.products, words)
	if !list.complete && len(products) < productsOffered && utf8.RuneCountInString(words) >= minSearchLength {
		found, failed := c.searchMayar(ctx, words)
		products, err = merge(products, found.products), failed
	}
	if len(products) > 0 {
		return products[:min(len(products), productsOffered)], nil
	}
	return nil, err
}

// extend adds what Mayar finds to a list. The result counts as complete if Mayar returned all that
// it found.
func (c *catalog) extend(ctx context.Context, list productList, words string) (productList, error) {
	found, err := c.searchMayar(ctx, words)
	if err != nil {
		return list, err
	}
	return productList{products: merge(list.products, found.products), complete: found.all}, nil
}

// searchMayar returns what Mayar finds. Every typed letter asks, so there is one search at a time,
// and its answer may serve the others that wait.
func (c *catalog) searchMayar(ctx context.Context, words string) (searchResult, error) {
	for {
		if found, ok := c.recall(words); ok {
			return found, found.err
		}
		searched := c.loading.DoChan("search", func() (any, error) {
			return c.find(context.WithoutCancel(ctx), words), nil
		})
		select {
		case s := <-searched:
			if found := s.Val.(searchResult); found.words == words {
				return found, found.err
			}
		case <-ctx.Done():
			return searchResult{}, ctx.Err()
		}
	}
}

// find searches and remembers the result, unless there was no request because the budget is spent.
func (c *catalog) find(ctx context.Context, words string) searchResult {
	ctx, cancel := context.WithTimeout(ctx, searchTimeout)
	defer cancel()
	var page []mayar.Product
	var response *mayar.Response
	err := panicsafe.Run(func() (err error) {
		page, response, err = c.products.List(ctx, &mayar.ProductOptions{Search: words})
		return err
	})
	found := searchResult{words: words, until: c.now().Add(productsRetryAfter), err: err}
	if err == nil {
		found.until, found.products, found.all = c.now().Add(catalogTTL), purchasable(page), !response.HasMore
	}
	if !mayar.RateLimited(err) {
		c.remember(found)
	}
	return found
}

func (c *catalog) remember(found searchResult) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.searches = append(c.searches, found)
	c.searches = slices.Delete(c.searches, 0, max(len(c.searches)-maxSearches, 0))
}

// recall returns a remembered search: for the same words, or for their beginning if that found all
// products and some of them match. Otherwise Mayar has to search, in its own undocumented way. A
// failure counts for all words that begin alike.
func (c *catalog) recall(words string) (searchResult, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, found := range slices.Backward(c.searches) {
		if !strings.HasPrefix(words, found.words) || !c.now().Before(found.until) {
			continue
		}
		if found.words == words {
			return found, true
		}
		found.products = matching(found.products, words)
		if found.err != nil || found.all && len(found.products) > 0 {
			return found, true
		}
	}
	return searchResult{}, false
}

// matching returns the products whose name contains every word.
func matching(products []message.Product, words string) []message.Product {
	return filterProducts(products, func(p message.Product) bool { return matchesAll(p.Name, words) })
}

func matchesAll(name, words string) bool {
	name = strings.ToLower(name)
	for word := range strings.FieldsSeq(strings.ToLower(words)) {
		if !strings.Contains(name, word) {
			return false
		}
	}
	return true
}
