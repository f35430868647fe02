package fakeslack_test

import (
	"context"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// bot is slack-go's own client with one handler for all events.
type bot struct {
	api    *slack.Client
	socket *socketmode.Client
}

type handler func(ctx context.Context, b *bot, event socketmode.Event)

// startBot runs slack-go against the fake until the test ends, and returns when it is connected.
func startBot(t *testing.T, server *fakeslack.Server, handle handler) *bot {
	t.Helper()
	api := slack.New("xoxb-sandbox", slack.OptionAppLevelToken("xapp-sandbox"), slack.OptionAPIURL(server.APIURL()))
	b := &bot{api: api, socket: socketmode.New(api)}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{}, 2)
	go func() { _ = b.socket.RunContext(ctx); done <- struct{}{} }()
	go func() {
		defer func() { done <- struct{}{} }()
		for {
			select {
			case event := <-b.socket.Events:
				if handle != nil && event.Request != nil {
					go handle(ctx, b, event)
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	t.Cleanup(func() { cancel(); <-done; <-done })
	waitFor(t, server, func() bool { return greeted(server) == 1 })
	return b
}

func greeted(server *fakeslack.Server) int {
	n := 0
	for _, socket := range server.Sockets() {
		if socket.Greeted && !socket.Leaving {
			n++
		}
	}
	return n
}

func start(t *testing.T, o fakeslack.Options) *fakeslack.Server {
	t.Helper()
	server := fakeslack.Start(o)
	t.Cleanup(server.Close)
	return server
}

func waitFor(t *testing.T, server *fakeslack.Server, cond func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	defer cancel()
	if err := server.Wait(ctx, cond); err != nil {
		t.Fatal(err)
	}
}

func ack(ctx context.Context, b *bot, event socketmode.Event, payload any) {
	_ = b.socket.AckCtx(ctx, event.Request.EnvelopeID, payload)
}

func TestSlackGoWalk(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	startBot(t, server, handleEvent)

	sent, err := server.Slash(
		t.Context(), fakeslack.Slash{User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: "/unpaid older:7d"},
	)
	if err != nil || !sent.Acked {
		t.Fatalf("Slash = %+v, %v", sent, err)
	}
	reply, err := sent.Reply(t.Context())
	if err != nil || reply.Text != "you said older:7d" || !reply.Ephemeral || reply.To != fakeslack.Ayu {
		t.Fatalf("Reply = %+v, %v", reply, err)
	}
	if seen := server.Messages(fakeslack.Budi, fakeslack.Finance); len(seen) != 0 {
		t.Errorf("Budi sees Ayu's ephemeral message: %+v", seen)
	}

	clicked, err := server.Click(
		t.Context(), fakeslack.Click{User: fakeslack.Ayu, Channel: fakeslack.Finance, TS: reply.TS, ActionID: "next"},
	)
	if err != nil || !clicked.Acked {
		t.Fatalf("Click = %+v, %v", clicked, err)
	}
	waitFor(t, server, func() bool {
		seen := server.Messages(fakeslack.Ayu, fakeslack.Finance)
		return len(seen) == 1 && seen[0].Text == "page 2" && seen[0].Edited
	})

	if _, err := server.Slash(
		t.Context(), fakeslack.Slash{User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: "/checkout"},
	); err != nil {
		t.Fatal(err)
	}
	waitFor(t, server, func() bool { return len(server.Views(fakeslack.Ayu)) == 1 })
	view := server.Views(fakeslack.Ayu)[0]
	options, err := server.Suggest(
		t.Context(), fakeslack.Suggest{User: fakeslack.Ayu, ViewID: view.ID, ActionID: "product", Value: "cou"},
	)
	if err != nil || len(options) != 1 || options[0].Value != "p-1" {
		t.Fatalf("Suggest = %+v, %v", options, err)
	}
	submit := fakeslack.Submit{User: fakeslack.Ayu, ViewID: view.ID, Values: fakeslack.Values{
		"product": {"product": {SelectedOption: &options[0]}},
		"name":    {"name": {Value: "wrong"}},
	}}
	if sent, err := server.Submit(t.Context(), submit); err != nil || !sent.Acked {
		t.Fatalf("Submit = %+v, %v", sent, err)
	}
	if got := server.Views(fakeslack.Ayu)[0].Errors["name"]; got != "not that name" {
		t.Errorf("error on the field = %q", got)
	}
	submit.Values["name"]["name"] = fakeslack.Value{Value: "right"}
	if sent, err := server.Submit(t.Context(), submit); err != nil || !sent.Acked {
		t.Fatalf("Submit = %+v, %v", sent, err)
	}
	if views := server.Views(fakeslack.Ayu); len(views) != 0 {
		t.Errorf("the modal is still open: %+v", views)
	}

	if sent, err := server.OpenHome(t.Context(), fakeslack.Ayu); err != nil || !sent.Acked {
		t.Fatalf("OpenHome = %+v, %v", sent, err)
	}
	waitFor(t, server, func() bool { _, ok := server.Home(fakeslack.Ayu); return ok })
}

// handleEvent is a small bot: a command with a button, a form with a search, a Home tab.
func handleEvent(ctx context.Context, b *bot, event socketmode.Event) {
	switch data := event.Data.(type) {
	case slack.SlashCommand:
		ack(ctx, b, event, nil)
		if data.Command == "/checkout" {
			_, _ = b.api.OpenViewContext(ctx, data.TriggerID, form())
			return
		}
		_ = slack.PostWebhookContext(
			ctx, data.ResponseURL, &slack.WebhookMessage{Text: "you said " + data.Text, Blocks: page("2")},
		)
	case slack.InteractionCallback:
		switch data.Type {
		case slack.InteractionTypeBlockActions:
			ack(ctx, b, event, nil)
			value := data.ActionCallback.BlockActions[0].Value
			_ = slack.PostWebhookContext(ctx, data.ResponseURL, &slack.WebhookMessage{
				Text: "page " + value, Blocks: page("3"), ReplaceOriginal: true,
			})
		case slack.InteractionTypeBlockSuggestion:
			ack(ctx, b, event, map[string]any{
				"options": []any{slack.NewOptionBlockObject("p-1", plainText("Course"), nil)},
			})
		case slack.InteractionTypeViewSubmission:
			if data.View.State.Values["product"]["product"].SelectedOption.Value != "p-1" ||
				data.View.State.Values["name"]["name"].Value != "right" {
				ack(ctx, b, event, slack.NewErrorsViewSubmissionResponse(map[string]string{"name": "not that name"}))
				return
			}
			ack(ctx, b, event, slack.NewClearViewSubmissionResponse())
		}
	default:
		ack(ctx, b, event, nil)
		home := slack.HomeTabViewRequest{
			Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewDividerBlock()}},
		}
		_, _ = b.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: fakeslack.Ayu, View: home})
	}
}

func plainText(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

func page(next string) *slack.Blocks {
	button := slack.NewButtonBlockElement("next", next, plainText("Next"))
	return &slack.Blocks{BlockSet: []slack.Block{slack.NewActionBlock("", button)}}
}

func form() slack.ModalViewRequest {
	product := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plainText("Product"), "product")
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: "checkout", Title: plainText("Checkout"), Submit: plainText("Make"),
		Close: plainText("Cancel"),
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock("product", plainText("Product"), nil, product),
			slack.NewInputBlock("name", plainText("Name"), nil, slack.NewPlainTextInputBlockElement(nil, "name")),
		}},
	}
}
