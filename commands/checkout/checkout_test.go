package checkout

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

const (
	kopi = "0e7f0000-9aaf-4b72-aa00-1174be6b52b1"
	teh  = "0e7f0000-9aaf-4b72-aa00-1174be6b52b2"
)

// aLink is a link as Mayar makes them.
func aLink(t *testing.T, payload map[string]any) mayar.ImmutableLink {
	t.Helper()
	raw, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	return mayar.ImmutableLink(
		"https://toko.example.com/m/kopi?immutable=" + base64.StdEncoding.EncodeToString(
			raw,
		) + "." + strings.Repeat(
			"0a",
			32,
		),
	)
}

func aTierLink(t *testing.T, email, tierInToken, tierID string) mayar.TierLink {
	return mayar.TierLink{TierID: tierID, Link: aLink(t, map[string]any{
		"name": "Ani Wijaya", "email": email, "mobile": "081200001111", "membershipTierId": tierInToken,
	})}
}

func aCheckout(t *testing.T, links linkMaker, tiers *fakeTiers) *Handler {
	products := fakeProducts{func(*mayar.ProductOptions) ([]mayar.Product, *mayar.Response, error) {
		return []mayar.Product{
			{ID: kopi, Name: "Kelas Kopi", Type: "membership"},
			{ID: teh, Name: "Kelas Teh", Type: "course"},
		}, &mayar.Response{}, nil
	}}
	return &Handler{
		links:   links,
		recent:  newRecentCheckouts(commandtest.AtNoon),
		catalog: newCatalog(products, tiers, commandtest.AtNoon),
		Config: Config{
			Renderer: commandtest.Renderer(t), Now: commandtest.AtNoon,
			Health: func() mayar.Health { return mayar.Health{} },
		},
	}
}

// submit submits a form.
func submit(t *testing.T, c *Handler, req *bot.Request, responder bot.Responder) error {
	t.Helper()
	filled, wrong := c.parseForm(req)
	if len(wrong) > 0 {
		t.Errorf("wrong in the form: %v", wrong)
	}
	return c.submit(t.Context(), filled, req, responder)
}

const complete = `name:"Ani Wijaya" email:ani@example.com mobile:0812-0000-1111`

func TestCheckoutInOneLine(t *testing.T) {
	t.Parallel()
	made := &mayar.Checkout{
		Tiers: []mayar.TierLink{
			aTierLink(t, "ani@example.com", "t1", "t1"),
			aTierLink(t, "ANI@example.com", "t2", "t2"),
		},
		GeneralMutableURL: "https://toko.example.com/m/kopi",
	}
	var asked []mayar.CheckoutRequest
	links := linkMakerFunc(func(r *mayar.CheckoutRequest) (*mayar.Checkout, error) {
		asked = append(asked, *r)
		return made, nil
	})
	tiers := &fakeTiers{
		tiers:  []mayar.Tier{{ID: "t1", Name: "Hemat", Status: "ACTIVE"}, {ID: "t2", Name: "Lengkap", SoldOut: true}},
		prices: []mayar.TierPrice{{TierID: "t1", Amounts: []mayar.PeriodPrice{{Months: 1, Amount: 50_000}}}},
	}
	c := aCheckout(t, links, tiers)
	for range 2 {
		var reply commandtest.Responder
		if err := c.run(t.Context(), &bot.Request{Text: "kelas KOPI " + complete}, &reply); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			"Hemat", "Lengkap", "Rp50.000", made.Tiers[0].Link.URL(), made.Tiers[1].Link.URL(),
		} {
			if !strings.Contains(reply.Last(t), want) {
				t.Errorf("%q is missing in %s", want, reply.Last(t))
			}
		}
		if len(reply.Shared) != 0 {
			t.Error("links were shown to a channel")
		}
	}
	want := mayar.CheckoutRequest{
		ProductID: kopi,
		Customer:  mayar.CheckoutCustomer{Name: "Ani Wijaya", Email: "ani@example.com", Mobile: "6281200001111"},
	}
	if len(asked) != 1 || asked[0] != want {
		t.Errorf("Mayar was asked %+v", asked)
	}
	if tiers.calls != 1 {
		t.Errorf("tiers were asked for %d times", tiers.calls)
	}
}

