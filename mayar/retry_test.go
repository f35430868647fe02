package mayar_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
)

func TestGetIsRepeatedUntilItWorks(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(v2Unpaid, inTurn(reply(502, "Bad Gateway"), hangUp, reply(200, v2Page(false, "null", "a"))))
	txs, _, err := p.client().Transactions.ListUnpaid(t.Context(), nil)
	if err != nil || len(txs) != 1 {
		t.Errorf("got %v, %v, want one transaction", txs, err)
	}
}

// Net/http repeats a GET by itself when a kept-alive connection breaks. The budget would not know
// of the second request.
func TestNoRequestBesideTheBudget(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(v2Unpaid, inTurn(reply(200, v2Page(false, "null", "a")), hangUp))
	budget := mayar.NewBudget(20)
	c := p.client(mayar.WithRetry(1, 0), mayar.WithBudget(budget))
	if _, _, err := c.Transactions.ListUnpaid(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Transactions.ListUnpaid(t.Context(), nil); !mayar.Temporary(err) {
		t.Errorf("got %v, want a temporary error", err)
	}
	if got := len(p.requests()); got != 2 || budget.Remaining() != 18 {
		t.Errorf("%d requests and %d left, want 2 and 18", got, budget.Remaining())
	}
}

func TestEveryAttemptIsTakenFromTheBudget(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(v2Unpaid, reply(500, `{}`))
	budget := mayar.NewBudget(2)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	began := time.Now()
	_, _, err := p.client(mayar.WithBudget(budget)).Transactions.ListUnpaid(ctx, nil)
	if !mayar.Temporary(err) {
		t.Errorf("got %v, want Mayar's own failure", err)
	}
	if got := len(p.requests()); got != 2 {
		t.Errorf("%d requests, want the 2 of the budget", got)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("waited %s for a slot that could not be in time", took)
	}
	_, _, err = p.client(mayar.WithBudget(budget)).Transactions.ListUnpaid(ctx, nil)
	limited, ok := errors.AsType[*mayar.RateLimitError](err)
	if !ok || !limited.Local || limited.Op != "list unpaid transactions" {
		t.Errorf("got %v, want a local RateLimitError that names the call", err)
	}
}

// deaf refuses the first connections and dials the rest.
func deaf(refusals int32) (http.RoundTripper, *atomic.Int32) {
	var dials atomic.Int32
	return &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		if dials.Add(1) <= refusals {
			return nil, &net.OpError{Op: "dial", Net: network, Err: errors.New("connection refused")}
		}
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}}, &dials
}

func TestCheckoutIsRepeatedWhenNothingWasSent(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(v2Checkout, reply(200, `{"statusCode":200,"data":"https://toko.example.com/pl/x?immutable=t"}`))
	transport, dials := deaf(2)
	c := p.client(mayar.WithTransport(transport))
	checkout, _, err := c.Checkout.CreateImmutable(t.Context(), aniBuys)
	if err != nil || checkout.Single == "" {
		t.Errorf("got %v, %v, want a link", checkout, err)
	}
	if got := c.Budget().Remaining(); got != 999 {
		t.Errorf("%d left, want 999: what never left costs nothing", got)
	}
	if dials.Load() != 3 || len(p.requests()) != 1 {
		t.Errorf("%d dials and %d requests, want 3 and 1", dials.Load(), len(p.requests()))
	}
}

func TestCheckoutIsNotRepeatedOnceSent(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"connection closed": hangUp,
		"500":               reply(500, `{}`),
		"502 text":          reply(502, `Bad Gateway`),
		"429":               reply(429, `{"statusCode":429,"messages":"Too Many Requests"}`),
		"429 duplicate":     reply(429, `{"statusCode":429,"messages":"Duplicate request detected."}`),
		"empty":             reply(200, ``),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPeer(t)
			p.handle(v2Checkout, answer)
			c := p.client()
			if _, _, err := c.Checkout.CreateImmutable(t.Context(), aniBuys); err == nil {
				t.Error("it succeeded")
			}
			if got := p.requests(); len(got) != 1 {
				t.Errorf("requests: %v, want one", got)
			}
		})
	}
}

