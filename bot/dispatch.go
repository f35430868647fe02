package bot

import (
	"context"
	"errors"
	"time"

	"github.com/mayarbot/mayarbot/message/blockkit"
	"github.com/sourcegraph/conc/panics"
)

const (
	// patience is how long a request waits for a worker before it is told that the bot is busy. By then no form could be opened any more.
	patience = 3 * time.Second

	// longestHandler ends a handler's context; half the life of a response_url.
	longestHandler = 15 * time.Minute

	// tellWithin bounds the saying of a refusal or a failure, also after the request's own context has ended.
	tellWithin = 15 * time.Second

	// lastWords is how long after a bot that stops has cut its handlers off something may still be said. It is less than hardStop, so that there is
	// time for the records.
	lastWords = time.Second

	// Requests for which there is no worker are answered aside by a few goroutines of their own.
	asiders = 4
	aside   = 512
)

var errPanic = errors.New("panic")

// dispatch hands a job to the workers, or to those who say "busy" when there is no room or the bot is stopping. It never waits.
func (b *Bot) dispatch(j *job) {
	if b.closing.Load() {
		b.turnAway(j)
		return
	}
	j.patience = time.AfterFunc(patience, func() { b.turnAway(j) })
	select {
	case b.queue <- j:
	default:
		j.patience.Stop()
		b.turnAway(j)
	}
}

// turnAway has "busy" said to the person, unless a worker has taken the job by now.
func (b *Bot) turnAway(j *job) {
	if !j.claim() {
		return
	}
	select {
	case b.aside <- j:
	default:
		b.metrics.lost("busy")
		b.log.Error("no room even to say that the bot is busy", "ref", j.req.Ref, "kind", j.req.Kind, "command", j.req.Command, "user", j.req.User.ID)
	}
}

// work takes jobs until the queue is closed and empty.
func (b *Bot) work(ctx context.Context) {
	for j := range b.queue {
		if !j.claim() {
			continue
		}
		j.patience.Stop()
		b.running.Add(1)
		b.guard(j, func() { b.serve(ctx, j) })
		b.running.Add(-1)
	}
}

// sayBusy answers those who were turned away until done is closed and nobody waits any more.
func (b *Bot) sayBusy(ctx context.Context, done <-chan struct{}) {
	for {
		select {
		case j := <-b.aside:
			b.guard(j, func() { b.busy(ctx, j) })
			continue
		default:
		}
		select {
		case j := <-b.aside:
			b.guard(j, func() { b.busy(ctx, j) })
		case <-done:
			return
		}
	}
}

// guard keeps a panic outside of handlers, in a Voice say, from ending a worker.
func (b *Bot) guard(j *job, f func()) {
	if p := panics.Try(f); p != nil {
		b.logPanic(j, p)
	}
}

func (b *Bot) busy(ctx context.Context, j *job) {
	if j.returned == "" { // else it has its answer
		b.tell(j, b.cfg.Voice.Busy(j.req.Ref))
	}
	b.record(ctx, j, outcome{short: "busy"})
}

func (b *Bot) serve(ctx context.Context, j *job) {
	ctx, cancel := context.WithTimeout(ctx, longestHandler)
	defer cancel()
	b.record(ctx, j, b.answer(ctx, j))
}

// answer decides whether the person may, does what was asked, and sees to it that something is said whatever happens.
func (b *Bot) answer(ctx context.Context, j *job) outcome {
	if j.returned != "" {
		return outcome{short: "returned", why: j.returned}
	}
	if refusal, err := b.admit(ctx, j); refusal != "" {
		if err != nil {
			b.log.Warn("Slack could not say who somebody is", "ref", j.req.Ref, "user", j.req.User.ID, "reason", reasonOf(err))
		}
		b.tell(j, b.cfg.Voice.Refused(refusal, j.req.Ref))
		return outcome{short: "refused", why: string(refusal)}
	}
	if j.run == nil {
		b.tell(j, b.cfg.Voice.Unknown(clip(j.unknown, 80), b.router.nearest(j.unknown), j.req.Ref))
		return outcome{short: "unknown"}
	}
	ctx, turn := b.turns.begin(ctx)
	var err error
	if p := panics.Try(func() { err = j.run(ctx) }); p != nil {
		b.logPanic(j, p)
		err = errPanic
	}
	turn.give()
	if err == nil || errors.Is(err, ErrFormClosed) {
		return outcome{short: "ok"}
	}
	if _, told := errors.AsType[*toldError](err); !told {
		b.tell(j, b.cfg.Voice.Failed(err, j.req.Ref))
	}
	return failed(err)
}

// tell says msg to the person, also when the request's own context has ended.
func (b *Bot) tell(j *job, msg blockkit.Message) {
	ctx, cancel := context.WithTimeout(b.words, tellWithin)
	defer cancel()
	if err := j.reply.tell(ctx, msg); err != nil {
		b.log.Error("somebody got no answer", "ref", j.req.Ref, "kind", j.req.Kind, "command", j.req.Command, "error", mask(reasonOf(err)))
	}
}
