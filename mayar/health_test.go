package mayar_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
)

func TestHealth(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle(v2Unpaid, inTurn(
		reply(200, v2Page(false, "null")),
		reply(500, `{}`),
		reply(502, `Bad Gateway`),
		reply(401, `{"statusCode":401,"messages":"Unauthorized"}`),
	))
	now := time.Date(2026, 8, 20, 10, 0, 0, 0, time.UTC)
	c := p.client(mayar.WithRetry(1, 0), mayar.WithNow(func() time.Time { return now }))
	if got := c.Health(); got != (mayar.Health{}) {
		t.Errorf("before the first call: %+v, want nothing", got)
	}
	minutes := func(n int) time.Time { return time.Date(2026, 8, 20, 10, n, 0, 0, time.UTC) }
	for i, want := range []mayar.Health{
		{LastOK: minutes(1)},
		{LastOK: minutes(1), DownSince: minutes(2)},
		{LastOK: minutes(1), DownSince: minutes(2)},
		{LastOK: minutes(4)},
	} {
		now = minutes(i + 1)
		_, _, err := c.Transactions.ListUnpaid(t.Context(), nil)
		got := c.Health()
		if !got.DownSince.IsZero() && got.LastError != err {
			t.Errorf("call %d: LastError is %v, want %v", i+1, got.LastError, err)
		}
		if got.LastError = nil; got != want {
			t.Errorf("call %d: %+v, want %+v", i+1, got, want)
		}
	}
}

// A caller that cancels early does not change Mayar's health.
func TestHealthIgnoresCancelledCalls(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	released := make(chan struct{})
	t.Cleanup(func() { close(released) })
	p.handle(v2Unpaid, func(http.ResponseWriter, *http.Request) { <-released })
	c := p.client()
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	if _, _, err := c.Transactions.ListUnpaid(ctx, nil); !reasonIs(mayar.ReasonTimeout)(err) {
		t.Errorf("got %v, want a timeout", err)
	}
	if got := c.Health(); got != (mayar.Health{}) {
		t.Errorf("Health is %+v, want nothing", got)
	}
}
