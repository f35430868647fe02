package followup

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/phone"
	"github.com/mayarbot/mayarbot/receivables"
)

// customersLanguage is the language of a text until another is chosen: that of Mayar's buyers.
const customersLanguage = "id"

// open opens the card at once with what the mirror knows, and completes it when Mayar has answered.
func (h *Handler) open(ctx context.Context, req *bot.Request, reply bot.Responder) error {
	if req.Value == "" && req.ID == message.ActionFollowUpPick {
		return nil // they chose the same row again, which deselects it
	}
	id, err := message.ParseCaseID(req.Value)
	if err != nil {
		return err
	}
	s := &showing{Handler: h, req: req, reply: reply, asksMayar: true}
	s.state = message.CardState{Case: id, Card: collecting.NewCardID(h.Now())}
	known, err := h.Mirror.Case(ctx, id)
	if errors.Is(err, receivables.ErrNoCase) {
		req.AuditDetail = "follow up " + id + ": unknown"
		return reply.OpenModal(ctx, h.Renderer.CardGone())
	}
	if err != nil {
		return problem(err)
	}
	card := s.card(ctx, known)
	card.Checking = true
	if err := reply.OpenModal(ctx, h.Renderer.Card(card)); err != nil {
		return problem(err)
	}
	err = s.show(ctx)
	if errors.Is(err, bot.ErrModalChanged) {
		return nil // a click in the card was quicker, and has shown it complete
	}
	return err
}

// A showing is one answer on a card.
type showing struct {
	*Handler
	state  message.CardState
	notice message.CardNotice
	other  string // who held the customer by the time of a contact

	asksMayar bool // also if it has just answered
	req       *bot.Request
	reply     bot.Responder
}

// A cardHandler answers a click on a card, or a form over it.
type cardHandler func(ctx context.Context, s *showing) error

// onCard reads which card was clicked from its metadata, which came back from outside.
func (h *Handler) onCard(do cardHandler) bot.Handler {
	return func(ctx context.Context, req *bot.Request, reply bot.Responder) error {
		state, err := message.ParseCardState(req.Metadata)
		if err != nil {
			return err
		}
		s := &showing{Handler: h, state: state, req: req, reply: reply}
		if err = do(ctx, s); errors.Is(err, receivables.ErrNoCase) {
			return s.gone(ctx)
		}
		return err
	}
}

func (s *showing) gone(ctx context.Context) error {
	s.req.AuditDetail = "gone: " + cmp.Or(s.req.AuditDetail, "follow up "+s.state.Case)
	return s.reply.UpdateModal(ctx, s.Renderer.CardGone())
}

// detail is what was done to which case, for the record.
func (s *showing) detail(what string) { s.req.AuditDetail = what + " " + s.state.Case }

// show asks Mayar, and shows the card with the reminder, or why there is none.
func (s *showing) show(ctx context.Context) error {
	c, err := s.Mirror.CheckCase(ctx, s.state.Case, s.maxAge())
	if errors.Is(err, receivables.ErrNoCase) {
		return s.gone(ctx)
	}
	if err != nil {
		return problem(err)
	}
	return s.showCase(ctx, c)
}

// maxAge is how old an answer of Mayar's may be. Who presses Follow up, Check again or Copy text is
// never shown a reminder for somebody who had paid by then; a card that is only drawn again may use
// an answer of the last minute.
func (s *showing) maxAge() time.Duration {
	if s.asksMayar {
		return 0
	}
	return time.Minute
}

func (s *showing) showCase(ctx context.Context, c receivables.Case) error {
	err := s.reply.UpdateModal(ctx, s.Renderer.Card(s.complete(ctx, c)))
	if errors.Is(err, bot.ErrModalChanged) && s.req.Kind == bot.KindClick && s.req.Metadata != "" {
		// Another click was answered first: what it changed must be on the card too.
		return s.reply.UpdateModal(ctx, s.Renderer.Card(s.complete(ctx, c)))
	}
	return err
}

// card is the card without the reminder.
func (s *showing) card(ctx context.Context, c receivables.Case) message.Card {
	now := s.Now()
	card := message.Card{Case: c, State: s.state, Notice: s.notice, Viewer: s.person(s.req), Now: now}
	card.Notice.Now = now
	people, err := s.People.State(ctx, c, s.req.User.ID)
	if err != nil {
		s.Log.Error("state of a case not read", "ref", s.req.Ref, "case", c.CaseID, "error", err)
		card.Partial = true
		return card
	}
	card.People = people
	return card
}

