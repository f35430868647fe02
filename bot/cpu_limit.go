package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/slack-go/slack"
)

const (
	// maxPermitWait is how long a handler waits for a permit. The limit is a courtesy: it must not
	// block anybody for long.
	maxPermitWait = 100 * time.Millisecond

	// maxPermitTime is how long a handler keeps its permit. After that it waits for something else,
	// since no handler computes for that long.
	maxPermitTime = 10 * time.Millisecond
)

// cpuLimit bounds how many handlers begin at once. A handler computes first, and many that compute
// delay the acks, which must be written within milliseconds. It holds a permit until it answers, or
// for a short time. There are half as many permits as processors: the other half reads and
// acknowledges.
type cpuLimit chan struct{}

func newCPULimit() cpuLimit { return make(cpuLimit, max(1, runtime.GOMAXPROCS(0)/2)) }

// acquire waits for a permit and returns what releases it.
func (l cpuLimit) acquire() (release func()) {
	timer := time.NewTimer(maxPermitWait)
	defer timer.Stop()
	select {
	case l <- struct{}{}:
	case <-timer.C:
		return func() {}
	}
	release = sync.OnceFunc(func() { <-l })
	time.AfterFunc(maxPermitTime, release)
	return release
}

// A handlerResponder is the Responder of a handler. It releases the handler's permit, and marks
// timeouts as Slack's.
type handlerResponder struct {
	Responder
	job *job
}

func (r handlerResponder) Reply(ctx context.Context, msg blockkit.Message) error {
	r.job.releaseCPU()
	return markSlackTimeout(r.Responder.Reply(ctx, msg))
}

func (r handlerResponder) PostPublic(ctx context.Context, msg blockkit.Message) error {
	r.job.releaseCPU()
	return markSlackTimeout(r.Responder.PostPublic(ctx, msg))
}

func (r handlerResponder) OpenModal(ctx context.Context, form slack.ModalViewRequest) error {
	r.job.releaseCPU()
	return markSlackTimeout(r.Responder.OpenModal(ctx, form))
}

func (r handlerResponder) PushModal(ctx context.Context, form slack.ModalViewRequest) error {
	r.job.releaseCPU()
	return markSlackTimeout(r.Responder.PushModal(ctx, form))
}

func (r handlerResponder) UpdateModal(ctx context.Context, view slack.ModalViewRequest) error {
	r.job.releaseCPU()
	return markSlackTimeout(r.Responder.UpdateModal(ctx, view))
}

func (r handlerResponder) CopyToDM(ctx context.Context, msg blockkit.Message) (kept bool, err error) {
	r.job.releaseCPU()
	kept, err = r.Responder.CopyToDM(ctx, msg)
	return kept, markSlackTimeout(err)
}

// markSlackTimeout marks a timeout as Slack's, to tell it from Mayar's.
func markSlackTimeout(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", ErrSlackTimeout, err)
	}
	return err
}
