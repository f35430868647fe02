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

// patientFor is how long a handler waits for its turn at most. Turns are a courtesy: one that is held for longer than that must not hold up others.
const patientFor = 100 * time.Millisecond

// Turns are the right to compute. Handlers mostly wait, for Slack or for Mayar, and then many may run at once; but those that compute at the same
// moment stand between Slack and its acks, which have to be written in milliseconds. So a handler has a turn while it computes, and gives it up while
// it waits (see Await). There are half as many turns as processors: the others are for reading and acknowledging.
type turns chan struct{}

func newTurns() turns { return make(turns, max(1, runtime.GOMAXPROCS(0)/2)) }

type turnKey struct{}

// A turn is one handler's. It is used by the handler's own goroutine alone.
type turn struct {
	turns turns
	held  bool
}

// begin returns a context that carries a turn, once there is one.
func (t turns) begin(ctx context.Context) (context.Context, *turn) {
	own := &turn{turns: t}
	own.take()
	return context.WithValue(ctx, turnKey{}, own), own
}

func (t *turn) take() {
	select {
	case t.turns <- struct{}{}:
		t.held = true
		return
	default:
	}
	patience := time.NewTimer(patientFor)
	defer patience.Stop()
	select {
	case t.turns <- struct{}{}:
		t.held = true
	case <-patience.C:
	}
}

func (t *turn) give() {
	if t.held {
		t.held = false
		<-t.turns
	}
}

// Await calls wait, which spends its time waiting for somebody else, and lets other handlers compute meanwhile. It is for the goroutine that a
// handler was called in, with the context that the handler was given. What is shown through a Responder is waited for like this by itself.
func Await(ctx context.Context, wait func() error) error {
	own, ok := ctx.Value(turnKey{}).(*turn)
	if !ok || !own.held {
		return wait()
	}
	own.give()
	defer own.take()
	return wait()
}

// A yielding Responder lets others compute while Slack takes its time.
type yielding struct{ Responder }

func (y yielding) Show(ctx context.Context, msg blockkit.Message) error {
	return slow(Await(ctx, func() error { return y.Responder.Show(ctx, msg) }))
}

func (y yielding) Share(ctx context.Context, msg blockkit.Message) error {
	return slow(Await(ctx, func() error { return y.Responder.Share(ctx, msg) }))
}

func (y yielding) Open(ctx context.Context, form slack.ModalViewRequest) error {
	return slow(Await(ctx, func() error { return y.Responder.Open(ctx, form) }))
}

func (y yielding) Keep(ctx context.Context, msg blockkit.Message) (kept bool, err error) {
	err = slow(Await(ctx, func() (err error) {
		kept, err = y.Responder.Keep(ctx, msg)
		return err
	}))
	return kept, err
}

// slow tells a time that ran out on Slack from one that ran out on Mayar.
func slow(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", ErrSlow, err)
	}
	return err
}
