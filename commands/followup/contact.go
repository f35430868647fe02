package followup

import (
	"context"

	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/message"
)

// openedWhatsApp records that WhatsApp was opened: Slack has opened it before this click came.
func (h *Handler) openedWhatsApp(ctx context.Context, s *showing) error {
	return s.contact(ctx, collecting.OpenedWhatsApp)
}

// copyText shows the text to be copied. Unlike WhatsApp, it can still be refused at the click.
func (h *Handler) copyText(ctx context.Context, s *showing) error {
	s.asksMayar = true
	c, err := s.Mirror.CheckCase(ctx, s.state.Case, s.maxAge())
	if err != nil {
		return problem(err)
	}
	if card := s.complete(ctx, c); card.Draft == nil {
		return s.reply.UpdateModal(ctx, s.Renderer.Card(card))
	}
	return s.contact(ctx, collecting.CopiedText)
}

// contact records a contact, once for each card, and shows it. It is recorded although the hold may
// have ended meanwhile, and the card says who else was writing then.
func (s *showing) contact(ctx context.Context, how string) error {
	s.detail(how)
	c, err := s.Mirror.Case(ctx, s.state.Case)
	if err != nil {
		return problem(err)
	}
	done, err := s.People.Contacted(ctx, s.state.Card, how, s.req.User.ID, c)
	if err != nil {
		return problem(err)
	}
	if !done.First {
		s.detail(how + " again")
	}
	s.other = done.Hold.By
	if len(done.Others) > 0 {
		s.other = done.Others[0].By
	}
	return s.showCase(ctx, c)
}

// undo takes back a contact of this card.
func (h *Handler) undo(ctx context.Context, s *showing) error {
	s.detail("undo")
	undone, err := s.People.Undo(ctx, s.state.Card, s.req.User.ID)
	if err != nil {
		return problem(err)
	}
	s.notice.Kind = message.NoticeTooLate
	if undone {
		s.notice.Kind = message.NoticeUndone
	}
	return s.show(ctx)
}
