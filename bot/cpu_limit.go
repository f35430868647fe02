package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/mayarbot/mayarbot/message/blockkit"
	"github.com/slack-go/slack"
)

// maxPermitWait is how long a handler waits for its turn at most. Turns are a courtesy: one that is held for longer than that must not hold up others.
const maxPermitWait = 100 * time.Millisecond

// Turns are the right to compute. Handlers mostly wait, for Slack or for Mayar, and then many may run at once; but those that compute at the same
// moment stand between Slack and its acks, which have to be written in milliseconds. So a handler has a turn while it computes, and gives it up while
// it waits (see Await). There are half as many turns as processors: the others are for reading and acknowledging.
type cpuLimit chan struct{}

func newCPULimit() cpuLimit { return make(cpuLimit, max(1, runtime.GOMAXPROCS(0)/2)) }

type permitKey struct{}

// A permit is one handler's. It is used by the handler's own goroutine alone.
type permit struct {
	limit cpuLimit
	held  bool
}

// acquire returns a context that carries a turn, once there is one.
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

// Await calls wait, which spends its time waiting for somebody else, and lets other handlers compute meanwhile. It is for the goroutine that a
// handler was called in, with the context that the handler was given. What is shown through a Responder is waited for like this by itself.
func Await(ctx context.Context, wait func() error) error {
	p, ok := ctx.Value(permitKey{}).(*permit)
	if !ok || !p.held {
		return wait()
	}
	p.release()
	defer p.acquire()
	return wait()
}

// A blockingResponder Responder lets others compute while Slack takes its time.
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

// markSlackTimeout tells a time that ran out on Slack from one that ran out on Mayar.
func markSlackTimeout(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", ErrSlackTimeout, err)
	}
	return err
}
