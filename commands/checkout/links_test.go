package checkout

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

// The bot is stopped while the first of several equal requests waits for Mayar.
func TestShutdownDuringACheckout(t *testing.T) {
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
	c := newHandler(t, client.Checkout, &fakeTiers{})
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

func TestLinksDoNotWaitForTierNames(t *testing.T) {
	t.Parallel()
	link := newTierLink(t, "ani@example.com", "t1", "t1")
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
			if err := newHandler(t, links, tiers).run(
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

// A slow command says that it waits; a form does from the start. The clock is synctest's.
func TestSlowCommandSaysThatItWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newHandler(t, linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) {
			time.Sleep(2 * waitingAfter)
			return &mayar.Checkout{Usage: newTierLink(t, "ani@example.com", "", "").Link}, nil
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
		err := submitForm(t, c, &bot.Request{Kind: bot.KindForm, Fields: map[string]string{
			message.BlockCheckoutProduct: teh, message.BlockCheckoutName: "Ani Wijaya",
			message.BlockCheckoutEmail: "ani@example.com", message.BlockCheckoutMobile: "081200001111",
		}}, &reply)
		if err != nil || !strings.Contains(commandtest.JSON(t, reply.Shown[0]), "immutable=") {
			t.Errorf("a form showed %s, %v", commandtest.JSON(t, reply.Shown), err)
		}
	})
}

// "Not found" for a product that Mayar lists is not about the product.
func TestListedProductWithoutLinkEndpoint(t *testing.T) {
	t.Parallel()
	c := newHandler(t, linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) {
		return nil, &mayar.Error{Op: "create a checkout link", Status: 404, Reason: mayar.ReasonNotFound}
	}), &fakeTiers{})
	for product, want := range map[string]message.ProblemKind{
		kopi:                                   message.ProblemNoLinkEndpoint,
		strings.ToUpper(teh):                   message.ProblemNoLinkEndpoint,
		"0e7f0000-9aaf-4b72-aa00-000000000000": message.ProblemNotFound,
	} {
		err := c.run(t.Context(), &bot.Request{Text: product + " " + complete}, &commandtest.Responder{})
		if got := usererr.Explain(err, mayar.Health{}, commandtest.Noon).Kind; got != want {
			t.Errorf("%s: got %q, want %q", product, got, want)
		}
	}
}
