package checkout

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/internal/ttl"
	"github.com/mayarbot/mayarbot/mayar"
)

const (
	// dedupWindow is how long the same request gets the same links. Mayar rejects a repeat within a
	// minute.
	dedupWindow = time.Minute

	// maxRecent bounds the requests whose links are remembered.
	maxRecent = 1000
)

// recentCheckouts remembers the links of the last minute, so that a double click or a second
// command is not a second POST. Each replica knows only its own: another one asks Mayar again.
type recentCheckouts struct {
	posts *ttl.Cache[mayar.CheckoutRequest, postResult]
}

type postResult struct {
	links *mayar.Checkout
	err   error
}

func newRecentCheckouts(now func() time.Time) *recentCheckouts {
	return &recentCheckouts{ttl.New[mayar.CheckoutRequest, postResult](now, maxRecent)}
}

// do returns what post returns, or the links of the same request if that is under way or was
// answered less than a minute ago. A failure is not remembered.
func (r *recentCheckouts) do(
	ctx context.Context, request mayar.CheckoutRequest, post func() (*mayar.Checkout, error),
) (_ *mayar.Checkout, reused bool, _ error) {
	posted := false
	// The post ends with the time of its request. What it says then, such as when to try again, is
	// more than that the time is over.
	result, err := r.posts.Load(context.WithoutCancel(ctx), request, func() (postResult, time.Duration) {
		posted = true
		links, err := post()
		if err != nil {
			return postResult{err: err}, 0
		}
		return postResult{links: links}, dedupWindow
	})
	if err != nil {
		return nil, false, err
	}
	return result.links, !posted, result.err
}
