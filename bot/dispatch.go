package bot

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/internal/panicsafe"
)

const (
	// queueTimeout is how long a request waits for a worker before the user is told that the bot is
	// busy. By then the trigger of a form has expired.
	queueTimeout = 3 * time.Second

	// maxAckWait is how long a job waits while a connection holds envelopes that are not yet
	// acknowledged.
	maxAckWait = 100 * time.Millisecond

	// beginTime is how long a job keeps others from beginning. After that it waits for something
	// else, since no handler computes for that long.
	beginTime = 10 * time.Millisecond

	// handlerTimeout ends a handler's context, at half the life of a response_url.
	handlerTimeout = 15 * time.Minute

	// replyTimeout bounds the sending of a denial or failure, even after the request's own context
	// ended.
	replyTimeout = 15 * time.Second

	// finalReplies is how long replies may still be sent after the handlers were cancelled. It is
	// shorter than cancelGrace, to leave time for the records.
	finalReplies = time.Second

	// A few extra goroutines answer the requests for which there is no worker.
	busyWorkers    = 4
	busyQueueSize  = 512
	maxBusyPerUser = 32 // of one user
)

var errPanic = errors.New("panic")

// dispatch queues a job, unless the user exceeds their rate limit. It never waits.
func (b *Bot) dispatch(j *job) {
	ok, notify := b.userLimiter.allow(j.req.User.ID, j.req.Kind, b.cfg.Now())
	switch {
	case ok:
		b.enqueue(j)
	case notify:
		j.tooFast = true
		b.rejectBusy(j)
	default: // they were told a moment ago
		b.metrics.drop("too_fast")
		if menu, ok := j.reply.(*optionsResponder); ok {
			menu.ackOptions(nil)
		}
	}
}

// enqueue hands a job to the workers, or to the busy workers when the queue is full or the bot is
// stopping. It never waits.
func (b *Bot) enqueue(j *job) {
	if b.stopping.Load() {
		b.rejectBusy(j)
		return
	}
	j.queueTimer = time.AfterFunc(queueTimeout, func() {
		b.queue.remove(j.req.User.ID, j)
		b.rejectBusy(j)
	})
	if !b.queue.put(j.req.User.ID, j) {
		j.queueTimer.Stop()
		b.rejectBusy(j)
	}
}

// rejectBusy has the user told that the bot is busy, unless a worker has claimed the job.
func (b *Bot) rejectBusy(j *job) {
	if j.claim() && !b.busyQueue.put(j.req.User.ID, j) {
		b.metrics.drop("busy")
		b.log.Error("busy queue full, request dropped", "ref", j.req.Ref, "kind", j.req.Kind, "command", j.req.Command,
			"user", j.req.User.ID)
	}
}

// work does jobs until the queue is closed and empty.
func (b *Bot) work(ctx context.Context) {
	for {
		j, ok := b.queue.take()
		if !ok {
			return
		}
		begun := b.waitToBegin()
		if j.claim() {
			j.queueTimer.Stop()
			b.running.Add(1)
			b.recoverPanic(j, func() { b.serve(ctx, j) })
			b.running.Add(-1)
		}
		begun()
		b.queue.done(j.req.User.ID)
	}
}

// beginners is how many jobs may begin at once. Many that compute would delay the acks, because Go
// looks at the network when a processor has nothing else to do; with fewer, processors wait.
func beginners() int { return runtime.GOMAXPROCS(0) + 1 }

// waitToBegin returns when a job may begin; begun lets the next one begin, which happens by itself
// after beginTime.
func (b *Bot) waitToBegin() (begun func()) {
	b.beginning <- struct{}{}
	b.cfg.Connections.WaitAcked(b.ackWait)
	begun = sync.OnceFunc(func() { <-b.beginning })
	time.AfterFunc(beginTime, begun)
	return begun
}

// answerBusy answers rejected jobs until the queue is closed and empty.
func (b *Bot) answerBusy(ctx context.Context) {
	for {
		j, ok := b.busyQueue.take()
		if !ok {
			return
		}
		b.recoverPanic(j, func() { b.replyBusy(ctx, j) })
		b.busyQueue.done(j.req.User.ID)
	}
}

// recoverPanic keeps a panic outside of handlers, for example in Messages, from ending a worker.
func (b *Bot) recoverPanic(j *job, f func()) {
	if p := panicsafe.Try(f); p != nil {
		b.logPanic(j, p)
	}
}

func (b *Bot) replyBusy(ctx context.Context, j *job) {
	o := outcome{status: "busy"}
	msg := b.cfg.Messages.Busy
	if j.tooFast {
		o = outcome{status: "refused", detail: string(DeniedTooFast)}
		msg = func(ref string) blockkit.Message { return b.cfg.Messages.Denied(DeniedTooFast, ref) }
	}
	if j.returned == "" { // else the ack was the answer
		b.reply(j, msg(j.req.Ref))
	}
	b.record(ctx, j, o)
}

func (b *Bot) serve(ctx context.Context, j *job) {
	ctx, cancel := context.WithTimeout(ctx, handlerTimeout)
	defer cancel()
	b.record(ctx, j, b.handle(ctx, j))
}

// handle authorizes the user, runs the handler, and makes sure that the user gets an answer.
func (b *Bot) handle(ctx context.Context, j *job) outcome {
	if j.returned != "" {
		return outcome{status: "returned", detail: j.returned}
	}
	if reason, err := b.authorize(ctx, j); reason != "" {
		if err != nil {
			b.log.Warn("user lookup failed, access denied", "ref", j.req.Ref, "user", j.req.User.ID,
				"reason", slackapi.Reason(err))
		}
		b.reply(j, b.cfg.Messages.Denied(reason, j.req.Ref))
		return outcome{status: "refused", detail: string(reason)}
	}
	if j.run == nil {
		return b.replyUnknown(j)
	}
	if b.cfg.ForUser != nil {
		ctx = b.cfg.ForUser(ctx, j.req.User.ID)
	}
	var err error
	if p := panicsafe.Try(func() { err = j.run(ctx) }); p != nil {
		b.logPanic(j, p)
		err = errPanic
	}
	if err == nil || errors.Is(err, ErrFormClosed) || errors.Is(err, ErrModalChanged) {
		return outcome{status: "ok"}
	}
	if errors.Is(err, errOtherReplica) {
		return outcome{status: "repeated"}
	}
	if _, ok := errors.AsType[*unknownError](err); ok {
		return b.replyUnknown(j)
	}
	if _, told := errors.AsType[*reportedError](err); !told {
		b.reply(j, b.cfg.Messages.Failed(err, j.req.Ref))
	}
	return b.failedOutcome(err)
}

// replyUnknown says that a word is not a command.
func (b *Bot) replyUnknown(j *job) outcome {
	b.reply(j, b.cfg.Messages.Unknown(truncate(j.unknownWord, 80), b.router.nearest(j.unknownWord), j.req.Ref))
	return outcome{status: "unknown"}
}

// reply sends msg to the user, even after the request's own context ended.
func (b *Bot) reply(j *job, msg blockkit.Message) {
	ctx, cancel := context.WithTimeout(b.shutdownCtx, replyTimeout)
	defer cancel()
	if err := j.reply.notify(ctx, msg); err != nil {
		b.log.Error("reply failed", "ref", j.req.Ref, "kind", j.req.Kind, "command", j.req.Command,
			"error", b.redactor.text(slackapi.Reason(err)))
	}
}