// The program is stopped while Mayar has the first of several same requests and says nothing.
func TestCheckoutsThatAreCutOffSaySo(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{})
	shop := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // from then on the server notices that the client has gone
		close(asked)
		<-r.Context().Done()
	}))
	defer shop.Close()
	client, err := mayar.New("key", mayar.WithBaseURL(shop.URL), mayar.WithVersion(mayar.V2))
	if err != nil {
		t.Fatal(err)
	}
	c := aCheckout(t, client.Checkout, &fakeTiers{})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	const people = 5
	ended := make(chan error, people)
	for range people {
		go func() { ended <- c.run(ctx, &bot.Request{Text: kopi + " " + complete}, &commandtest.Responder{}) }()
	}
	<-asked
	stop()
	for range people {
		problem := usererr.Explain(<-ended, mayar.Health{}, commandtest.Noon)
		if problem.Kind != message.ProblemShutdown || problem.Operation != message.OpCheckout {
			t.Errorf("told %q of %q", problem.Kind, problem.Operation)
		}
	}
}

func TestCheckoutWithoutAllOpensTheForm(t *testing.T) {
	t.Parallel()
	links := linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) {
		t.Error("Mayar was asked")
		return nil, nil
	})
	for _, typed := range []string{
		"", "kopi", "kelas " + complete /* two products */, kopi + ` name:Al email:ani@ mobile:12`,
		kopi + " " + complete + " email:budi@example.com",
		kopi + ` name:"Ani Wijaya" vip email:ani@example.com mobile:081200001111`,
	} {
		var reply commandtest.Responder
		if err := aCheckout(t, links, &fakeTiers{}).run(t.Context(), &bot.Request{Text: typed}, &reply); err != nil {
			t.Fatal(err)
		}
		if len(reply.Forms) != 1 || len(reply.Shown) != 0 {
			t.Fatalf("%q: %d forms, %d messages", typed, len(reply.Forms), len(reply.Shown))
		}
		if words := parseArgs(typed); words.Name != "" &&
			!strings.Contains(commandtest.JSON(t, reply.Forms[0]), words.Name) {
			t.Errorf("%q: the name is not filled in", typed)
		}
	}
}

// A product is asked for at once only when there is no doubt which one is meant.
func TestAGuessedProductOpensTheForm(t *testing.T) {
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
			c := aCheckout(t, linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) {
				posts++
				return &mayar.Checkout{Tiers: []mayar.TierLink{aTierLink(t, "ani@example.com", "t1", "t1")}}, nil
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

func TestFormIsCheckedOnItsFields(t *testing.T) {
	t.Parallel()
	good := map[string]string{
		message.BlockCheckoutProduct: kopi, message.BlockCheckoutName: "Ani Wijaya",
		message.BlockCheckoutEmail:  "ani@example.com",
		message.BlockCheckoutMobile: "+62 812-0000-1111", message.BlockCheckoutCredit: "20.000",
	}
	c := aCheckout(t, nil, nil)
	if _, problems := c.parseForm(&bot.Request{Fields: good}); len(problems) != 0 {
		t.Fatalf("a good form: %v", problems)
	}
	for block, values := range map[string][]string{
		message.BlockCheckoutProduct: {"", "kopi", kopi + "0"},
		message.BlockCheckoutName:    {"", "Al", strings.Repeat("ñ", 251)},
		message.BlockCheckoutEmail: {
			"", "ani", "ani@", "ani@example", "Ani <ani@example.com>", "a@example.com b@example.com",
			"`ani@example.com`", "ani`@example.com", "ani@exa`mple.com", "ani@exa_mple.com",
			"ani@example.com?subject=x", "mailto:ani@example.com",
			"*ani@example.com", "ani@example.com*", "~ani@example.com", "ani@-example.com", "ani@example-.com",
			"ani@example..com", "ani@example.com.",
			"ani@example.c", "ani@example.123", "ani@exam ple.com", "<ani@example.com>", "ani@@example.com",
			`"a b"@example.com`,
		},
		message.BlockCheckoutMobile: {"", "081200001", "0812000011112222", "08120000111x", "0812+0000111",
			"1234567890", "+62081200", "+999 1234 5678", "081200001111, 081300002222", "none"},
		message.BlockCheckoutCredit: {
			"0", "-5", "+5", "1,5", "1.5", "10.50", "1000.000", ".500", "banyak", "99999999999999999999",
		},
		message.BlockCheckoutCustomer: {"a b", "../x"},
		message.BlockCheckoutMember:   {"<@U1>"},
	} {
		for _, value := range values {
			fields := map[string]string{}
			for k, v := range good {
				fields[k] = v
			}
			fields[block] = value
			_, problems := c.parseForm(&bot.Request{Fields: fields})
			if len(problems) != 1 || problems[block] == "" {
				t.Errorf("%s=%q: %v", block, value, problems)
			}
		}
	}
}

func TestEmailsThatExist(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"ani@example.com", "ani_w@example.com", "ani.w+toko@mail.example.co.id", "a-b@exa-mple.com", "ANI@EXAMPLE.COM",
		"o'neil@example.com", "1@2.co",
		"ani@tokö.example", "ani@xn--tok-1ua.xn--p1ai", "_ani_@example.com",
	} {
		if !isEmail(address) {
			t.Errorf("%s is refused", address)
		}
	}
}

// The same customer, written in another way within a minute, is the same request.
func TestOneNumberInTwoSpellingsIsOneRequest(t *testing.T) {
	t.Parallel()
	asked := 0
	c := aCheckout(t, linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) {
		asked++
		return &mayar.Checkout{Single: aLink(t, map[string]any{"email": "ani@example.com"})}, nil
	}), &fakeTiers{})
	for _, mobile := range []string{
		"081200001111", "+6281200001111", "62812-0000-1111", "+62 (0)812 0000 1111", "0812 0000 1111",
	} {
		var reply commandtest.Responder
		req := bot.Request{Text: kopi + " name:Ani Wijaya email:ani@example.com mobile:" + mobile}
		if err := c.run(t.Context(), &req, &reply); err != nil {
			t.Fatal(err)
		}
		if len(reply.Forms) > 0 {
			t.Errorf("%s opens the form", mobile)
		}
	}
	if asked != 1 {
		t.Errorf("Mayar was asked %d times", asked)
	}
}

