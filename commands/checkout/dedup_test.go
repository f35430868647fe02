package checkout

import (
	"testing"
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
