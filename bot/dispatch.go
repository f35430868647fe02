package bot

import (
	"context"
	"errors"
	"time"

	"github.com/mayarbot/mayarbot/message/blockkit"
	"github.com/mayarbot/mayarbot/panicsafe"
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
	asiders   = 4
	aside     = 512
	asideEach = 32 // of one person
)

var errPanic = errors.New("panic")

// dispatch has a job done, unless it is one too many of the person's. It never waits.
func (b *Bot) dispatch(j *job) {
	ok, tell := b.rates.allow(j.req.User.ID, j.req.Kind, b.cfg.Now())
	switch {
	case ok:
		b.enqueue(j)
	case tell:
		j.tooFast = true
		b.turnAway(j)
	default: // they have just been told, and nothing can be flooded with what nobody is told
		b.metrics.lost("too_fast")
		if menu, ok := j.reply.(*menuReply); ok {
			menu.answer(nil)
		}
	}
}

// enqueue hands a job to the workers, or to those who say "busy" when there is no room or the bot is stopping. It never waits.
func (b *Bot) enqueue(j *job) {
	if b.closing.Load() {
		b.turnAway(j)
		return
	}
	j.patience = time.AfterFunc(patience, func() {
		b.queue.drop(j.req.User.ID, j)
		b.turnAway(j)
	})
	if !b.queue.put(j.req.User.ID, j) {
		j.patience.Stop()
		b.turnAway(j)
	}
}

// turnAway has "busy" said to the person, unless a worker has taken the job by now.
func (b *Bot) turnAway(j *job) {
	if j.claim() && !b.aside.put(j.req.User.ID, j) {
		b.metrics.lost("busy")
		b.log.Error("no room even to say that the bot is busy", "ref", j.req.Ref, "kind", j.req.Kind, "command", j.req.Command, "user", j.req.User.ID)
	}
}

// work does jobs until the queue is closed and empty.
func (b *Bot) work(ctx context.Context) {
	for {
		j, ok := b.queue.take()
		if !ok {
			return
		}
		if j.claim() {
			j.patience.Stop()
			b.running.Add(1)
			b.guard(j, func() { b.serve(ctx, j) })
			b.running.Add(-1)
		}
		b.queue.done(j.req.User.ID)
	}
}

// sayBusy answers those who were turned away until nobody is any more.
func (b *Bot) sayBusy(ctx context.Context) {
	for {
		j, ok := b.aside.take()
		if !ok {
			return
		}
		b.guard(j, func() { b.busy(ctx, j) })
		b.aside.done(j.req.User.ID)
	}
}

// guard keeps a panic outside of handlers, in a Voice say, from ending a worker.
func (b *Bot) guard(j *job, f func()) {
	if p := panicsafe.Try(f); p != nil {
		b.logPanic(j, p)
	}
}

func (b *Bot) busy(ctx context.Context, j *job) {
	o := outcome{short: "busy"}
	msg := b.cfg.Voice.Busy
	if j.tooFast {
		o = outcome{short: "refused", why: string(RefusedTooFast)}
		msg = func(ref string) blockkit.Message { return b.cfg.Voice.Refused(RefusedTooFast, ref) }
	}
	if j.returned == "" { // else it has its answer
		b.tell(j, msg(j.req.Ref))
	}
	b.record(ctx, j, o)
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
		return b.unknown(j)
	}
	ctx, turn := b.turns.begin(ctx)
	var err error
	if p := panicsafe.Try(func() { err = j.run(ctx) }); p != nil {
		b.logPanic(j, p)
		err = errPanic
	}
	turn.give()
	if err == nil || errors.Is(err, ErrFormClosed) {
		return outcome{short: "ok"}
	}
	if errors.Is(err, errRepeated) {
		return outcome{short: "repeated"}
	}
	if _, ok := errors.AsType[*unknownError](err); ok {
		return b.unknown(j)
	}
	if _, told := errors.AsType[*toldError](err); !told {
		b.tell(j, b.cfg.Voice.Failed(err, j.req.Ref))
	}
	return failed(err)
}

// unknown says that a word is no command.
func (b *Bot) unknown(j *job) outcome {
	b.tell(j, b.cfg.Voice.Unknown(clip(j.unknown, 80), b.router.nearest(j.unknown), j.req.Ref))
	return outcome{short: "unknown"}
}

// tell says msg to the person, also when the request's own context has ended.
func (b *Bot) tell(j *job, msg blockkit.Message) {
	ctx, cancel := context.WithTimeout(b.words, tellWithin)
	defer cancel()
	if err := j.reply.tell(ctx, msg); err != nil {
		b.log.Error("somebody got no answer", "ref", j.req.Ref, "kind", j.req.Kind, "command", j.req.Command, "error", mask(reasonOf(err)))
	}
}
