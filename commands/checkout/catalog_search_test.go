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

// If Mayar fails or is slow, an option of the menu says so, and the form rejects that option. The
// clock is synctest's.
func TestSuggestionsWithoutMayar(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string]bool{"fails": true, "is slow": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, over := newHandler(t, nil, nil), make(chan struct{})
				c.catalog.products = fakeProducts{
					func(*mayar.ProductOptions) ([]mayar.Product, *mayar.Response, error) {
						if !ends {
							<-over
						}
						return nil, nil, &mayar.Error{Reason: mayar.ReasonNetwork}
					},
				}
				options, err := c.suggest(t.Context(), &bot.Request{Value: "kopi"})
				close(over)
				if err == nil || len(options) != 1 || !strings.Contains(options[0].Text.Text, "cannot be read now") {
					t.Fatalf("%v, %v", options, err)
				}
				_, problems := c.parseForm(
					&bot.Request{Fields: map[string]string{message.BlockCheckoutProduct: options[0].Value}},
				)
				if got, want := problems[message.BlockCheckoutProduct], c.Renderer.FieldError(
					message.FieldProductMissing,
				); got != want {
					t.Errorf("the form says %q, want %q", got, want)
				}
			})
		})
	}
}

func TestSuggestions(t *testing.T) {
	t.Parallel()
	c := newHandler(t, nil, nil)
	for typed, want := range map[string][]string{
		"":           {"Kelas Kopi", "Kelas Teh"},
		"teh":        {"Kelas Teh"},
		"KELAS kopi": {"Kelas Kopi"},
		"zzz":        nil,
		kopi:         {kopi},
	} {
		options, err := c.suggest(t.Context(), &bot.Request{Value: typed})
		if err != nil || len(options) != len(want) {
			t.Errorf("%q: %d options, want %v, %v", typed, len(options), want, err)
			continue
		}
		for i := range want {
			if !strings.Contains(commandtest.JSON(t, options[i]), want[i]) {
				t.Errorf("%q: %s", typed, commandtest.JSON(t, options[i]))
			}
		}
	}
}

const zona = "0e7f0000-9aaf-4b72-aa00-1174be6b52b3"

// A longShop has more products than are read, and records the searches.
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

// suggestedNames returns the names that a search suggests.
func suggestedNames(t *testing.T, c *catalog, words string) []string {
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

func TestSearchResultsFollowKnownProducts(t *testing.T) {
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
		if got := suggestedNames(t, c, words); !slices.Equal(got, want) {
			t.Errorf("%q: offered %q, want %q", words, got, want)
		}
	}
	shop.err = errors.New("down")
	if got := suggestedNames(t, c, "kopi"); !slices.Equal(got, []string{"Kelas Kopi"}) {
		t.Errorf("offered %q without Mayar", got)
	}
}

// Every letter asks for options.
func TestFurtherLettersUseTheLastSearch(t *testing.T) {
	t.Parallel()
	now := commandtest.Noon
	shop := &longShop{found: []mayar.Product{{ID: zona, Name: "Zona Kelas Premium"}}}
	c := newCatalog(fakeProducts{shop.list}, nil, func() time.Time { return now })
	letters := func(words string) {
		for i := minSearchLength; i <= len(words); i++ {
			if got := suggestedNames(t, c, words[:i]); !slices.Equal(got, []string{"Zona Kelas Premium"}) {
				t.Errorf("%q: offered %q", words[:i], got)
			}
		}
	}
	letters("zona kelas premium")
	if letters("zona kelas"); !slices.Equal(shop.searched, []string{"zon"}) {
		t.Errorf("searched %q, want once", shop.searched)
	}
	// How Mayar searches is not documented, so that nothing is left says nothing.
	if suggestedNames(t, c, "zonk"); shop.searched[len(shop.searched)-1] != "zonk" {
		t.Errorf("searched %q, want the other word too", shop.searched)
	}
	shop.more = true
	for range 2 {
		suggestedNames(t, c, "kursus")
		suggestedNames(t, c, "kursus a")
	}
	if want := []string{"zon", "zonk", "kursus", "kursus a"}; !slices.Equal(shop.searched, want) {
		t.Errorf(
			"searched %q, want %q: of a page that is not all there is the next letter may show others",
			shop.searched,
			want,
		)
	}
	now = now.Add(catalogTTL)
	if suggestedNames(t, c, "zona"); len(shop.searched) != 5 {
		t.Errorf("searched %q, want again after %s", shop.searched, catalogTTL)
	}
}

func TestFailedSearchIsRemembered(t *testing.T) {
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
			if suggestedNames(t, c, "zona"); len(shop.searched) != tt.asks+1 {
				t.Errorf("searched %q, want again after %s", shop.searched, productsRetryAfter)
			}
		})
	}
}

// Mayar takes longer than a menu waits. The next letter gets what it finds, and the letters between
// do not ask again.
func TestSlowSearchAnswersTheNextLetter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop := &longShop{found: []mayar.Product{{ID: zona, Name: "Zona Kelas"}}}
		c := newHandler(t, nil, nil)
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

func TestSearchesExpire(t *testing.T) {
	t.Parallel()
	shop := &longShop{more: true}
	c := newCatalog(fakeProducts{shop.list}, nil, commandtest.AtNoon)
	for i := range 2 * maxSearches {
		suggestedNames(t, c, fmt.Sprint("word ", i))
	}
	if len(c.searches) != maxSearches {
		t.Errorf("%d searches are kept", len(c.searches))
	}
}

// Somebody who types without end leaves enough requests of the minute for links.
func TestSearchesLeaveRequestsForLinks(t *testing.T) {
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
	c := newHandler(t, client.Checkout, nil)
	c.catalog.products = client.Products
	word := strings.Repeat("kelas ", 5)
	for i := range len(word) {
		_, _ = c.suggest(t.Context(), &bot.Request{Value: word[:i]})
	}
	var reply commandtest.Responder
	err = submitForm(t, c, &bot.Request{Kind: bot.KindForm, Fields: map[string]string{
		message.BlockCheckoutProduct: kopi, message.BlockCheckoutName: "Ani Wijaya",
		message.BlockCheckoutEmail: "ani@example.com", message.BlockCheckoutMobile: "081200001111",
	}}, &reply)
	if err != nil {
		t.Error(err)
	}
}
