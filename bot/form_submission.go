package bot

import (
	"context"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mayarbot/mayarbot/bot/socket"
	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/slack-go/slack"
)

const (
	// checkTimeout bounds the check of a form: its result goes into the ack, and Slack waits three
	// seconds for that.
	checkTimeout = 2500 * time.Millisecond

	// maxForms is how many forms may wait for a check, maxFormsPerUser how many of one user.
	maxForms        = 128
	maxFormsPerUser = 16
)

// formCheckers is how many forms are checked at once, one of each user. A check computes and never
// waits: more of them would delay the acks.
func formCheckers() int { return max(2, runtime.GOMAXPROCS(0)/2) }

// A formSubmission is a submitted form. Its ack carries the answer: what is wrong in it, or what
// the modal shows while a worker runs the form. The worker authorizes the user only after the ack,
// since that may need Slack. Until then Parse tells users nothing but what is wrong with their own
// input.
type formSubmission struct {
	bot   *Bot
	form  form
	job   *job
	reply *modalResponder
	field string // block_id of the first field, or ""

	ack      socket.Ack
	answered atomic.Bool
}

// handleSubmission has a form checked, or returns it unchanged when that takes too long.
func (b *Bot) handleSubmission(data slack.InteractionCallback, ack socket.Ack) {
	f := b.router.forms[data.View.CallbackID]
	j, reply := b.formJob(data, f)
	s := &formSubmission{bot: b, form: f, job: j, reply: reply, field: firstField(data.View), ack: ack}
	ok, notify := b.userLimiter.allow(j.req.User.ID, KindForm, b.cfg.Now())
	switch {
	case !ok:
		j.tooFast = true
		s.returnForm(notify)
	case f.parse == nil:
		s.check()
	default:
		late := time.AfterFunc(checkTimeout, func() { b.recoverPanic(j, func() { s.returnForm(true) }) })
		if !b.formQueue.put(j.req.User.ID, s) {
			late.Stop()
			s.returnForm(true)
		}
	}
}

// checkForms checks forms until the queue is closed and empty.
func (b *Bot) checkForms() {
	for {
		s, ok := b.formQueue.take()
		if !ok {
			return
		}
		s.check()
		b.formQueue.done(s.job.req.User.ID)
	}
}

// check answers a form, unless the time for that is over. It reads a copy of the request, because a
// worker may be running the form by the time it is done.
func (s *formSubmission) check() {
	if s.answered.Load() {
		return
	}
	req := s.job.req
	var run Handler
	var fieldErrors map[string]string
	var payload any
	p := panicsafe.Try(func() {
		if s.form.parse != nil {
			run, fieldErrors = s.form.parse(&req)
		}
		payload = s.ackPayload(fieldErrors)
	})
	if p != nil {
		s.bot.logPanic(s.job, p)
	}
	if !s.answered.CompareAndSwap(false, true) {
		return
	}
	s.job.returned = strings.Join(slices.Sorted(maps.Keys(fieldErrors)), ", ")
	switch {
	case p != nil:
		s.job.run = func(context.Context) error { return errPanic }
	case run != nil:
		s.job.run = func(ctx context.Context) error { return run(ctx, &s.job.req, handlerResponder{s.reply}) }
	}
	s.reply.closed = payload == nil
	s.ack(payload)
	s.bot.enqueue(s.job)
}

// ackPayload returns the payload of the ack; nil closes the modal.
func (s *formSubmission) ackPayload(fieldErrors map[string]string) any {
	if len(fieldErrors) > 0 {
		return slack.NewErrorsViewSubmissionResponse(fieldErrors)
	}
	if s.form.working == nil {
		return nil
	}
	view := s.reply.workingModal(s.bot.sender.Fit(s.form.working()))
	return slack.NewUpdateViewSubmissionResponse(&view)
}

// returnForm answers a form whose check did not finish. The form keeps what was typed and can be
// submitted again. recordIt tells whether this is recorded.
func (s *formSubmission) returnForm(recordIt bool) {
	if !s.answered.CompareAndSwap(false, true) {
		return
	}
	if s.field == "" { // a form without fields has no input to lose, and no place for an error
		s.reply.closed = true
		s.ack(nil)
	} else {
		s.job.returned = "busy"
		s.ack(slack.NewErrorsViewSubmissionResponse(map[string]string{s.field: s.bot.cfg.Messages.FormBusy()}))
	}
	if !recordIt {
		s.bot.metrics.drop("too_fast")
		return
	}
	s.bot.rejectBusy(s.job)
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