// complete is the card with the reminder, or why there is none. Who is shown a reminder holds the
// customer.
func (s *showing) complete(ctx context.Context, c receivables.Case) message.Card {
	card := s.card(ctx, c)
	outcome := "ready"
	if sent := s.sent(card); sent != nil {
		card.Sent, outcome = sent, "contacted"
		if sent.Copy {
			card.Draft = s.draft(c, "")
		}
	} else if !card.Partial {
		s.beginAnew(&card)
		s.addReminder(ctx, &card)
	}
	switch {
	case card.Partial:
		outcome = "the database is away"
	case card.Refusal != nil:
		outcome = string(card.Refusal.Kind)
	}
	what := "follow up "
	if s.req.AuditReason != "" {
		what = "remind anyway "
	}
	if s.req.AuditDetail == "" {
		s.req.AuditDetail = what + c.CaseID + ": " + outcome
	}
	return card
}

// sent is the contact that the viewer made from this card and can still undo.
func (s *showing) sent(card message.Card) *message.CardSent {
	for _, contact := range card.People.Contacts {
		if contact.Card == s.state.Card && contact.By == s.req.User.ID &&
			card.Now.Sub(contact.At) < collecting.UndoLasts {
			return &message.CardSent{At: contact.At, Copy: contact.How == collecting.CopiedText, Other: s.other}
		}
	}
	return nil
}

// beginAnew makes another card of one whose contact can no longer be undone, since a card counts
// only one. The reason that was given was for that contact.
func (s *showing) beginAnew(card *message.Card) {
	counted := func(c collecting.Contact) bool { return c.Card == s.state.Card }
	if slices.ContainsFunc(card.People.Contacts, counted) {
		s.state.Card, s.state.Anyway = collecting.NewCardID(card.Now), false
		card.State = s.state
	}
}

// addReminder adds the reminder if the gate lets the viewer through and nobody else is writing.
func (s *showing) addReminder(ctx context.Context, card *message.Card) {
	hold := card.People.Hold
	held := hold.By != s.req.User.ID && card.Now.Before(hold.Until)
	// A reason that was given before a colleague began to write does not pass the colleague.
	anyway := s.state.Anyway && (!held || s.req.AuditReason != "")
	attempt, err := s.People.Begin(ctx, card.Case, card.Viewer, anyway)
	if err != nil {
		s.Log.Error("customer not held", "ref", s.req.Ref, "case", card.Case.CaseID, "error", err)
		card.Partial = true
		return
	}
	card.People = attempt.State
	number, _ := phone.Mobile(card.Case.Mobile)
	if refusal, refused := attempt.Verdict.First(); refused {
		if !refusal.Until.IsZero() {
			refusal.Until = s.Rules.Calendar.NextAllowed(refusal.Until, s.Rules.Quiet, s.Rules.Zone)
		}
		card.Refusal = &refusal
		_, card.MayInsist = attempt.Verdict.Anyway(card.Viewer, attempt.State.Owner.ID)
		if !attempt.Verdict.CopyOnly() {
			return
		}
		number = "" // the text can only be copied
	}
	card.Draft = s.draft(card.Case, number)
}

// draft writes the reminder for a number, nil if it has no payment link to name.
func (s *showing) draft(c receivables.Case, number string) *message.CardDraft {
	tone := collecting.ToneFor(c, s.Now())
	if s.state.Tone != nil {
		tone = *s.state.Tone
	}
	language := customersLanguage
	if s.state.Language != "" {
		language = s.state.Language
	}
	reminder, err := s.Texts.Write(collecting.Draft{
		Language: language, Tone: tone, Name: c.Customer, Sender: s.req.User.Name, Shop: s.Shop(),
		Cases: []receivables.Case{c},
	})
	if err != nil {
		s.Log.Warn("reminder not written", "ref", s.req.Ref, "case", c.CaseID, "error", err)
		return nil
	}
	draft := &message.CardDraft{Text: reminder.Text, Language: language, Tone: tone}
	if number != "" {
		draft.URL = collecting.WhatsAppURL(number, reminder.Text)
	}
	return draft
}

// check looks once more.
func (h *Handler) check(ctx context.Context, s *showing) error {
	s.asksMayar = true
	return s.show(ctx)
}

func (h *Handler) chooseLanguage(ctx context.Context, s *showing) error {
	s.state.Language = s.req.Value
	return s.show(ctx)
}

func (h *Handler) chooseTone(ctx context.Context, s *showing) error {
	if s.req.Value == "" { // deselected
		s.state.Tone = nil
		return s.show(ctx)
	}
	n, err := strconv.Atoi(s.req.Value)
	if err != nil || n < 0 || n >= collecting.Tones {
		return message.ErrCardState
	}
	tone := collecting.Tone(n)
	s.state.Tone = &tone
	return s.show(ctx)
}

// problem says that an error is about a card.
func problem(err error) error {
	if err == nil || errors.Is(err, bot.ErrFormClosed) {
		return err
	}
	return &usererr.Error{Op: message.OpFollowUp, Err: err}
}
