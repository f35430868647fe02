package unpaid

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/panicsafe"
	"github.com/mayarbot/mayarbot/receivables"
)

// stallTimeout is how long the first sync may go without a page before the one who waits is told
// why.
const stallTimeout = 20 * time.Second

// firstSync waits for the first sync there ever was, showing how far it has come. It gives up when
// nothing has come for a while, and at once when Mayar asks for a pause that is not over soon.
func (u *Handler) firstSync(ctx context.Context, responder bot.Responder) error {
	if u.isPausedLong(ctx) {
		return u.stallError()
	}
	if err := responder.Reply(ctx, u.Writer.Progress(receivables.Progress{})); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	progress := make(chan receivables.Progress, 1)
	done := make(chan error, 1)
	go func() { done <- panicsafe.Run(func() error { return u.Mirror.Refresh(ctx, sendLatest(progress)) }) }()
	patience := time.NewTimer(stallTimeout)
	defer patience.Stop()
	look := time.NewTicker(pauseCheckInterval)
	defer look.Stop()
	var marks milestones
	for {
		select {
		case err := <-done:
			return unpaidError(err)
		case <-patience.C:
			return u.stallError()
		case <-look.C:
			if u.isPausedLong(ctx) {
				return u.stallError()
			}
		case p := <-progress:
			patience.Reset(stallTimeout)
			if !marks.reached(p) {
				continue
			}
			if err := responder.Reply(ctx, u.Writer.Progress(p)); err != nil {
				return err
			}
		}
	}
}

// isPausedLong tells whether Mayar asked this process, or another replica that syncs, for a pause
// that is not over soon.
func (u *Handler) isPausedLong(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, pauseCheckInterval)
	defer cancel()
	_ = u.Budget.Refresh(ctx) // else it is as this process knows it
	return time.Until(u.Budget.PausedUntil()) > maxPauseToWait
}

// stallError is why nothing comes: Mayar asked for a pause, or does not answer.
func (u *Handler) stallError() error {
	if until := u.Budget.PausedUntil(); !until.IsZero() {
		return &usererr.Error{
			Op:  message.OpUnpaid,
			Err: &mayar.RateLimitError{Op: "list unpaid transactions", Until: until, Local: true, Paused: true},
		}
	}
	return &usererr.Error{Kind: message.ProblemTimeout, Op: message.OpUnpaid}
}

// sendLatest returns a callback that keeps only the newest progress in a channel of one, so that a
// slow reader never holds up the sync.
func sendLatest(into chan receivables.Progress) func(receivables.Progress) {
	return func(p receivables.Progress) {
		select {
		case <-into:
		default:
		}
		select {
		case into <- p:
		default:
		}
	}
}

// milestones picks the three moments at which progress is worth one of the five answers that Slack
// allows: the first and the last are taken.
type milestones struct {
	passed int
}

func (m *milestones) reached(p receivables.Progress) bool {
	at := [...]int{p.PagesTotal / 4, p.PagesTotal / 2, p.PagesTotal * 3 / 4}
	if p.PagesTotal == 0 {
		at = [...]int{2, 8, 32}
	}
	if m.passed == len(at) || p.Pages < max(1, at[m.passed]) {
		return false
	}
	for m.passed < len(at) && p.Pages >= at[m.passed] {
		m.passed++
	}
	return true
}
