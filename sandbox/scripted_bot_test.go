package sandbox_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

//go:embed testdata/list.json
var listJSON string

//go:embed testdata/form.json
var formJSON []byte

//go:embed testdata/digest_form.json
var digestFormJSON []byte

//go:embed testdata/report.json
var reportJSON []byte

// A scriptedBot answers over Socket Mode with slack-go, the client of the real bot.
type scriptedBot struct {
	t      *testing.T
	api    *slack.Client
	socket *socketmode.Client
	hold   chan struct{} // closed to acknowledge the click on "slow", and to update the card
}

func startBot(t *testing.T, server *fakeslack.Server) *scriptedBot {
	t.Helper()
	api := slack.New("xoxb-sandbox", slack.OptionAppLevelToken("xapp-sandbox"), slack.OptionAPIURL(server.APIURL()))
	b := &scriptedBot{t: t, api: api, socket: socketmode.New(api), hold: make(chan struct{})}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = b.socket.RunContext(ctx)
	}()
	go b.loop(ctx)
	t.Cleanup(func() { stop(); <-ended })
	if err := server.Wait(t.Context(), func() bool { return len(server.Sockets()) > 0 }); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *scriptedBot) loop(ctx context.Context) {
	for {
		select {
		case event := <-b.socket.Events:
			go b.handle(ctx, event)
		case <-ctx.Done():
			return
		}
	}
}

func (b *scriptedBot) handle(ctx context.Context, event socketmode.Event) {
	switch data := event.Data.(type) {
	case slack.SlashCommand:
		b.command(ctx, event, data)
	case slack.InteractionCallback:
		switch data.Type {
		case slack.InteractionTypeBlockActions:
			b.clicked(ctx, event, data)
		case slack.InteractionTypeBlockSuggestion:
			b.ack(ctx, event, map[string]any{"options": products(data.Value)})
		case slack.InteractionTypeViewSubmission:
			b.submitted(ctx, event, data)
		}
	}
}

func (b *scriptedBot) ack(ctx context.Context, event socketmode.Event, payload any) {
	if err := b.socket.AckCtx(ctx, event.Request.EnvelopeID, payload); err != nil {
		b.t.Errorf("ack: %v", err)
	}
}

func (b *scriptedBot) command(ctx context.Context, event socketmode.Event, command slack.SlashCommand) {
	if command.Command == "/silent" {
		return
	}
	b.ack(ctx, event, nil)
	switch command.Command {
	case "/unpaid":
		b.respond(command.ResponseURL, listPage(1))
	case "/checkout":
		b.open(ctx, command.TriggerID, formJSON)
	case "/digest":
		b.open(ctx, command.TriggerID, digestFormJSON)
	case "/card":
		b.openCard(ctx, command.TriggerID)
	case "/report":
		b.respond(command.ResponseURL, posted(b.report(ctx, command.ChannelID)))
	case "/share":
		if _, _, err := b.api.PostMessageContext(
			ctx, command.ChannelID, slack.MsgOptionText("<!channel> *3* unpaid", false),
		); err != nil {
			b.t.Errorf("post: %v", err)
		}
	}
}

// report posts charts, a table and pickers.
func (b *scriptedBot) report(ctx context.Context, channel string) error {
	var message struct{ Blocks slack.Blocks }
	if err := json.Unmarshal(reportJSON, &message); err != nil {
		return err
	}
	_, _, err := b.api.PostMessageContext(
		ctx, channel, slack.MsgOptionText("278 unpaid", false), slack.MsgOptionBlocks(message.Blocks.BlockSet...),
	)
	return err
}

// tell posts a text.
func (b *scriptedBot) tell(ctx context.Context, channel, text string) error {
	_, _, err := b.api.PostMessageContext(ctx, channel, slack.MsgOptionText(text, false))
	return err
}

// posted is a reply with the result of a post.
func posted(err error) string {
	said := "Posted."
	if err != nil {
		said = "Not posted: " + err.Error()
	}
	answer, _ := json.Marshal(map[string]string{"text": said}) // a map of strings can always be encoded
	return string(answer)
}

func (b *scriptedBot) open(ctx context.Context, trigger string, form []byte) {
	var view slack.ModalViewRequest
	if err := json.Unmarshal(form, &view); err != nil {
		b.t.Errorf("form: %v", err)
	}
	if _, err := b.api.OpenViewContext(ctx, trigger, view); err != nil {
		b.t.Errorf("open: %v", err)
	}
}

func cardSaying(text string) slack.ModalViewRequest {
	plain := func(text string) *slack.TextBlockObject {
		return slack.NewTextBlockObject("plain_text", text, false, false)
	}
	chat := slack.NewButtonBlockElement("chat", "", plain("Open WhatsApp"))
	chat.URL = "https://wa.me/6281100000000?text=Halo%20%26%20terima%20kasih"
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plain("Follow up"), Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewSectionBlock(plain(text), nil, nil), slack.NewActionBlock("do", chat),
		}},
	}
}

// openCard opens a modal and updates it later.
func (b *scriptedBot) openCard(ctx context.Context, trigger string) {
	opened, err := b.api.OpenViewContext(ctx, trigger, cardSaying("Checking with Mayar…"))
	if err != nil {
		b.t.Errorf("open: %v", err)
		return
	}
	<-b.hold
	b.updateCard(ctx, opened.View, "Not paid yet")
}

