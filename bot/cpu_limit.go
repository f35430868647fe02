package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/slack-go/slack"
)

// maxPermitWait is how long a handler waits for a permit. The limit is a courtesy: a handler that
// computes for longer must not block the others.
const maxPermitWait = 100 * time.Millisecond

// cpuLimit bounds how many handlers compute at once. Handlers mostly wait for Slack or Mayar, and
// many may do so together; but handlers that compute delay the acks, which must be written within
// milliseconds. So a handler holds a permit while it computes and releases it while it waits (see
// Await). There are half as many permits as processors: the other half reads and acknowledges.
type cpuLimit chan struct{}

func newCPULimit() cpuLimit { return make(cpuLimit, max(1, runtime.GOMAXPROCS(0)/2)) }

type permitKey struct{}

// A permit belongs to one handler and is used by the handler's own goroutine only.
type permit struct {
	limit cpuLimit
	held  bool
}

// acquire waits for a permit and returns a context that carries it.
func (t cpuLimit) acquire(ctx context.Context) (context.Context, *permit) {
	p := &permit{limit: t}
	p.acquire()
	return context.WithValue(ctx, permitKey{}, p), p
}

func (t *permit) acquire() {
	select {
	case t.limit <- struct{}{}:
		t.held = true
		return
	default:
	}
	timer := time.NewTimer(maxPermitWait)
	defer timer.Stop()
	select {
	case t.limit <- struct{}{}:
		t.held = true
	case <-timer.C:
	}
}

func (t *permit) release() {
	if t.held {
		t.held = false
		<-t.limit
	}
}

// Await calls wait, which waits for something else, and lets other handlers compute meanwhile. Call
// it from the handler's own goroutine with the handler's context. A Responder does this by itself.
func Await(ctx context.Context, wait func() error) error {
	p, ok := ctx.Value(permitKey{}).(*permit)
	if !ok || !p.held {
		return wait()
	}
	p.release()
	defer p.acquire()
	return wait()
}

// A blockingResponder lets other handlers compute while it waits for Slack.
type blockingResponder struct{ Responder }

func (y blockingResponder) Reply(ctx context.Context, msg blockkit.Message) error {
	return markSlackTimeout(Await(ctx, func() error { return y.Responder.Reply(ctx, msg) }))
}

func (y blockingResponder) PostPublic(ctx context.Context, msg blockkit.Message) error {
	return markSlackTimeout(Await(ctx, func() error { return y.Responder.PostPublic(ctx, msg) }))
}

func (y blockingResponder) OpenModal(ctx context.Context, form slack.ModalViewRequest) error {
	return markSlackTimeout(Await(ctx, func() error { return y.Responder.OpenModal(ctx, form) }))
}

func (y blockingResponder) CopyToDM(ctx context.Context, msg blockkit.Message) (kept bool, err error) {
	err = markSlackTimeout(Await(ctx, func() (err error) {
		kept, err = y.Responder.CopyToDM(ctx, msg)
		return err
	}))
	return kept, err
}

// markSlackTimeout marks a timeout as Slack's, to tell it from Mayar's.
func markSlackTimeout(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", ErrSlackTimeout, err)
	}
	return err
}
