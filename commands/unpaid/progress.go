package unpaid

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// stallTimeout is how long the first sync may go without a page before the person reads why.
const stallTimeout = 20 * time.Second

// firstSync waits for the first sync ever and shows its progress. It gives up when no page came for
// a while, or when Mayar asks for a long pause.
func (h *Handler) firstSync(ctx context.Context, responder bot.Responder) error {
	if h.isPausedLong(ctx) {
		return h.stallError()
	}
	if err := responder.Reply(ctx, h.Renderer.Progress(receivables.Progress{})); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	progress := make(chan receivables.Progress, 1)
	done := make(chan error, 1)
	go func() { done <- panicsafe.Run(func() error { return h.Mirror.Refresh(ctx, sendLatest(progress)) }) }()
	stalled := time.NewTimer(stallTimeout)
	defer stalled.Stop()
	ticker := time.NewTicker(pauseCheckInterval)
	defer ticker.Stop()
	var shown milestones
	for {
		select {
		case err := <-done:
			return unpaidError(err)
		case <-stalled.C:
			return h.stallError()
		case <-ticker.C:
			if h.isPausedLong(ctx) {
				return h.stallError()
			}
		case p := <-progress:
			stalled.Reset(stallTimeout)
			if !shown.reached(p) {
				continue
			}
			if err := responder.Reply(ctx, h.Renderer.Progress(p)); err != nil {
				return err
			}
		}
	}
}

// isPausedLong reports whether Mayar asked this replica, or another one, for a long pause.
func (h *Handler) isPausedLong(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, pauseCheckInterval)
	defer cancel()
	_ = h.Budget.Refresh(ctx) // on failure, what this process knows counts
	return time.Until(h.Budget.PausedUntil()) > maxPauseToWait
}

// stallError says why no page comes: Mayar asked for a pause, or does not answer.
func (h *Handler) stallError() error {
	if until := h.Budget.PausedUntil(); !until.IsZero() {
		return &usererr.Error{
			Op:  message.OpUnpaid,
			Err: &mayar.RateLimitError{Op: "list unpaid transactions", Until: until, Local: true, Paused: true},
		}
	}
	return &usererr.Error{Kind: message.ProblemTimeout, Op: message.OpUnpaid}
}

// sendLatest returns a callback that keeps the newest progress in a channel of one, so that a slow
// reader never delays the sync.
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

// milestones picks three moments to show progress: of the five answers that Slack allows to a
// command, the first and the last are taken.
type milestones struct{ passed int }

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