func TestDuplicateDoesNotPause(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(
		v2Checkout,
		reply(429,
			`{"statusCode":429,"messages":"Duplicate request detected. Please wait 1 minute before trying again."}`),
	)
	c := p.client()
	_, _, err := c.Checkout.CreateImmutable(t.Context(), aniBuys)
	if !mayar.Duplicate(err) || mayar.RateLimited(err) {
		t.Errorf("got %v, want a duplicate and no rate limit", err)
	}
	if until := c.Budget().PausedUntil(); !until.IsZero() {
		t.Errorf("paused until %s", until)
	}
}

func TestRateLimitPausesEverything(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(v2Unpaid, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "90")
		reply(429, `{"statusCode":429,"messages":"server's own words"}`)(w, r)
	})
	c := p.client()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, _, err := c.Transactions.ListUnpaid(ctx, nil)
	limited, ok := errors.AsType[*mayar.RateLimitError](err)
	if !ok || limited.Local || !limited.Paused || limited.RetryAfter != 90*time.Second ||
		!limited.Until.Equal(c.Budget().PausedUntil()) {
		t.Errorf("got %+v, want Mayar's rate limit for 90s", err)
	}
	if !mayar.RateLimited(err) || mayar.Temporary(err) || mayar.Duplicate(err) {
		t.Errorf("%v: RateLimited must be its only predicate", err)
	}
	checkNoSecrets(t, "the error", err.Error())
	if _, _, err := c.Products.List(ctx, nil); !mayar.RateLimited(err) {
		t.Errorf("another call got %v during the pause", err)
	}
	if got := len(p.requests()); got != 1 {
		t.Errorf("%d requests, want 1", got)
	}
	if !c.Health().DownSince.IsZero() {
		t.Error("a rate limit counts as being down")
	}
}

func TestRateLimitIsWaitedOut(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(v2Unpaid, inTurn(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "1")
		reply(429, ``)(w, r)
	}, reply(200, v2Page(false, "null", "a"))))
	began := time.Now()
	if _, _, err := p.client().Transactions.ListUnpaid(t.Context(), nil); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took < time.Second {
		t.Errorf("asked again after %s, want 1s", took)
	}
}

func TestBackoffEndsWithTheContext(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	ctx, cancel := context.WithCancel(t.Context())
	p.handle(v2Unpaid, func(w http.ResponseWriter, r *http.Request) {
		reply(500, `{}`)(w, r)
		cancel()
	})
	_, _, err := p.client(mayar.WithRetry(3, time.Hour)).Transactions.ListUnpaid(ctx, nil)
	if err == nil {
		t.Error("it succeeded")
	}
}

// A 503 with a Retry-After pauses requests as a 429 does; one without is repeated.
func TestUnavailableWithATimePauses(t *testing.T) {
	t.Parallel()
	for retryAfter, paused := range map[string]time.Duration{
		"3600": time.Hour, "1e300": 5 * time.Minute, "": 0, "soon": 0, "-1": 0, "NaN": 0,
	} {
		p := newPeer(t)
		p.handle(v2Unpaid, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", retryAfter)
			w.WriteHeader(http.StatusServiceUnavailable)
		})
		c := p.client()
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		if _, _, err := c.Transactions.ListUnpaid(ctx, nil); !mayar.Temporary(err) {
			t.Errorf("%q: got %v, want that Mayar is down", retryAfter, err)
		}
		until := max(time.Until(c.Budget().PausedUntil()), 0)
		if until > paused || until < paused-time.Minute {
			t.Errorf("%q: paused for %s, want %s", retryAfter, until, paused)
		}
	}
}
