package checkout

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/mayar"
)

// Only a product that is certain is used without the form.
func TestGuessedProductOpensForm(t *testing.T) {
	t.Parallel()
	const several, none = "2 products match “kelas”", "There is no product named “kelas”"
	product := func(id, name string) mayar.Product { return mayar.Product{ID: id, Name: name} }
	for name, tt := range map[string]struct {
		known    []mayar.Product // in the first page
		more     bool            // there are others that are never read
		found    []mayar.Product // by Mayar's own search
		foundAll bool
		posts    bool
		form     string
	}{
		"the exact name": {
			known: []mayar.Product{product(kopi, "Kelas"), product(teh, "Kelas Teh")}, posts: true,
		},
		"a part of one name": {known: []mayar.Product{product(teh, "Kelas Teh")}, form: teh},
		"a part of two names": {
			known: []mayar.Product{product(kopi, "Kelas Kopi"), product(teh, "Kelas Teh")}, form: several,
		},
		"two of that name": {
			known: []mayar.Product{product(kopi, "Kelas"), product(teh, "kelas")}, form: several,
		},
		"none": {known: []mayar.Product{product(teh, "Teh")}, form: none},
		"exact, out of all": {
			known: []mayar.Product{product(kopi, "Kelas")}, more: true,
			found: []mayar.Product{product(kopi, "Kelas")}, foundAll: true, posts: true,
		},
		"exact, beyond what is read": {
			known: []mayar.Product{product(teh, "Kelas Teh")}, more: true,
			found: []mayar.Product{product(kopi, "Kelas")}, foundAll: true, posts: true,
		},
		"another one beyond": {
			known: []mayar.Product{product(kopi, "Kelas")}, more: true,
			found: []mayar.Product{product(teh, "Kelas")}, foundAll: true, form: several,
		},
		"exact, but more were found": {
			known: []mayar.Product{product(kopi, "Kelas")}, more: true,
			found: []mayar.Product{product(teh, "Kelas Teh")}, form: kopi,
		},
		"exact, and the search failed": {known: []mayar.Product{product(kopi, "Kelas")}, more: true, form: kopi},
		"a part of one that Mayar gave": {
			more: true, found: []mayar.Product{product(teh, "Kelas Teh"), product(kopi, "Kopi")}, foundAll: true,
			form: teh,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			posts := 0
			c := newHandler(t, linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) {
				posts++
				return &mayar.Checkout{Tiers: []mayar.TierLink{newTierLink(t, "ani@example.com", "t1", "t1")}}, nil
			}), &fakeTiers{})
			c.catalog.products = fakeProducts{
				func(opts *mayar.ProductOptions) ([]mayar.Product, *mayar.Response, error) {
					switch {
					case opts.Search == "":
						return tt.known, &mayar.Response{HasMore: tt.more}, nil
					case tt.found == nil:
						return nil, nil, &mayar.Error{Reason: mayar.ReasonNetwork}
					}
					return tt.found, &mayar.Response{HasMore: !tt.foundAll}, nil
				},
			}
			var reply commandtest.Responder
			if err := c.run(t.Context(), &bot.Request{Text: "kelas " + complete}, &reply); err != nil {
				t.Fatal(err)
			}
			if (posts == 1) != tt.posts || len(reply.Forms) == posts {
				t.Fatalf("%d posts, %d forms", posts, len(reply.Forms))
			}
			if !tt.posts && !strings.Contains(commandtest.JSON(t, reply.Forms[0]), tt.form) {
				t.Errorf("%q is missing in %s", tt.form, commandtest.JSON(t, reply.Forms[0]))
			}
		})
	}
}

// The form says whether no product matches a name, several match, or the lookup failed.
func TestLookupProduct(t *testing.T) {
	t.Parallel()
	shop := []mayar.Product{{ID: kopi, Name: "Kelas Kopi"}, {ID: teh, Name: "Kelas Teh"}}
	for name, tt := range map[string]struct {
		typed string
		more  bool // there are products that are not in the list
		err   error
		want  string
	}{
		"one":     {"kelas kopi", false, nil, "Kelas Kopi"},
		"a part":  {"teh", false, nil, "Kelas Teh"},
		"none":    {"Webinar Foto", false, nil, "There is no product named “Webinar Foto”"},
		"several": {"kelas", false, nil, "2 products match “kelas”: *Kelas Kopi*, *Kelas Teh*"},
		"Mayar down": {
			"Kelas Kopi", false, &mayar.Error{Reason: mayar.ReasonUpstream}, "I could not read Mayar's products",
		},
		"the search fails":     {"Webinar", true, nil, "I could not read Mayar's products"},
		"known without search": {"Kelas Kopi", true, nil, kopi},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newHandler(t, nil, &fakeTiers{})
			c.catalog = newCatalog(
				fakeProducts{func(opts *mayar.ProductOptions) ([]mayar.Product, *mayar.Response, error) {
					if opts.Search != "" {
						return nil, nil, &mayar.Error{Reason: mayar.ReasonUpstream}
					}
					return shop, &mayar.Response{HasMore: tt.more}, tt.err
				}},
				&fakeTiers{},
				commandtest.AtNoon,
			)
			var reply commandtest.Responder
			if err := c.run(t.Context(), &bot.Request{Text: tt.typed}, &reply); err != nil {
				t.Fatal(err)
			}
			if form := commandtest.JSON(t, reply.Forms); !strings.Contains(form, tt.want) {
				t.Errorf("the form does not say %q: %s", tt.want, form)
			}
		})
	}
}

// Every letter typed into the form asks for the products.
func TestFailedProductListIsRemembered(t *testing.T) {
	t.Parallel()
	now, asked := commandtest.Noon, 0
	down := errors.New("down")
	err := down
	c := newCatalog(fakeProducts{func(*mayar.ProductOptions) ([]mayar.Product, *mayar.Response, error) {
		asked++
		return []mayar.Product{{ID: kopi, Name: "Kelas Kopi"}}, &mayar.Response{}, err
	}}, nil, func() time.Time { return now })
	search := func(want error, products int) {
		t.Helper()
		for range 3 {
			found, err := c.search(t.Context(), "kel")
			if !errors.Is(err, want) || len(found) != products {
				t.Errorf("found %v, %v", found, err)
			}
		}
	}
	if search(down, 0); asked != 1 {
		t.Errorf("asked %d times while Mayar is down", asked)
	}
	now, err = now.Add(productsRetryAfter), nil
	if search(nil, 1); asked != 3 {
		t.Errorf("asked %d times, want once for each of two lists more", asked)
	}
	now, err = now.Add(catalogTTL), down
	if search(nil, 1); asked != 4 {
		t.Errorf("asked %d times, want once more: the old list is better than none", asked)
	}
	now, err = now.Add(productsRetryAfter), nil
	if search(nil, 1); asked != 6 {
		t.Errorf("asked %d times, want the list anew", asked)
	}
}
