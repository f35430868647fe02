package checkout

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

const zona = "0e7f0000-9aaf-4b72-aa00-1174be6b52b3"

// A longShop has more products than are read, and keeps what it was asked to search.
type longShop struct {
	searched []string
	found    []mayar.Product
	more     bool
	err      error
}

func (s *longShop) list(opts *mayar.ProductOptions) ([]mayar.Product, *mayar.Response, error) {
	if opts.Search == "" {
		return []mayar.Product{
				{ID: kopi, Name: "Kelas Kopi"},
				{ID: teh, Name: "Kelas Teh"},
			}, &mayar.Response{
				HasMore: true,
			}, nil
	}
	s.searched = append(s.searched, opts.Search)
	if s.err != nil {
		return nil, nil, s.err
	}
	return s.found, &mayar.Response{HasMore: s.more}, nil
}

// offered are the names that a search offers.
func offered(t *testing.T, c *catalog, words string) []string {
	t.Helper()
	products, err := c.search(t.Context(), words)
	if err != nil {
		t.Errorf("%q: %v", words, err)
	}
	var names []string
	for _, p := range products {
		names = append(names, p.Name)
	}
	return names
}

func TestWhatMayarFindsStandsBehindWhatIsKnown(t *testing.T) {
	t.Parallel()
	shop := &longShop{found: []mayar.Product{
		{
			ID:   zona,
			Name: "Kelas Zona",
		}, {ID: teh, Name: "Kelas Teh"}, {ID: "i", Name: "Kelas", Type: "invoice"}, {ID: "f", Name: "KLS Foto"},
	}}
	c := newCatalog(fakeProducts{shop.list}, nil, commandtest.AtNoon)
	for words, want := range map[string][]string{
		"ke":     {"Kelas Kopi", "Kelas Teh"}, // too few letters to ask
		"  ke ":  {"Kelas Kopi", "Kelas Teh"},
		"kelas":  {"Kelas Kopi", "Kelas Teh", "Kelas Zona", "KLS Foto"},
		" KELAS": {"Kelas Kopi", "Kelas Teh", "Kelas Zona", "KLS Foto"},
	} {
		if got := offered(t, c, words); !slices.Equal(got, want) {
			t.Errorf("%q: offered %q, want %q", words, got, want)
		}
	}
	shop.err = errors.New("down")
	if got := offered(t, c, "kopi"); !slices.Equal(got, []string{"Kelas Kopi"}) {
		t.Errorf("offered %q without Mayar", got)
	}
}

// Every letter asks for options.
func TestLettersThatFollowAreSearchedInWhatWasFound(t *testing.T) {
	t.Parallel()
	now := commandtest.Noon
	shop := &longShop{found: []mayar.Product{{ID: zona, Name: "Zona Kelas Premium"}}}
	c := newCatalog(fakeProducts{shop.list}, nil, func() time.Time { return now })
	letters := func(words string) {
		for i := minSearchLength; i <= len(words); i++ {
			if got := offered(t, c, words[:i]); !slices.Equal(got, []string{"Zona Kelas Premium"}) {
				t.Errorf("%q: offered %q", words[:i], got)
			}
		}
	}
	letters("zona kelas premium")
	if letters("zona kelas"); !slices.Equal(shop.searched, []string{"zon"}) {
		t.Errorf("searched %q, want once", shop.searched)
	}
	// How Mayar searches is not documented, so that nothing is left says nothing.
	if offered(t, c, "zonk"); shop.searched[len(shop.searched)-1] != "zonk" {
		t.Errorf("searched %q, want the other word too", shop.searched)
	}
	shop.more = true
	for range 2 {
		offered(t, c, "kursus")
		offered(t, c, "kursus a")
	}
	if want := []string{"zon", "zonk", "kursus", "kursus a"}; !slices.Equal(shop.searched, want) {
		t.Errorf(
			"searched %q, want %q: of a page that is not all there is the next letter may show others",
			shop.searched,
			want,
		)
	}
	now = now.Add(catalogTTL)
	if offered(t, c, "zona"); len(shop.searched) != 5 {
		t.Errorf("searched %q, want again after %s", shop.searched, catalogTTL)
	}
}