// What is copied from elsewhere brings along what nobody sees.
func TestCopiedValuesAreCleaned(t *testing.T) {
	t.Parallel()
	request, wrong := requestOf(message.CheckoutForm{
		Product: message.Product{
			ID: kopi,
		}, Name: "Ani\u200b \u202eWijaya\u00a0 Contoh", Email: "\u200eani@example.com\u200b", Credit: "1.020.000",
	})
	if len(wrong) != 1 || request.Customer.Name != "Ani Wijaya Contoh" || request.Customer.Email != "ani@example.com" ||
		request.CreditAmount != 1_020_000 {
		t.Errorf("%+q, %d, wrong: %v", request.Customer, request.CreditAmount, wrong)
	}
	for typed, want := range map[string]string{
		"\u202a+62 812‑3456‑7890\u202c":    "6281234567890",
		"(+62) 812–3456–7890":              "6281234567890",
		"+62\u00a0812\u00a03456\u00a07890": "6281234567890",
		"0812.3456/7890":                   "6281234567890",
		"+62 (0)812-0000-1111":             "6281200001111",
		"+62 0812 0000 1111":               "6281200001111",
		"+65 9123 4567":                    "6591234567",
	} {
		if got, ok := mobileDigits(typed); !ok || got != want {
			t.Errorf("%+q: %q, %t", typed, got, ok)
		}
	}
}

