package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/slack-go/slack"
)

// card is a modal with a text and buttons; the button "chat" opens an address.
func card(text string, actions ...string) slack.ModalViewRequest {
	msg := buttons(text, actions...)
	for _, block := range msg.Blocks {
		if row, ok := block.(*slack.ActionBlock); ok {
			for _, element := range row.Elements.ElementSet {
				if b := element.(*slack.ButtonBlockElement); b.ActionID == "chat" {
					b.WithURL("https://wa.me/6281100000000?text=Halo")
				}
			}
		}
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: blockkit.Plain("Card"), Blocks: slack.Blocks{BlockSet: msg.Blocks},
	}
}

// cardCommand opens a card from a button, and updates it when checked is closed.
func cardCommand(checked <-chan struct{}, updated chan<- error) bot.Command {
	update := func(text string) bot.Handler {
		return func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
			return reply.UpdateModal(ctx, card(text, "take", "chat", "note"))
		}
	}
	return bot.Command{
		Name: "unpaid", Slash: true,
		Run: func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
			return reply.Reply(ctx, buttons("list", "open"))
		},
		Clicks: map[string]bot.Handler{
			"open": func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
				if err := reply.OpenModal(ctx, card("checking", "take")); err != nil {
					return err
				}
				<-checked
				err := reply.UpdateModal(ctx, card("checked", "take", "chat", "note"))
				updated <- err
				if errors.Is(err, bot.ErrModalChanged) {
					updated <- reply.UpdateModal(ctx, card("checked again", "take"))
				}
				return err
			},
			"take": update("taken"),
			"chat": update("opened the chat"),
			"note": func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
				form := emailForm()
				form.CallbackID = "note"
				return reply.PushModal(ctx, form)
			},
		},
		Forms: map[string]bot.AnyForm{"note": bot.Form[string]{
			Title: "Note",
			Parse: func(req *bot.Request) (string, map[string]string) { return req.Fields["email"], nil },
			Run: func(ctx context.Context, note string, _ *bot.Request, reply bot.Responder) error {
				return reply.UpdateModal(ctx, card("noted "+note, "note"))
			},
		}},
	}
}

// openCard types /unpaid, presses the button and returns the modal.
func (b *harness) openCard(t *testing.T) fakeslack.View {
	t.Helper()
	list := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/unpaid")
	b.click(t, fakeslack.Ayu, list, "open")
	b.modalShows(t, fakeslack.Ayu, "checking")
	return b.Views(fakeslack.Ayu)[0]
}

func (b *harness) clickModal(t *testing.T, view fakeslack.View, action string) {
	t.Helper()
	sent, err := b.Click(t.Context(), fakeslack.Click{User: fakeslack.Ayu, ViewID: view.ID, ActionID: action})
	if err != nil || !sent.Acked {
		t.Fatalf("click on %s: %+v, %v", action, sent, err)
	}
}

// A click opens a modal at once and updates it later. A button with an address and an id of its own
// has a handler.
func TestModalIsUpdatedLater(t *testing.T) {
	t.Parallel()
	checked, updated := make(chan struct{}), make(chan error, 2)
	b := start(t, nil, cardCommand(checked, updated))
	view := b.openCard(t)
	close(checked)
	b.modalShows(t, fakeslack.Ayu, "checked")
	if err := <-updated; err != nil {
		t.Error(err)
	}
	b.clickModal(t, view, "chat")
	b.modalShows(t, fakeslack.Ayu, "opened the chat")
	if views := b.Views(fakeslack.Ayu); len(views) != 1 || views[0].ID != view.ID {
		t.Errorf("views = %+v", views)
	}
	for _, rec := range b.book.next(t, 3) {
		if rec.Outcome != "ok" {
			t.Errorf("record = %+v", rec)
		}
	}
}

// A late update does not replace what a click in the modal has shown meanwhile.
func TestLateUpdateOfAModal(t *testing.T) {
	t.Parallel()
	checked, updated := make(chan struct{}), make(chan error, 2)
	b := start(t, nil, cardCommand(checked, updated))
	view := b.openCard(t)
	b.clickModal(t, view, "take")
	b.modalShows(t, fakeslack.Ayu, "taken")
	close(checked)
	if err := <-updated; !errors.Is(err, bot.ErrModalChanged) {
		t.Errorf("late update: %v", err)
	}
	if err := <-updated; err != nil {
		t.Errorf("second update: %v", err)
	}
	b.modalShows(t, fakeslack.Ayu, "checked again")
}

func TestUpdateOfAClosedModal(t *testing.T) {
	t.Parallel()
	checked, updated := make(chan struct{}), make(chan error, 2)
	b := start(t, nil, cardCommand(checked, updated))
	view := b.openCard(t)
	if _, err := b.CloseView(t.Context(), fakeslack.Ayu, view.ID); err != nil {
		t.Fatal(err)
	}
	close(checked)
	if err := <-updated; !errors.Is(err, bot.ErrFormClosed) {
		t.Errorf("update: %v", err)
	}
}

// A form over a modal closes when it is submitted, and the modal below shows the result.
func TestFormOverAModal(t *testing.T) {
	t.Parallel()
	checked, updated := make(chan struct{}), make(chan error, 2)
	b := start(t, nil, cardCommand(checked, updated))
	close(checked)
	view := b.openCard(t)
	b.modalShows(t, fakeslack.Ayu, "checked")
	b.clickModal(t, view, "note")
	ctx, cancel := context.WithTimeout(t.Context(), testPatience)
	defer cancel()
	if err := b.Wait(ctx, func() bool { return len(b.Views(fakeslack.Ayu)) == 2 }); err != nil {
		t.Fatal(err)
	}
	b.submit(t, fakeslack.Ayu, b.Views(fakeslack.Ayu)[1], "sri@example.com")
	b.modalShows(t, fakeslack.Ayu, "noted sri@example.com")
	if views := b.Views(fakeslack.Ayu); len(views) != 1 {
		t.Errorf("%d views are open", len(views))
	}
}

// Access is checked on each click in a modal too.
func TestModalOfSomebodyWhoMayNotUseTheBot(t *testing.T) {
	t.Parallel()
	checked, updated := make(chan struct{}), make(chan error, 2)
	b := start(t, nil, cardCommand(checked, updated))
	close(checked)
	view := b.openCard(t)
	b.modalShows(t, fakeslack.Ayu, "checked")
	if err := b.Demote(fakeslack.Ayu); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { // the event may be on its way
		return b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/help").Text == "refused guest 7"
	})
	b.clickModal(t, view, "take")
	b.modalShows(t, fakeslack.Ayu, "refused")
	if shown := string(b.Views(fakeslack.Ayu)[0].Blocks); strings.Contains(shown, "checked") {
		t.Errorf("the modal still shows %s", shown)
	}
}
