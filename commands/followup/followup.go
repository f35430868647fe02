// Package followup is the follow-up card: what is known of an unpaid case, checked with Mayar at
// the click, the text of a reminder for WhatsApp, and who does what about it.
package followup

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// Mirror is what the card needs of the mirror of unpaid transactions.
type Mirror interface {
	// Case returns a case as the mirror knows it. The error is receivables.ErrNoCase if it
	// does not.
	Case(ctx context.Context, id string) (receivables.Case, error)

	// CheckCase returns a case after Mayar was asked about it. If Mayar cannot be asked, it is as
	// the mirror knows it, and its CheckedAt is zero. An answer that is not older than maxAge is
	// used again.
	CheckCase(ctx context.Context, id string, maxAge time.Duration) (receivables.Case, error)
}

// People keeps what people do about cases and customers: a ledger. What changes an open case fails
// with collecting.ErrClosed if it has closed.
type People interface {
	State(ctx context.Context, c receivables.Case, person string) (collecting.State, error)
	Begin(ctx context.Context, c receivables.Case, p collecting.Person, anyway bool) (collecting.Attempt, error)
	Contacted(
		ctx context.Context, card collecting.CardID, how, person string, cases ...receivables.Case,
	) (collecting.Contacted, error)
	Undo(ctx context.Context, card collecting.CardID, person string) (undone bool, err error)

	SetOwner(ctx context.Context, c receivables.Case, from, to string) (owner collecting.Owner, ok bool, err error)
	Snooze(ctx context.Context, c receivables.Case, s collecting.Snooze) error
	Promise(ctx context.Context, c receivables.Case, p collecting.Promise) error
	AddNote(ctx context.Context, c receivables.Case, person, text string) (collecting.Note, error)
	DeleteNote(ctx context.Context, id, person string) (deleted bool, err error)
	Flag(ctx context.Context, c receivables.Case, person string, reason collecting.FlagReason) error
	Unflag(ctx context.Context, c receivables.Case, p collecting.Person) error
}

// A Messenger sends direct messages. Its errors are *slackapi.PostError.
type Messenger interface {
	MayUse(ctx context.Context, user string) (bool, error) // the bot
	PostDM(ctx context.Context, user string, msg blockkit.Message) (ts string, err error)
}

// Config is what the card needs.
type Config struct {
	Mirror   Mirror
	People   People
	Rules    collecting.Rules
	Texts    *collecting.Texts
	Shop     func() string // the name that customers know
	Renderer *message.Renderer
	Slack    Messenger
	Admins   []string
	Log      *slog.Logger
	Now      func() time.Time
}

// A Handler answers the clicks on cards and on what opens them.
type Handler struct{ Config }

// New returns the handler of cards.
func New(cfg Config) *Handler { return &Handler{Config: cfg} }

// Command returns the clicks and forms of cards. There is nothing to type.
func (h *Handler) Command() bot.Command {
	return bot.Command{
		Name: "followup",
		Clicks: map[string]bot.Handler{
			message.ActionFollowUp:     h.open,
			message.ActionFollowUpPick: h.open,

			message.ActionCardCheck:    h.onCard(h.check),
			message.ActionCardLanguage: h.onCard(h.chooseLanguage),
			message.ActionCardTone:     h.onCard(h.chooseTone),
			message.ActionCardWhatsApp: h.onCard(h.openedWhatsApp),
			message.ActionCardCopy:     h.onCard(h.copyText),
			message.ActionCardUndo:     h.onCard(h.undo),

			message.ActionCardTake:       h.onCard(h.take),
			message.ActionCardRelease:    h.onCard(h.release),
			message.ActionCardWake:       h.onCard(h.wake),
			message.ActionCardUnblock:    h.onCard(h.unblock),
			message.ActionCardDeleteNote: h.onCard(h.deleteNote),

			message.ActionCardAnyway:  h.pushes(h.Renderer.AnywayForm),
			message.ActionCardSnooze:  h.pushes(h.snoozeForm),
			message.ActionCardPromise: h.pushes(h.promiseForm),
			message.ActionCardNote:    h.pushes(h.Renderer.NoteForm),
			message.ActionCardBlock:   h.pushes(h.Renderer.BlockForm),
			message.ActionCardGive:    h.pushes(h.Renderer.GiveForm),
		},
		Forms: map[string]bot.AnyForm{
			message.CallbackAnyway:  cardForm(h, h.parseReason, h.remindAnyway),
			message.CallbackSnooze:  cardForm(h, h.parseSnooze, h.snooze),
			message.CallbackPromise: cardForm(h, h.parsePromise, h.promise),
			message.CallbackNote:    cardForm(h, h.parseNote, h.note),
			message.CallbackBlock:   cardForm(h, h.parseFlag, h.block),
			message.CallbackGive:    cardForm(h, h.parseUser, h.give),
		},
	}
}

func (h *Handler) person(req *bot.Request) collecting.Person {
	return collecting.Person{ID: req.User.ID, Admin: slices.Contains(h.Admins, req.User.ID)}
}