func TestLinksThatAreNotWhatTheyShouldBeAreWithheld(t *testing.T) {
	t.Parallel()
	request := mayar.CheckoutRequest{Customer: mayar.CheckoutCustomer{Email: "ani@example.com"}, CreditAmount: 1000}
	good := aTierLink(t, "ani@example.com", "t1", "t1")
	holding := func(payload map[string]any) mayar.TierLink {
		return mayar.TierLink{TierID: "t2", Link: aLink(t, payload)}
	}
	plain := func(link mayar.ImmutableLink) mayar.TierLink { return mayar.TierLink{TierID: "t2", Link: link} }
	for name, tt := range map[string]struct {
		bad    mayar.TierLink
		unsafe int
		alone  message.ProblemKind
	}{
		"another customer": {aTierLink(t, "budi@example.com", "t2", "t2"), 0, message.ProblemWithheld},
		"another tier":     {aTierLink(t, "ani@example.com", "t1", "t2"), 0, message.ProblemWithheld},
		"no e-mail": {
			holding(map[string]any{"name": "Budi", "mobile": "0899999999", "membershipTierId": "t2"}), 0,
			message.ProblemWithheld,
		},
		"a list of e-mails": {
			holding(
				map[string]any{"name": "Budi", "email": []string{"budi@example.com"}, "membershipTierId": "t2"},
			), 0, message.ProblemWithheld,
		},
		"no tier": {holding(map[string]any{"email": "ani@example.com"}), 0, message.ProblemWithheld},
		"credit": {
			holding(map[string]any{"email": "ani@example.com", "creditAmount": 1000}), 0, message.ProblemWithheld,
		},
		"another credit": {
			holding(
				map[string]any{"email": "ani@example.com", "membershipTierId": "t2", "creditAmount": 20000},
			), 0, message.ProblemWithheld,
		},
		"http":         {plain("http://toko.example.com/m/kopi?immutable=abc"), 1, message.ProblemNoLinks},
		"general link": {plain("https://toko.example.com/m/kopi"), 1, message.ProblemNoLinks},
		"no value":     {plain("https://toko.example.com/m/kopi?immutable="), 1, message.ProblemNoLinks},
		"no address":   {plain("https:///m?immutable=abc"), 1, message.ProblemNoLinks},
		"two values":   {plain(good.Link + "&immutable=abc"), 1, message.ProblemNoLinks},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			links, err := verifyLinks(&mayar.Checkout{Tiers: []mayar.TierLink{good, tt.bad}}, request)
			if err != nil || len(links.Tiers) != 1 || links.Tiers[0].ID != "t1" || links.Unsafe != tt.unsafe ||
				links.Withheld != 1-tt.unsafe {
				t.Errorf("kept %+v, withheld %d, unsafe %d, %v", links.Tiers, links.Withheld, links.Unsafe, err)
			}
			_, err = verifyLinks(&mayar.Checkout{Tiers: []mayar.TierLink{tt.bad}}, request)
			if f, ok := errors.AsType[*usererr.Error](err); !ok || f.Kind != tt.alone {
				t.Errorf("alone: %v", err)
			}
		})
	}
	general := &mayar.Checkout{GeneralMutableURL: "https://toko.example.com/m/kopi"}
	_, err := verifyLinks(general, request)
	if f, ok := errors.AsType[*usererr.Error](err); !ok || f.Kind != message.ProblemNoLinks {
		t.Errorf("only the general link: %v", err)
	}
}

// What is said to be fixed is what stands in the links, not what was asked for.
func TestOnlyWhatTheLinksSayIsCalledFixed(t *testing.T) {
	t.Parallel()
	ani := mayar.CheckoutCustomer{Name: "Ani Wijaya", Email: "ani@example.com", Mobile: "081200001111"}
	request := mayar.CheckoutRequest{Customer: ani, CreditAmount: 1000}
	usage := aLink(
		t,
		map[string]any{
			"name":         "Ani W.",
			"email":        "Ani@example.com",
			"mobile":       "+62 812-0000-1111",
			"creditAmount": 1000,
		},
	)
	opaque := mayar.ImmutableLink("https://web.example.com/pl/checkout?product=p&immutable=eyJhbGciOiJIUzI1NiJ9.e30.x")
	tier := aTierLink(t, "ani@example.com", "t1", "t1")
	for name, tt := range map[string]struct {
		made       mayar.Checkout
		want       message.Person
		withCredit int
		opaque     int
		say        string
	}{
		"usage": {
			mayar.Checkout{Usage: usage},
			message.Person{Name: "Ani W.", Email: "Ani@example.com", Mobile: "+62 812-0000-1111"}, 1, 0,
			"Credit amount, fixed too: *1,000*",
		},
		"opaque": {
			mayar.Checkout{Single: opaque}, message.Person{}, 0, 1, "Asked for: Ani Wijaya · ani@example.com",
		},
		"tier": {mayar.Checkout{Tiers: []mayar.TierLink{tier}}, message.Person(ani), 0, 0, "No link fixes it"},
		"tier, usage": {
			mayar.Checkout{Tiers: []mayar.TierLink{tier}, Usage: usage}, message.Person{Email: "Ani@example.com"},
			1, 0, "fixed in 1 of the links only",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			links, err := verifyLinks(&tt.made, request)
			if err != nil {
				t.Fatal(err)
			}
			if links.BoundTo != tt.want || links.WithCredit != tt.withCredit || links.Unverifiable != tt.opaque {
				t.Errorf("fixed %+v, %d with credit, %d opaque", links.BoundTo, links.WithCredit, links.Unverifiable)
			}
			if said := commandtest.JSON(t, commandtest.Renderer(t).CheckoutLinks(links)); !strings.Contains(
				said,
				tt.say,
			) {
				t.Errorf("%q is missing in %s", tt.say, said)
			}
		})
	}
}

