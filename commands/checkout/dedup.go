package checkout

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
)

// dedupWindow is how long the links of a request answer the same request again. Mayar refuses a
// repeat within a minute.
const dedupWindow = time.Minute

// recentCheckouts remembers the links of the last minute, so that a double click or a second
// command is not a second POST. Each replica knows only its own: another one asks Mayar again.
type recentCheckouts struct {
	now func() time.Time

	mu    sync.Mutex
	calls map[mayar.CheckoutRequest]*checkoutCall
}

// errNotFinished is the error of a call whose post panicked.
var errNotFinished = errors.New("checkout: the same request before this one did not finish")

// A checkoutCall is one POST, under way or done.
type checkoutCall struct {
	done  chan struct{}
	at    time.Time // when it was done
	links *mayar.Checkout
	err   error
}

func newRecentCheckouts(now func() time.Time) *recentCheckouts {
	return &recentCheckouts{now: now, calls: map[mayar.CheckoutRequest]*checkoutCall{}}
}

// do returns the links of the same request when it is under way or was answered less than a minute
// ago, and else what post returns. A failed post is not remembered.
func (r *recentCheckouts) do(
	ctx context.Context, request mayar.CheckoutRequest, post func() (*mayar.Checkout, error),
) (_ *mayar.Checkout, reused bool, _ error) {
	call, mine := r.join(request)
	if mine {
		defer r.finish(request, call)
		call.links, call.err = post()
		return call.links, false, call.err
	}
	select {
	case <-call.done:
		return call.links, true, call.err
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
}

// join returns the call for a request, and whether the caller is the one to make it.
func (r *recentCheckouts) join(request mayar.CheckoutRequest) (_ *checkoutCall, mine bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key, call := range r.calls {
		if !call.at.IsZero() && r.now().Sub(call.at) >= dedupWindow {
			delete(r.calls, key)
		}
	}
	if call, ok := r.calls[request]; ok {
		return call, false
	}
	call := &checkoutCall{done: make(chan struct{}), err: errNotFinished}
	r.calls[request] = call
	return call, true
}

func (r *recentCheckouts) finish(request mayar.CheckoutRequest, call *checkoutCall) {
	r.mu.Lock()
	defer r.mu.Unlock()
	call.at = r.now()
	if call.err != nil {
		delete(r.calls, request)
	}
	close(call.done)
}
