package followup_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/commands/followup"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

const (
	ayu  = "U0AYU00001"
	budi = "U0BUDI0002"
	sita = "U0SITA0003"
)

// noon is a working day, when customers can be written to.
var noon = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// A world is one open case, what Mayar says of it, and what people did.
type world struct {
	*followup.Handler
	known, checked receivables.Case
	mirrorErr      error

	state    collecting.State
	ledger   error // of every question to the ledger
	contacts int
	notes    []string
	told     []string // who got direct messages
	log      bytes.Buffer
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{}
	w.known = receivables.Case{CustomerKey: "id 7", AsOf: noon.Add(-time.Minute), Row: receivables.Row{
		ID: "tx-1", CaseID: receivables.CaseID("a case"), Customer: "Ani EVIL", Mobile: "0812-0000-0001",
		Email: "ani@example.com", Product: "Kelas", Type: "invoice", Status: "active", URL: "https://toko.example/1",
		Amount: 150000, Count: 1, LatestAmount: receivables.Delta{Count: 1, Amount: 150000},
		Oldest: noon.AddDate(0, 0, -3), Newest: noon.AddDate(0, 0, -3),
	}}
	w.checked = w.known
	w.checked.CheckedAt = noon
	w.Handler = followup.New(followup.Config{
		Mirror: w, People: w, Slack: w, Rules: collecting.DefaultRules(time.UTC), Texts: collecting.OurTexts(),
		Shop: func() string { return "Toko Contoh" }, Renderer: commandtest.Renderer(t), Admins: []string{ayu},
		Log: slog.New(slog.NewTextHandler(&w.log, nil)), Now: func() time.Time { return noon },
	})
	return w
}

func (w *world) Case(context.Context, string) (receivables.Case, error) { return w.known, w.mirrorErr }

func (w *world) CheckCase(context.Context, string, time.Duration) (receivables.Case, error) {
	return w.checked, w.mirrorErr
}

func (w *world) State(context.Context, receivables.Case, string) (collecting.State, error) {
	return w.state, w.ledger
}

func (w *world) Begin(
	_ context.Context, c receivables.Case, p collecting.Person, anyway bool,
) (collecting.Attempt, error) {
	a := collecting.Attempt{State: w.state, Verdict: w.Rules.Check(c, w.state, p, noon)}
	if left, ok := a.Verdict.Anyway(p, w.state.Owner.ID); anyway && ok {
		a.Verdict = left
	}
	if len(a.Verdict) == 0 || a.Verdict.CopyOnly() {
		w.state.Hold = collecting.Hold{By: p.ID, Until: noon.Add(collecting.HoldLasts)}
	}
	return a, w.ledger
}

func (w *world) Contacted(
	_ context.Context, card collecting.CardID, how, person string, _ ...receivables.Case,
) (collecting.Contacted, error) {
	w.contacts++
	w.state.Contacts = []collecting.Contact{{Card: card, By: person, How: how, At: noon}}
	return collecting.Contacted{First: w.contacts == 1}, w.ledger
}

func (w *world) Undo(_ context.Context, card collecting.CardID, person string) (bool, error) {
	if len(w.state.Contacts) == 0 || w.state.Contacts[0].Card != card || w.state.Contacts[0].By != person {
		return false, w.ledger
	}
	w.state.Contacts = nil
	return true, w.ledger
}

func (w *world) SetOwner(
	_ context.Context, _ receivables.Case, from, to string,
) (collecting.Owner, bool, error) {
	if w.state.Owner.ID != from {
		return w.state.Owner, false, w.ledger
	}
	w.state.Owner = collecting.Owner{ID: to, Since: noon}
	return w.state.Owner, true, w.ledger
}

func (w *world) Snooze(_ context.Context, _ receivables.Case, s collecting.Snooze) error {
	w.state.Snooze = s
	return w.ledger
}

func (w *world) Promise(_ context.Context, _ receivables.Case, p collecting.Promise) error {
	w.state.Promise = p
	return w.ledger
}

func (w *world) AddNote(_ context.Context, _ receivables.Case, person, text string) (collecting.Note, error) {
	w.notes = append(w.notes, text)
	return collecting.Note{By: person, Text: text}, w.ledger
}

func (w *world) DeleteNote(context.Context, string, string) (bool, error) { return true, w.ledger }

func (w *world) Flag(_ context.Context, _ receivables.Case, by string, reason collecting.FlagReason) error {
	w.state.DoNotContact = collecting.Flag{Reason: reason, By: by, At: noon}
	return w.ledger
}

func (w *world) Unflag(_ context.Context, _ receivables.Case, p collecting.Person) error {
	if !p.Admin {
		return collecting.ErrAdminsOnly
	}
	w.state.DoNotContact = collecting.Flag{}
	return w.ledger
}

func (w *world) MayUse(_ context.Context, user string) (bool, error) { return user != sita, nil }

func (w *world) PostDM(_ context.Context, user string, _ blockkit.Message) (string, error) {
	w.told = append(w.told, user)
	return "1.1", nil
}

var errAway = errors.New("the database is away")

// open presses Follow up and returns what is shown.
func (w *world) open(t *testing.T, user string) (*commandtest.Responder, *bot.Request) {
	t.Helper()
	reply := &commandtest.Responder{}
	req := &bot.Request{
		Kind: bot.KindClick, User: bot.User{ID: user, Name: "Budi"}, ID: message.ActionFollowUp, Value: w.known.CaseID,
	}
	if err := w.Command().Clicks[req.ID](t.Context(), req, reply); err != nil {
		t.Fatal(err)
	}
	return reply, req
}

// click presses a button on the card that was shown last.
func (w *world) click(
	t *testing.T, user, action, value string, on *commandtest.Responder,
) (*commandtest.Responder, *bot.Request, error) {
	t.Helper()
	reply := &commandtest.Responder{}
	card := on.Views[len(on.Views)-1]
	req := &bot.Request{
		Kind: bot.KindClick, User: bot.User{ID: user, Name: "Budi"}, ID: action, Value: value,
		Metadata: card.PrivateMetadata,
	}
	err := w.Command().Clicks[action](t.Context(), req, reply)
	return reply, req, err
}