func TestNamesOfTiersNeverHoldUpTheLinks(t *testing.T) {
	t.Parallel()
	link := aTierLink(t, "ani@example.com", "t1", "t1")
	links := linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) {
		return &mayar.Checkout{Tiers: []mayar.TierLink{link}}, nil
	})
	for name, tiers := range map[string]*fakeTiers{
		"slow":   {tiers: []mayar.Tier{{ID: "t1", Name: "Hemat"}}, gate: make(chan struct{})},
		"failed": {err: errors.New("no tiers")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reply := &gateReply{gate: tiers.gate}
			if err := aCheckout(t, links, tiers).run(
				t.Context(), &bot.Request{Text: kopi + " " + complete}, reply,
			); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(commandtest.JSON(t, reply.Shown[0]), link.Link.URL()) {
				t.Error("the first answer has no link")
			}
			if tiers.gate != nil && (len(reply.Shown) != 2 || !strings.Contains(reply.Last(t), "Hemat")) {
				t.Errorf("shown %d times, at last %s", len(reply.Shown), reply.Last(t))
			}
		})
	}
}

// A gateReply lets the tiers come once something was shown.
type gateReply struct {
	commandtest.Responder
	gate chan struct{}
}

func (r *gateReply) Reply(ctx context.Context, msg blockkit.Message) error {
	if r.gate != nil && len(r.Shown) == 0 {
		defer close(r.gate)
	}
	return r.Responder.Reply(ctx, msg)
}

// A command has nothing to show until then; a form says it from the start. The clock is synctest's.
func TestACommandThatTakesLongSaysSo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := aCheckout(t, linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) {
			time.Sleep(2 * waitingAfter)
			return &mayar.Checkout{Usage: aTierLink(t, "ani@example.com", "", "").Link}, nil
		}), &fakeTiers{})
		var reply commandtest.Responder
		if err := c.run(
			t.Context(), &bot.Request{Kind: bot.KindCommand, Text: kopi + " " + complete}, &reply,
		); err != nil {
			t.Fatal(err)
		}
		if len(reply.Shown) != 2 || !strings.Contains(commandtest.JSON(t, reply.Shown[0]), "The links appear here.") {
			t.Errorf("a command showed %s", commandtest.JSON(t, reply.Shown))
		}
		reply = commandtest.Responder{}
		err := submit(t, c, &bot.Request{Kind: bot.KindForm, Fields: map[string]string{
			message.BlockCheckoutProduct: teh, message.BlockCheckoutName: "Ani Wijaya",
			message.BlockCheckoutEmail: "ani@example.com", message.BlockCheckoutMobile: "081200001111",
		}}, &reply)
		if err != nil || !strings.Contains(commandtest.JSON(t, reply.Shown[0]), "immutable=") {
			t.Errorf("a form showed %s, %v", commandtest.JSON(t, reply.Shown), err)
		}
	})
}

// A form that brought no links comes back with all that was filled in and what went wrong; to
// whoever has closed it that is told in another way.
func TestFailedFormComesBack(t *testing.T) {
	t.Parallel()
	filled := map[string]string{
		message.BlockCheckoutProduct: kopi, message.BlockCheckoutName: "Ani Wijaya",
		message.BlockCheckoutEmail:  "ani@example.com",
		message.BlockCheckoutMobile: "081200001111", message.BlockCheckoutCredit: "1000",
		message.BlockCheckoutCustomer: "CUST-0001",
		message.BlockCheckoutMember:   "MBR0SAMP",
	}
	wrongPerson := &mayar.Checkout{Usage: aTierLink(t, "budi@example.com", "", "").Link}
	for name, tt := range map[string]struct {
		made *mayar.Checkout
		err  error
		says string
	}{
		"product":    {nil, &mayar.Error{Reason: mayar.ReasonWrongProduct}, "cannot have a fixed checkout link"},
		"duplicate":  {nil, &mayar.Error{Reason: mayar.ReasonDuplicate}, "less than a minute ago"},
		"down":       {nil, &mayar.Error{Reason: mayar.ReasonUpstream}, "Mayar is not working"},
		"in time":    {nil, context.DeadlineExceeded, "took too long"},
		"no link":    {&mayar.Checkout{}, nil, "Mayar gave no link"},
		"other link": {wrongPerson, nil, "not shown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := aCheckout(
				t,
				linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) { return tt.made, tt.err }),
				&fakeTiers{},
			)
			if _, err := c.catalog.load(t.Context()); err != nil { // as the menu of the form does
				t.Fatal(err)
			}
			for _, closed := range []bool{false, true} {
				reply := commandtest.Responder{Closed: closed}
				err := submit(t, c, &bot.Request{Kind: bot.KindForm, Ref: "QX7RTPA", Fields: filled}, &reply)
				if err == nil || len(reply.Shown) > 0 || len(reply.Kept) > 0 {
					t.Fatalf("closed %v: %v; shown %d, kept %d", closed, err, len(reply.Shown), len(reply.Kept))
				}
				if closed {
					if problem := usererr.Explain(
						err, mayar.Health{}, commandtest.Noon,
					); problem.Operation != message.OpCheckout ||
						problem.Kind == message.ProblemInternal {
						t.Errorf("nothing is left to say: %+v", problem)
					}
					continue
				}
				form := commandtest.JSON(t, reply.Forms)
				for _, value := range filled {
					if !strings.Contains(form, value) {
						t.Errorf("%s is lost", value)
					}
				}
				for _, want := range []string{tt.says, "Try again", "QX7RTPA", "Kelas Kopi"} {
					if !strings.Contains(form, want) {
						t.Errorf("%q is missing in %s", want, form)
					}
				}
			}
		})
	}
}