func TestSearchesThatFailAreNotRepeatedWithEachLetter(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err  error
		asks int // for six letters
	}{
		"down":      {&mayar.Error{Reason: mayar.ReasonUpstream}, 1},
		"no budget": {&mayar.RateLimitError{Local: true}, 6}, // not a request each
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := commandtest.Noon
			shop := &longShop{err: tt.err}
			c := newCatalog(fakeProducts{shop.list}, nil, func() time.Time { return now })
			for i := range 6 {
				if _, err := c.search(t.Context(), "zona kelas"[:minSearchLength+i]); !errors.Is(err, tt.err) {
					t.Errorf("got %v", err)
				}
			}
			if len(shop.searched) != tt.asks {
				t.Errorf("searched %q, want %d", shop.searched, tt.asks)
			}
			now, shop.err = now.Add(productsRetryAfter), nil
			if offered(t, c, "zona"); len(shop.searched) != tt.asks+1 {
				t.Errorf("searched %q, want again after %s", shop.searched, productsRetryAfter)
			}
		})
	}
}

// Mayar takes longer than a menu waits. What it finds is there for the next letter, and the letters
// in between do not ask for themselves.
func TestSlowSearchAnswersTheNextLetter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop := &longShop{found: []mayar.Product{{ID: zona, Name: "Zona Kelas"}}}
		c := aCheckout(t, nil, nil)
		c.catalog.products = fakeProducts{func(opts *mayar.ProductOptions) ([]mayar.Product, *mayar.Response, error) {
			if opts.Search != "" {
				time.Sleep(suggestTimeout + time.Second)
			}
			return shop.list(opts)
		}}
		done := make(chan struct{})
		for _, words := range []string{"zon", "zona"} {
			go func() {
				options, err := c.suggest(t.Context(), &bot.Request{Value: words})
				if err == nil {
					t.Errorf("%q: %v", words, options)
				}
				done <- struct{}{}
			}()
			synctest.Wait()
		}
		<-done
		<-done
		options, err := c.suggest(t.Context(), &bot.Request{Value: "zona k"})
		if err != nil || len(options) != 1 || options[0].Value != zona || len(shop.searched) != 1 {
			t.Errorf("%d options, %v, searched %q", len(options), err, shop.searched)
		}
	})
}

func TestSearchesAreForgotten(t *testing.T) {
	t.Parallel()
	shop := &longShop{more: true}
	c := newCatalog(fakeProducts{shop.list}, nil, commandtest.AtNoon)
	for i := range 2 * maxSearches {
		offered(t, c, fmt.Sprint("word ", i))
	}
	if len(c.searches) != maxSearches {
		t.Errorf("%d searches are kept", len(c.searches))
	}
}

// Somebody who types all along in a shop with a long list leaves enough of the minute for the
// links.
func TestTypingLeavesRequestsForTheLinks(t *testing.T) {
	t.Parallel()
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			_, _ = fmt.Fprint(
				w,
				`{"statusCode":200,"data":{"checkoutLink":"https://toko.example.com/m/kopi?immutable=x"}}`,
			)
			return
		}
		_, _ = fmt.Fprintf(
			w,
			`{"statusCode":200,"data":[{"id":%q,"name":"Buku"}],"hasMore":true,"nextStartingAfter":"1"}`,
			kopi,
		)
	}))
	defer shop.Close()
	client, err := mayar.New(
		"key",
		mayar.WithBaseURL(shop.URL),
		mayar.WithVersion(mayar.V2),
		mayar.WithBudget(mayar.NewBudget(mayar.DefaultPerMinute)),
	)
	if err != nil {
		t.Fatal(err)
	}
	c := aCheckout(t, client.Checkout, nil)
	c.catalog.products = client.Products
	word := strings.Repeat("kelas ", 5)
	for i := range len(word) {
		_, _ = c.suggest(t.Context(), &bot.Request{Value: word[:i]})
	}
	var reply commandtest.Responder
	err = submit(t, c, &bot.Request{Kind: bot.KindForm, Fields: map[string]string{
		message.BlockCheckoutProduct: kopi, message.BlockCheckoutName: "Ani Wijaya",
		message.BlockCheckoutEmail: "ani@example.com", message.BlockCheckoutMobile: "081200001111",
	}}, &reply)
	if err != nil {
		t.Error(err)
	}
}