func (b *scriptedBot) updateCard(ctx context.Context, view slack.View, text string) {
	if _, err := b.api.UpdateViewContext(ctx, cardSaying(text), "", view.Hash, view.ID); err != nil {
		b.t.Errorf("update: %v", err)
	}
}

func (b *scriptedBot) clicked(ctx context.Context, event socketmode.Event, click slack.InteractionCallback) {
	action := click.ActionCallback.BlockActions[0]
	if action.ActionID == "slow" {
		<-b.hold
	}
	b.ack(ctx, event, nil)
	switch action.ActionID {
	case "page.next", "page.prev":
		page, _ := strconv.Atoi(action.Value)
		b.respond(click.ResponseURL, listPage(page))
	case "sort", "more":
		b.respond(
			click.ResponseURL, `{"replace_original": true, "text": "You chose *`+action.SelectedOption.Value+`*"}`,
		)
	case "remove":
		b.respond(click.ResponseURL, `{"delete_original": true}`)
	case "tune.size":
		b.say(ctx, click, action.SelectedOption.Value)
	case "tune.owner":
		b.say(ctx, click, "<@"+action.SelectedUser+">")
	case "tune.time":
		b.say(ctx, click, action.SelectedTime)
	case "tune.days":
		b.say(ctx, click, strings.Join(values(action.SelectedOptions), "+"))
	case "chat":
		b.updateCard(ctx, click.View, "You opened WhatsApp")
	case "explain":
		if _, err := b.api.PushViewContext(ctx, click.TriggerID, slack.ModalViewRequest{
			Type: slack.VTModal, Title: slack.NewTextBlockObject("plain_text", "Explained", false, false),
			Blocks: slack.Blocks{BlockSet: []slack.Block{
				slack.NewHeaderBlock(slack.NewTextBlockObject("plain_text", "A link for one customer", false, false)),
			}},
		}); err != nil {
			b.t.Errorf("push: %v", err)
		}
	}
}

// say posts the picked value as a separate message.
func (b *scriptedBot) say(ctx context.Context, click slack.InteractionCallback, picked string) {
	if _, err := b.api.PostEphemeralContext(
		ctx, click.Channel.ID, click.User.ID, slack.MsgOptionText("You picked "+picked+".", false),
	); err != nil {
		b.t.Errorf("say: %v", err)
	}
}

func values(options []slack.OptionBlockObject) []string {
	var out []string
	for _, option := range options {
		out = append(out, option.Value)
	}
	return out
}

func (b *scriptedBot) submitted(ctx context.Context, event socketmode.Event, form slack.InteractionCallback) {
	in := form.View.State.Values
	if name := in["name"]["name"].Value; strings.HasPrefix(name, "Nobody") {
		b.ack(
			ctx, event, slack.NewErrorsViewSubmissionResponse(map[string]string{"name": "There is no such customer."}),
		)
		return
	}
	said := []string{
		in["product"]["product"].SelectedOption.Value, in["name"]["name"].Value, in["email"]["email"].Value,
		in["credit"]["credit"].Value, in["months"]["months"].SelectedOption.Value,
	}
	if form.View.CallbackID == "digest" {
		said = []string{
			strings.Join(values(in["days"]["days"].SelectedOptions), "+"), in["time"]["time"].SelectedTime,
			in["empty"]["empty"].SelectedOption.Value,
			in["mention"]["mention"].SelectedUser, in["where"]["where"].SelectedConversation,
			in["copy"]["copy"].SelectedChannel,
			in["from"]["from"].SelectedDate, strings.Join(values(in["kinds"]["kinds"].SelectedOptions), "+"),
		}
	}
	b.ack(ctx, event, slack.NewUpdateViewSubmissionResponse(&slack.ModalViewRequest{
		Type: slack.VTModal, Title: slack.NewTextBlockObject("plain_text", "Done", false, false),
		Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewSectionBlock(
			slack.NewTextBlockObject("plain_text", strings.Join(said, " / "), false, false), nil, nil,
		)}},
	}))
}

// products are the results of the search.
func products(typed string) []*slack.OptionBlockObject {
	found := []*slack.OptionBlockObject{}
	for i, name := range []string{"Kelas Menulis", "Kelas Memasak", "Buku Resep"} {
		if strings.Contains(strings.ToLower(name), strings.ToLower(typed)) {
			found = append(found, slack.NewOptionBlockObject(
				strconv.Itoa(i+1), slack.NewTextBlockObject("plain_text", name, false, false), nil,
			))
		}
	}
	return found
}

func listPage(page int) string {
	fill := strings.NewReplacer(
		"PAGE", strconv.Itoa(page), "PREV", strconv.Itoa(max(1, page-1)), "NEXT", strconv.Itoa(min(3, page+1)),
	)
	return strings.Replace(fill.Replace(listJSON), "{", `{"replace_original": true,`, 1)
}

func (b *scriptedBot) respond(url, body string) {
	answer, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		b.t.Errorf("respond: %v", err)
		return
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		b.t.Errorf("respond: %s", answer.Status)
	}
}
