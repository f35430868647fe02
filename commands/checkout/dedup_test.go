package checkout

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/mayar"
)

func TestFailedPostIsNotRemembered(t *testing.T) {
	t.Parallel()
	calls := 0
	links := linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) {
		calls++
		return nil, &mayar.Error{Reason: mayar.ReasonUpstream}
	})
	c := newHandler(t, links, &fakeTiers{})
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

func TestRecentCheckoutsExpire(t *testing.T) {
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

// The time of a request can end while its post waits for a slot of the budget. Then the person
// reads when to try again, and not that Mayar does not answer.
func TestPostSaysWhyItsTimeWasNotEnough(t *testing.T) {
	t.Parallel()
	for range 20 { // both happen at once
		synctest.Test(t, func(t *testing.T) {
			recent := newRecentCheckouts(time.Now)
			ctx, cancel := context.WithTimeout(t.Context(), linksTimeout)
			defer cancel()
			_, _, err := recent.do(ctx, mayar.CheckoutRequest{}, func() (*mayar.Checkout, error) {
				<-ctx.Done()
				return nil, &mayar.RateLimitError{Until: time.Now().Add(time.Minute), Local: true}
			})
			if _, ok := errors.AsType[*mayar.RateLimitError](err); !ok {
				t.Fatalf("got %v, want what the post said", err)
			}
		})
	}
}
