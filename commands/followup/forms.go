package followup

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/workdays"
)

// pushes opens a form over the card.
func (h *Handler) pushes(form func(message.CardState) slack.ModalViewRequest) bot.Handler {
	return h.onCard(func(ctx context.Context, s *showing) error {
		s.detail("form for")
		return problem(s.reply.PushModal(ctx, form(s.state)))
	})
}

// cardForm is a form over a card. It closes when it is submitted, and the card shows the result.
func cardForm[T any](
	h *Handler, parse func(*bot.Request) (T, map[string]string), run func(context.Context, T, *showing) error,
) bot.Form[T] {
	return bot.Form[T]{
		Title:    h.Renderer.FollowUpTitle(),
		Verbatim: []string{message.BlockCardUser, message.BlockCardDate, message.BlockCardUntil},
		Parse:    parse,
		Run: func(ctx context.Context, input T, req *bot.Request, reply bot.Responder) error {
			return h.onCard(func(ctx context.Context, s *showing) error { return run(ctx, input, s) })(ctx, req, reply)
		},
	}
}

func (h *Handler) wrong(block string, kind message.FieldError) map[string]string {
	return map[string]string{block: h.Renderer.FieldError(kind)}
}

func (h *Handler) snoozeForm(state message.CardState) slack.ModalViewRequest {
	return h.Renderer.SnoozeForm(state, h.tomorrow())
}

func (h *Handler) promiseForm(state message.CardState) slack.ModalViewRequest {
	return h.Renderer.PromiseForm(state, h.tomorrow())
}

func (h *Handler) tomorrow() time.Time {
	return h.Rules.Today(h.Now()).AddDays(1).At(0, h.Rules.Zone)
}

// parseReason reads why somebody is reminded anyway.
func (h *Handler) parseReason(req *bot.Request) (string, map[string]string) {
	reason, ok := collecting.ValidReason(req.Fields[message.BlockCardReason])
	if !ok {
		return "", h.wrong(message.BlockCardReason, message.FieldCardReason)
	}
	return reason, nil
}

// remindAnyway shows the reminder if the person may pass what is in the way. The reason is for the
// audit alone.
func (h *Handler) remindAnyway(ctx context.Context, reason string, s *showing) error {
	s.req.AuditReason = reason
	s.state.Anyway = true
	return s.show(ctx)
}

func (h *Handler) parseSnooze(req *bot.Request) (collecting.Snooze, map[string]string) {
	now := h.Now()
	date, ok := h.snoozeDate(req, now)
	if !ok {
		return collecting.Snooze{}, h.wrongDate(h.Rules.Today(now).AddDays(1))
	}
	until, err := h.Rules.SnoozeUntil(date, now)
	if wrong, isDate := errors.AsType[*collecting.DateError](err); isDate {
		return collecting.Snooze{}, h.wrongDate(wrong.Proposed)
	}
	reason := strings.TrimSpace(req.Fields[message.BlockCardReason])
	return collecting.Snooze{Until: until, By: req.User.ID, Reason: reason}, nil
}

// snoozeDate is the day that was chosen.
func (h *Handler) snoozeDate(req *bot.Request, now time.Time) (workdays.Date, bool) {
	today := h.Rules.Today(now)
	switch req.Fields[message.BlockCardUntil] {
	case message.SnoozeTomorrow:
		return today.AddDays(1), true
	case message.SnoozeMonday:
		days := (int(time.Monday) - int(today.Weekday()) + 7) % 7
		if days == 0 {
			days = 7
		}
		return today.AddDays(days), true
	case message.SnoozeWeek:
		return today.AddDays(7), true
	}
	return h.dateField(req)
}

func (h *Handler) dateField(req *bot.Request) (workdays.Date, bool) {
	day, err := time.Parse(time.DateOnly, req.Fields[message.BlockCardDate])
	return workdays.DateOf(day), err == nil
}

func (h *Handler) wrongDate(proposed workdays.Date) map[string]string {
	return map[string]string{message.BlockCardDate: h.Renderer.DateError(proposed.At(0, h.Rules.Zone))}
}

func (h *Handler) snooze(ctx context.Context, snooze collecting.Snooze, s *showing) error {
	return s.change(ctx, "snooze", func(c receivables.Case) error { return s.People.Snooze(ctx, c, snooze) })
}

// wake ends a snooze.
func (h *Handler) wake(ctx context.Context, s *showing) error {
	return s.change(ctx, "end snooze", func(c receivables.Case) error {
		return s.People.Snooze(ctx, c, collecting.Snooze{By: s.req.User.ID})
	})
}

func (h *Handler) parsePromise(req *bot.Request) (collecting.Promise, map[string]string) {
	now := h.Now()
	date, ok := h.dateField(req)
	if !ok {
		return collecting.Promise{}, h.wrongDate(h.Rules.Today(now).AddDays(1))
	}
	due, err := h.Rules.PromiseDue(date, now)
	if wrong, isDate := errors.AsType[*collecting.DateError](err); isDate {
		return collecting.Promise{}, h.wrongDate(wrong.Proposed)
	}
	typed, amount := strings.TrimSpace(req.Fields[message.BlockCardAmount]), int64(0)
	if typed != "" {
		if amount, ok = receivables.ParseAmount(typed); !ok {
			return collecting.Promise{}, h.wrong(message.BlockCardAmount, message.FieldCardAmount)
		}
	}
	return collecting.Promise{Due: due, Amount: amount, By: req.User.ID, Made: now}, nil
}

func (h *Handler) promise(ctx context.Context, promise collecting.Promise, s *showing) error {
	return s.change(ctx, "promise", func(c receivables.Case) error { return s.People.Promise(ctx, c, promise) })
}

func (h *Handler) parseNote(req *bot.Request) (string, map[string]string) {
	note := strings.TrimSpace(req.Fields[message.BlockCardText])
	if note == "" || len([]rune(note)) > collecting.MaxNote {
		return "", h.wrong(message.BlockCardText, message.FieldCardReason)
	}
	return note, nil
}

func (h *Handler) note(ctx context.Context, text string, s *showing) error {
	return s.change(ctx, "note", func(c receivables.Case) error {
		_, err := s.People.AddNote(ctx, c, s.req.User.ID, text)
		return err
	})
}

func (h *Handler) deleteNote(ctx context.Context, s *showing) error {
	return s.keep(ctx, "delete note", func(receivables.Case) error {
		_, err := s.People.DeleteNote(ctx, s.req.Value, s.req.User.ID)
		return err
	})
}

func (h *Handler) parseFlag(req *bot.Request) (collecting.FlagReason, map[string]string) {
	reason := collecting.FlagReason(req.Fields[message.BlockCardReason])
	if !slices.Contains(collecting.FlagReasons, reason) {
		return "", h.wrong(message.BlockCardReason, message.FieldCardReason)
	}
	return reason, nil
}

// block keeps everybody from contacting the customer.
func (h *Handler) block(ctx context.Context, reason collecting.FlagReason, s *showing) error {
	return s.keep(ctx, "do not contact", func(c receivables.Case) error {
		return s.People.Flag(ctx, c, s.req.User.ID, reason)
	})
}

// unblock lifts that. Only admins may.
func (h *Handler) unblock(ctx context.Context, s *showing) error {
	return s.keep(ctx, "allow contact", func(c receivables.Case) error {
		return s.People.Unflag(ctx, c, s.person(s.req))
	})
}
