package bot

import (
	"context"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mayarbot/mayarbot/panicsafe"
	"github.com/slack-go/slack"
)

const (
	// checkWithin is how long a form may be checked: its ack carries what is wrong, and Slack waits three seconds for that.
	checkWithin = 2500 * time.Millisecond

	// mostChecks is how many forms may wait to be checked, eachChecks how many of one person.
	mostChecks = 128
	eachChecks = 16
)

// formCheckers is how many forms are checked at once, one of each person. A check computes and never waits: more of them
// would stand between Slack and its acks.
func formCheckers() int { return max(2, runtime.GOMAXPROCS(0)/2) }

// A submission is a form that was sent. It is answered in its ack: with what is wrong in it, or with what the modal shows
// while the form is being worked on. Who sent it is asked afterwards, by a worker, since that may need Slack: Check tells
// people only about what they typed.
type submission struct {
	bot   *Bot
	form  form
	job   *job
	reply *formReply
	field string // block_id of the first field, "" when there is none

	ack      ack
	answered atomic.Bool
}

// submission has a form checked, and given back as it is when that takes too long.
func (b *Bot) submission(data slack.InteractionCallback, ack ack) {
	f := b.router.forms[data.View.CallbackID]
	j, reply := b.formJob(data, f)
	s := &submission{bot: b, form: f, job: j, reply: reply, field: firstField(data.View), ack: ack}
	ok, tell := b.rates.allow(j.req.User.ID, KindForm, b.cfg.Now())
	switch {
	case !ok:
		j.tooFast = true
		s.giveBack(tell)
	case f.Check == nil:
		s.check()
	default:
		late := time.AfterFunc(checkWithin, func() { b.guard(j, func() { s.giveBack(true) }) })
		if !b.checks.put(j.req.User.ID, s) {
			late.Stop()
			s.giveBack(true)
		}
	}
}

// checkForms checks forms until nobody sends one any more.
func (b *Bot) checkForms() {
	for {
		s, ok := b.checks.take()
		if !ok {
			return
		}
		s.check()
		b.checks.done(s.job.req.User.ID)
	}
}

// check answers a form, unless that took too long. It reads a request of its own: by the time it is done, somebody else may
// be at work on the form.
func (s *submission) check() {
	if s.answered.Load() {
		return
	}
	req := s.job.req
	var wrong map[string]string
	var payload any
	p := panicsafe.Try(func() {
		if s.form.Check != nil {
			wrong = s.form.Check(&req)
		}
		payload = s.payload(wrong)
	})
	if p != nil {
		s.bot.logPanic(s.job, p)
	}
	if !s.answered.CompareAndSwap(false, true) {
		return
	}
	s.job.returned = strings.Join(slices.Sorted(maps.Keys(wrong)), ", ")
	if p != nil {
		s.job.run = func(context.Context) error { return errPanic }
	}
	s.reply.closed = payload == nil
	s.ack(payload)
	s.bot.enqueue(s.job)
}

// payload returns that of the ack, nil for one that closes the modal.
func (s *submission) payload(wrong map[string]string) any {
	if len(wrong) > 0 {
		return slack.NewErrorsViewSubmissionResponse(wrong)
	}
	if s.form.Working == nil {
		return nil
	}
	view := s.reply.working(s.bot.out.fit(s.form.Working()))
	return slack.NewUpdateViewSubmissionResponse(&view)
}

// giveBack answers a form that was not looked at, or not to the end. It comes back as it is, so that nothing which was typed
// is lost, and can be sent again. record tells whether this is written down.
func (s *submission) giveBack(record bool) {
	if !s.answered.CompareAndSwap(false, true) {
		return
	}
	if s.field == "" { // a form without fields has nothing to lose, and no place to say anything
		s.reply.closed = true
		s.ack(nil)
	} else {
		s.job.returned = "busy"
		s.ack(slack.NewErrorsViewSubmissionResponse(map[string]string{s.field: s.bot.cfg.Voice.FormBusy()}))
	}
	if !record {
		s.bot.metrics.lost("too_fast")
		return
	}
	s.bot.turnAway(s.job)
}

// firstField returns the block_id of a form's first field, "" when there is none.
func firstField(view slack.View) string {
	for _, block := range view.Blocks.BlockSet {
		if input, ok := block.(*slack.InputBlock); ok {
			return input.BlockID
		}
	}
	return ""
}
