package followup

import (
	"context"
	"errors"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// change does something to a case that is still open, and shows the card.
func (s *showing) change(ctx context.Context, what string, do func(c receivables.Case) error) error {
	return s.keep(ctx, what, func(c receivables.Case) error {
		if !c.IsOpen(s.Now()) {
			return collecting.ErrClosed
		}
		return do(c)
	})
}

// keep does something about a case or its customer, and shows the card.
func (s *showing) keep(ctx context.Context, what string, do func(c receivables.Case) error) error {
	s.detail(what)
	c, err := s.Mirror.CheckCase(ctx, s.state.Case, s.maxAge())
	if err != nil {
		return problem(err)
	}
	switch err = do(c); {
	case errors.Is(err, collecting.ErrClosed):
		s.detail("not saved, closed: " + what)
		s.notice = message.CardNotice{Kind: message.NoticeNotSaved}
	case errors.Is(err, collecting.ErrAdminsOnly):
		s.detail("not allowed: " + what)
		s.notice = message.CardNotice{Kind: message.NoticeNotYours}
	case err != nil:
		return problem(err)
	}
	return s.showCase(ctx, c)
}

// take makes the person the owner, unless somebody was quicker.
func (h *Handler) take(ctx context.Context, s *showing) error {
	return s.change(ctx, "take", func(c receivables.Case) error {
		owner, _, err := s.People.SetOwner(ctx, c, "", s.req.User.ID)
		s.notice = message.CardNotice{Kind: message.NoticeTaken}
		if owner.ID != s.req.User.ID {
			s.detail("not taken, owned:")
			s.notice = message.CardNotice{Kind: message.NoticeTakenBy, User: owner.ID, At: owner.Since}
		}
		return err
	})
}

// release takes the case from its owner. Only the owner and admins may do that.
func (h *Handler) release(ctx context.Context, s *showing) error {
	return s.change(ctx, "release", func(c receivables.Case) error {
		state, err := s.People.State(ctx, c, s.req.User.ID)
		if err != nil {
			return err
		}
		if p := s.person(s.req); !p.Admin && state.Owner.ID != p.ID {
			return collecting.ErrAdminsOnly
		}
		s.notice.Kind = message.NoticeReleased
		_, _, err = s.People.SetOwner(ctx, c, state.Owner.ID, "")
		return err
	})
}

// give makes somebody else the owner, and tells them. Who may not use the bot gets nothing.
func (h *Handler) give(ctx context.Context, user string, s *showing) error {
	return s.change(ctx, "give", func(c receivables.Case) error {
		s.detail("not given:")
		if may, err := s.Slack.MayUse(ctx, user); err != nil || !may {
			s.notice = message.CardNotice{Kind: message.NoticeMayNot, User: user}
			return err
		}
		state, err := s.People.State(ctx, c, s.req.User.ID)
		if err != nil {
			return err
		}
		if p := s.person(s.req); state.Owner.ID != "" && state.Owner.ID != p.ID && !p.Admin {
			return collecting.ErrAdminsOnly
		}
		owner, ok, err := s.People.SetOwner(ctx, c, state.Owner.ID, user)
		if err != nil || !ok {
			s.notice = message.CardNotice{Kind: message.NoticeTakenBy, User: owner.ID, At: owner.Since}
			return err
		}
		s.detail("give to " + user + ":")
		s.notice = message.CardNotice{Kind: message.NoticeGiven, User: user}
		if _, err := s.Slack.PostDM(ctx, user, s.Renderer.Given(c, s.req.User.ID)); err != nil {
			s.notice.Kind = message.NoticeGivenSilently
			s.Log.Warn("receiver of a case not told", "ref", s.req.Ref, "case", c.CaseID, "error", err)
		}
		return nil
	})
}

// parseUser reads who is given a case.
func (h *Handler) parseUser(req *bot.Request) (string, map[string]string) {
	user := req.Fields[message.BlockCardUser]
	if !blockkit.IsUserID(user) {
		return "", h.wrong(message.BlockCardUser, message.FieldCardUser)
	}
	return user, nil
}