// What is said of a product's name is true: of none, of several, and of one that could not be
// looked up.
func TestProductsThatAreNamed(t *testing.T) {
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
			c := aCheckout(t, nil, &fakeTiers{})
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

func TestFormKeepsItsLinks(t *testing.T) {
	t.Parallel()
	made := &mayar.Checkout{Tiers: []mayar.TierLink{aTierLink(t, "ani@example.com", "t1", "t1")}}
	c := aCheckout(t, linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) { return made, nil }),
		&fakeTiers{tiers: []mayar.Tier{{ID: "t1", Name: "Hemat"}}})
	var reply commandtest.Responder
	if err := submit(t, c, &bot.Request{Kind: bot.KindForm, Fields: map[string]string{
		message.BlockCheckoutProduct: kopi, message.BlockCheckoutName: "Ani Wijaya",
		message.BlockCheckoutEmail: "ani@example.com", message.BlockCheckoutMobile: "081200001111",
	}}, &reply); err != nil {
		t.Fatal(err)
	}
	if len(reply.Kept) != 1 || !strings.Contains(commandtest.JSON(t, reply.Kept), made.Tiers[0].Link.URL()) ||
		!strings.Contains(commandtest.JSON(t, reply.Kept), "Hemat") {
		t.Errorf("kept: %s", commandtest.JSON(t, reply.Kept))
	}
	if !strings.Contains(reply.Last(t), "direct message") {
		t.Errorf("the form does not say that the links are kept: %s", reply.Last(t))
	}
}

func TestFailedCheckoutIsNotRemembered(t *testing.T) {
	t.Parallel()
	calls := 0
	links := linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) {
		calls++
		return nil, &mayar.Error{Reason: mayar.ReasonUpstream}
	})
	c := aCheckout(t, links, &fakeTiers{})
	for range 2 {
		if err := c.run(
			t.Context(), &bot.Request{Text: kopi + " " + complete}, &commandtest.Responder{},
		); !mayar.Temporary(
			err,
		) {
			t.Errorf("got %v", err)
		}
	}
	if calls != 2 {
		t.Errorf("%d calls", calls)
	}
}

func TestRecentCheckoutsForgetAfterAMinute(t *testing.T) {
	t.Parallel()
	now := commandtest.Noon
	recent := newRecentCheckouts(func() time.Time { return now })
	posts := 0
	ask := func(id string) bool {
		_, reused, err := recent.do(t.Context(), mayar.CheckoutRequest{ProductID: id}, func() (*mayar.Checkout, error) {
			posts++
			return &mayar.Checkout{}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return reused
	}
	if ask("a") || !ask("a") || ask("b") {
		t.Error("within a minute the same request has the same links, and another request its own")
	}
	now = now.Add(dedupWindow)
	if ask("a") {
		t.Error("links are reused after a minute")
	}
	if posts != 3 {
		t.Errorf("%d posts", posts)
	}
}

// A menu has no other place to say that Mayar fails, or does not answer in time, than an option,
// which the form refuses. The clock is synctest's.
func TestSuggestionsWithoutMayar(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string]bool{"fails": true, "is slow": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, over := aCheckout(t, nil, nil), make(chan struct{})
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
	c := aCheckout(t, nil, nil)
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
