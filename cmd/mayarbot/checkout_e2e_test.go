package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

const person = ` name:"Ani Wijaya" email:ani@example.com mobile:0812-0000-1111`

// membershipProduct returns a product of the pretend shop that has tiers.
func (r *testBot) membershipProduct() fakemayar.Product {
	r.Helper()
	products := r.mayar.Products()
	i := slices.IndexFunc(products, func(p fakemayar.Product) bool { return len(p.Tiers) > 1 })
	if i < 0 {
		r.Fatal("the pretend shop has no membership")
	}
	return products[i]
}

func TestCheckoutLinksAreWhatMayarGave(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"v1", "v2"} {
		for _, variant := range fakemayar.Variants() {
			t.Run(version+" "+string(variant), func(t *testing.T) {
				t.Parallel()
				r := newTestBot(t,
					func(cfg *config, _ *fakemayar.Options) { cfg.MayarAPIVersion = mayarVersion(version) })
				r.mayar.SetCheckoutVariant(variant)
				msg := r.expectAnswer("/checkout "+r.membershipProduct().ID+person, "immutable=")
				if !msg.Ephemeral || msg.To != r.user {
					t.Errorf("seen by others: %+v", msg)
				}
				links := r.mayar.LastLinks()
				if len(links) == 0 {
					t.Fatal("the pretend Mayar gave no link")
				}
				for _, link := range links {
					if !strings.Contains(plainJSON(r.lastText()), link) {
						t.Errorf("%s is not shown as it was given in %s", link, r.lastText())
					}
				}
			})
		}
	}
}

func TestCheckoutByForm(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	product := r.membershipProduct()
	form := r.sendForForm("/checkout name:\"Ani Wijaya\"")
	if !strings.Contains(string(form.Blocks), "Ani Wijaya") {
		t.Error("what was typed is not filled in")
	}
	if options := r.suggest(form, product.Name); len(options) == 0 || options[0].Value != product.ID {
		t.Fatalf("suggestions: %+v", options)
	}
	r.submit(form, map[string]string{
		message.BlockCheckoutProduct: product.ID, message.BlockCheckoutEmail: "ani", message.BlockCheckoutMobile: "12",
	})
	if got := r.waitForForm().Errors; len(got) != 2 || got[message.BlockCheckoutEmail] == "" ||
		got[message.BlockCheckoutMobile] == "" {
		t.Errorf("errors on the fields: %v", got)
	}
	r.submit(r.waitForForm(), map[string]string{
		message.BlockCheckoutProduct: product.ID, message.BlockCheckoutEmail: "ani@example.com",
		message.BlockCheckoutMobile: "081200001111",
	})
	r.waitUntil("links in the form", func() bool { return containsAll(string(r.waitForForm().Blocks), "immutable=") })
	for _, tier := range product.Tiers {
		// The names may come after the links.
		r.waitUntil("the name of a tier", func() bool { return containsAll(string(r.waitForForm().Blocks), tier.Name) })
	}
	if len(r.messages()) != 0 {
		t.Error("links were shown in the channel as well")
	}
	// The links are still there after the form is closed.
	r.waitUntil("the note that the links are kept",
		func() bool { return containsAll(string(r.waitForForm().Blocks), "direct message") })
	direct := r.slack.Messages(r.user, r.slack.DirectMessages(r.user))
	if len(direct) != 1 {
		t.Fatalf("%d direct messages, want the links", len(direct))
	}
	for _, link := range r.mayar.LastLinks() {
		if !strings.Contains(plainJSON(string(direct[0].Blocks)), link) {
			t.Errorf("%s is not kept as it was given", link)
		}
	}
}

// A form that Mayar rejects is shown again with everything that was filled in.
func TestCheckoutFormComesBack(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	products := r.mayar.Products()
	other := slices.IndexFunc(products, func(p fakemayar.Product) bool { return p.Type == "webinar" })
	r.sendForForm("/checkout")
	fill := func(product string) {
		r.suggest(r.waitForForm(), product) // Slack accepts only options that it was offered
		r.submit(r.waitForForm(), map[string]string{
			message.BlockCheckoutProduct: product, message.BlockCheckoutName: "Ani Wijaya",
			message.BlockCheckoutEmail: "ani@example.com", message.BlockCheckoutMobile: "081200001111",
		})
	}
	fill(products[other].ID)
	r.waitUntil("the form again", func() bool {
		form := string(r.waitForForm().Blocks)
		return containsAll(form, "This product cannot have a fixed checkout link", "Ani Wijaya", "ani@example.com",
			"081200001111", products[other].ID)
	})
	fill(r.membershipProduct().ID)
	r.waitUntil("links in the form", func() bool { return containsAll(string(r.waitForForm().Blocks), "immutable=") })
}

// suggest returns the options of the field of products for what is typed. Slack waits only three
// seconds; a later answer of Mayar's is there for the next letter.
func (r *testBot) suggest(form fakeslack.View, typed string) (options []fakeslack.Option) {
	r.Helper()
	for range 5 {
		var err error
		options, err = r.slack.Suggest(r.Context(), fakeslack.Suggest{
			User: r.user, ViewID: form.ID, BlockID: message.BlockCheckoutProduct,
			ActionID: message.ActionCheckoutProduct, Value: typed,
		})
		if err != nil {
			r.Fatal(err)
		}
		if len(options) == 0 || options[0].Value != message.NoProduct {
			break
		}
	}
	return options
}

func TestRepeatedCheckoutIsOnePost(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	command := "/checkout " + r.membershipProduct().ID + person
	r.expectAnswer(command, "immutable=")
	r.expectAnswer(command, "immutable=")
	posts := 0
	for _, request := range r.mayar.Requests() {
		if request.Method == "POST" && request.Status == 200 {
			posts++
		}
	}
	if posts != 1 {
		t.Errorf("%d posts for the same request within a minute", posts)
	}
}

func TestLinkForSomebodyElseIsWithheld(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]func(*fakemayar.Server){
		"customer": func(s *fakemayar.Server) { s.SetWrongCustomer(true) },
		"tier":     func(s *fakemayar.Server) { s.SetWrongTier(true) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newTestBot(t)
			wrong(r.mayar)
			r.expectAnswer("/checkout "+r.membershipProduct().ID+person, "Ref")
			for _, link := range r.mayar.LastLinks() {
				if strings.Contains(r.lastText(), link) {
					t.Errorf("shown: %s", link)
				}
			}
		})
	}
}

// plainJSON replaces JSON's escape of the ampersand.
func plainJSON(s string) string { return strings.ReplaceAll(s, `\u0026`, "&") }

// A person who asks for more links than Mayar allows in a minute leaves the others their share.
func TestOnePersonLeavesOthersTheirShare(t *testing.T) {
	t.Parallel()
	r := newTestBot(t, func(cfg *config, shop *fakemayar.Options) {
		cfg.MayarRequestsPerMinute, shop.RequestsPerMinute = 20, 20
	})
	product := r.membershipProduct().ID
	var commands sync.WaitGroup
	for i := range 30 {
		commands.Go(func() {
			r.send(fmt.Sprintf(`/checkout %s name:"Ani Wijaya" email:ani%d@example.com mobile:081200001111`, product,
				i))
		})
	}
	commands.Wait()
	r.as(fakeslack.Budi, r.channel).expectAnswer("/checkout "+product+person, "immutable=")
}
