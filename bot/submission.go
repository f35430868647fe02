package bot

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/slack-go/slack"
	"github.com/sourcegraph/conc/panics"
)

// submission answers a form in its ack: with what is wrong in it, or with what the modal shows while the form is being worked on. Who submitted it
// is asked afterwards, by a worker, since that may need Slack: Check tells people only about what they typed.
func (b *Bot) submission(data slack.InteractionCallback, ack ack) {
	f := b.router.forms[data.View.CallbackID]
	j, reply := b.formJob(data, f)
	var payload any
	if p := panics.Try(func() { payload = b.checkForm(f, j, reply) }); p != nil {
		b.logPanic(j, p)
		j.run = func(context.Context) error { return errPanic }
	}
	reply.closed = payload == nil
	ack(payload)
	b.dispatch(j)
}

// checkForm returns the payload of the ack, nil for one that closes the modal.
func (b *Bot) checkForm(f form, j *job, reply *formReply) any {
	if f.Check != nil {
		if wrong := f.Check(&j.req); len(wrong) > 0 {
			j.returned = strings.Join(slices.Sorted(maps.Keys(wrong)), ", ")
			return slack.NewErrorsViewSubmissionResponse(wrong)
		}
	}
	if f.Working == nil {
		return nil
	}
	view := reply.working(b.out.fit(f.Working()))
	return slack.NewUpdateViewSubmissionResponse(&view)
}
