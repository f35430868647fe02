package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/slack-go/slack"
)

// buttons returns a message with a button for each action_id, with the value "value of" the id.
func buttons(text string, ids ...string) blockkit.Message {
	var elements []slack.BlockElement
	for _, id := range ids {
		button := slack.NewButtonBlockElement(id, "value of "+id, blockkit.Plain(id))
		if strings.HasPrefix(id, "link.") {
			button.URL = "https://example.com/pay"
		}
		elements = append(elements, button)
	}
	return blockkit.Message{Text: text, Blocks: []slack.Block{
		slack.NewSectionBlock(blockkit.Plain(text), nil, nil), slack.NewActionBlock("buttons", elements...),
	}}
}

// pagingCommand has buttons that are answered, one that fails and one that only opens an address.
func pagingCommand() bot.Command {
	return bot.Command{
		Name: "unpaid",
		Run: func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
			return reply.Reply(ctx, buttons("page 1", "page.next", "page.fails", "page.share", "page.gone", "link.pay"))
		},
		Clicks: map[string]bot.Handler{
			"page.next": func(ctx context.Context, req *bot.Request, reply bot.Responder) error {
				return reply.Reply(ctx, textMessage("%s of %s", req.Value, req.Command))
			},
			"page.fails": func(context.Context, *bot.Request, bot.Responder) error { return errors.New("no") },
			"page.share": func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
				return reply.PostPublic(ctx, textMessage("for all"))
			},
		},
	}
}

func (b *harness) click(t *testing.T, user string, on fakeslack.Message, id string) *fakeslack.Sent {
	t.Helper()
	sent, err := b.Click(t.Context(), fakeslack.Click{User: user, Channel: on.Channel, TS: on.TS, ActionID: id})
	if err != nil {
		t.Fatal(err)
	}
	if !sent.Acked {
		t.Fatalf("click on %s was not acknowledged: %s", id, sent.Failure)
	}
	return sent
}

func TestClickReplacesItsMessage(t *testing.T) {
	t.Parallel()
	b := start(t, nil, pagingCommand())
	page := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/unpaid")
	b.book.next(t, 1)
	b.click(t, fakeslack.Ayu, page, "page.next")
	b.waitForMessage(t, fakeslack.Ayu, fakeslack.Finance, hasText("value of page.next of unpaid"))
	if got := b.Messages(fakeslack.Ayu, fakeslack.Finance); len(got) != 1 {
		t.Errorf("Ayu sees %d messages, want one: %+v", len(got), got)
	}
	rec := b.book.next(t, 1)[1]
	if rec.Kind != string(bot.KindClick) || rec.ID != "page.next" || rec.Command != "unpaid" ||
		rec.Channel != fakeslack.Finance || rec.Outcome != "ok" || rec.Detail != "" {
		t.Errorf("record of a click: %+v", rec)
	}
}

func TestFailedClickLeavesItsMessage(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"page.fails": "failed no 7",
		"page.gone":  "failed " + bot.ErrUnknownAction.Error() + " 7",
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			b := start(t, nil, pagingCommand())
			page := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/unpaid")
			b.click(t, fakeslack.Ayu, page, id)
			if msg := b.waitForMessage(t, fakeslack.Ayu, fakeslack.Finance, hasText(want)); !msg.Ephemeral {
				t.Error("a failure is for everybody to read")
			}
			b.waitForMessage(t, fakeslack.Ayu, fakeslack.Finance, hasText("page 1"))
		})
	}
}

func TestClickPostsPublicly(t *testing.T) {
	t.Parallel()
	b := start(t, nil, pagingCommand())
	page := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/unpaid")
	b.click(t, fakeslack.Ayu, page, "page.share")
	b.waitForMessage(t, fakeslack.Budi, fakeslack.Finance, hasText("for all"))
	b.waitForMessage(t, fakeslack.Ayu, fakeslack.Finance, hasText("page 1"))
}

func TestLinkButtonsAreIgnored(t *testing.T) {
	t.Parallel()
	b := start(t, nil, pagingCommand())
	page := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/unpaid")
	b.click(t, fakeslack.Ayu, page, "link.pay")
	b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/help")
	for _, rec := range b.book.next(t, 2) {
		if rec.ID == "link.pay" {
			t.Errorf("a link button was recorded: %+v", rec)
		}
	}
}

func emailForm() slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: "checkout", PrivateMetadata: "meta", Title: blockkit.Plain("Checkout"),
		Submit: blockkit.Plain("Go"),
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock("email", blockkit.Plain("E-mail"), nil,
				slack.NewPlainTextInputBlockElement(nil, "input")),
			slack.NewInputBlock("product", blockkit.Plain("Product"), nil,
				&slack.SelectBlockElement{Type: slack.OptTypeExternal, ActionID: "product.search",
					MinQueryLength: new(int)}).WithOptional(true),
		}},
	}
}

// checkoutForm is a form of an e-mail. Run gets what was parsed as the request's text.
func checkoutForm(run bot.Handler) bot.Form[string] {
	return bot.Form[string]{
		Title: "Checkout",
		Parse: func(req *bot.Request) (string, map[string]string) {
			switch req.Fields["email"] {
			case "bad":
				return "", map[string]string{"email": "no e-mail"}
			case "panic":
				panic("in a check")
			}
			return req.Fields["email"], nil
		},
		Working: func() blockkit.Message { return textMessage("working") },
		Run: func(ctx context.Context, email string, req *bot.Request, reply bot.Responder) error {
			req.Text = email
			return run(ctx, req, reply)
		},
	}
}

// checkoutCommand has a form with a menu in it.
func checkoutCommand(run bot.Handler) bot.Command {
	return bot.Command{
		Name: "checkout",
		Run: func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
			return reply.OpenModal(ctx, emailForm())
		},
		Forms: map[string]bot.AnyForm{"checkout": checkoutForm(run)},
		Menus: map[string]bot.OptionsHandler{"product.search": func(
			ctx context.Context, req *bot.Request,
		) ([]*slack.OptionBlockObject, error) {
			switch req.Value {
			case "fails":
				return nil, errors.New("no")
			case "says why":
				return []*slack.OptionBlockObject{slack.NewOptionBlockObject("none", blockkit.Plain("Not now"), nil)},
					errors.New("no")
			case "slow":
				<-ctx.Done()
				return nil, ctx.Err()
			}
			var options []*slack.OptionBlockObject
			for i := range 200 {
				options = append(options,
					slack.NewOptionBlockObject(fmt.Sprintf("%s-%d-%s", req.Value, i, long(60, "é")),
						blockkit.Plain(req.Value+long(60, "é")), nil))
			}
			return options, nil
		}},
	}
}

// openForm types /checkout and returns the form.
func (b *harness) openForm(t *testing.T, user, channel string) fakeslack.View {
	t.Helper()
	b.typeCommand(t, user, channel, "/checkout")
	ctx, cancel := context.WithTimeout(t.Context(), testPatience)
	defer cancel()
	if err := b.Wait(ctx, func() bool { return len(b.Views(user)) > 0 }); err != nil {
		t.Fatalf("no form opens: %v\n%s", err, b.log)
	}
	return b.Views(user)[0]
}

func (b *harness) submit(t *testing.T, user string, view fakeslack.View, email string) *fakeslack.Sent {
	t.Helper()
	sent, err := b.Submit(t.Context(),
		fakeslack.Submit{User: user, ViewID: view.ID, Values: fakeslack.Values{"email": {"input": {Value: email}}}})
	if err != nil {
		t.Fatal(err)
	}
	if !sent.Acked {
		t.Fatalf("the form was not acknowledged: %s\n%s", sent.Failure, b.log)
	}
	return sent
}

// modalShows waits until the user's modal holds the text.
func (b *harness) modalShows(t *testing.T, user, words string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), testPatience)
	defer cancel()
	err := b.Wait(ctx, func() bool {
		views := b.Views(user)
		return len(views) > 0 && strings.Contains(string(views[0].Blocks), words)
	})
	if err != nil {
		t.Fatalf("the modal does not show %q: %v\n%+v\n%s", words, err, b.Views(user), b.log)
	}
}

func TestFormHasWhatWasTyped(t *testing.T) {
	t.Parallel()
	requests := make(chan bot.Request, 2)
	command := checkoutCommand(func(_ context.Context, req *bot.Request, _ bot.Responder) error {
		requests <- *req
		return nil
	})
	b := start(t, nil, command)
	b.submit(t, fakeslack.Ayu, b.openForm(t, fakeslack.Ayu, fakeslack.Finance),
		"*ani* <mailto:a@example.com|a@example.com>")
	if got, want := (<-requests).Fields["email"], "ani a@example.com"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}

	form := command.Forms["checkout"].(bot.Form[string])
	form.Verbatim = []string{"email"}
	command.Forms["checkout"] = form
	b = start(t, nil, command)
	b.submit(t, fakeslack.Ayu, b.openForm(t, fakeslack.Ayu, fakeslack.Finance), "<!subteam^S0FINANCE|@finance>")
	if got, want := (<-requests).Fields["email"], "<!subteam^S0FINANCE|@finance>"; got != want {
		t.Errorf("verbatim: got %q, want %q", got, want)
	}
}

func TestForm(t *testing.T) {
	t.Parallel()
	requests := make(chan bot.Request, 1)
	goOn := make(chan struct{})
	b := start(t, nil, checkoutCommand(func(ctx context.Context, req *bot.Request, reply bot.Responder) error {
		requests <- *req
		<-goOn
		if err := reply.PostPublic(ctx, textMessage("x")); !errors.Is(err, bot.ErrNoChannel) {
			return fmt.Errorf("sharing from a form: %w", err)
		}
		return reply.Reply(ctx, textMessage("links"))
	}))
	form := b.openForm(t, fakeslack.Ayu, fakeslack.Finance)

	b.book.next(t, 1)
	b.submit(t, fakeslack.Ayu, form, "bad")
	if got := b.Views(fakeslack.Ayu)[0].Errors; !cmp.Equal(got, map[string]string{"email": "no e-mail"}) {
		t.Errorf("errors on the form: %v", got)
	}
	b.book.next(t, 1)
	b.submit(t, fakeslack.Ayu, form, "sri@example.com")
	b.modalShows(t, fakeslack.Ayu, "working")
	got := <-requests
	if got.Fields["email"] != "sri@example.com" || got.Text != "sri@example.com" ||
		got.Metadata != "meta" || got.Kind != bot.KindForm ||
		got.Command != "checkout" || got.Channel != "" {
		t.Errorf("request of a form: %+v", got)
	}
	close(goOn)
	b.modalShows(t, fakeslack.Ayu, "links")

	records := b.book.next(t, 1)
	outcomes := []string{records[0].Outcome, records[1].Outcome, records[2].Outcome}
	if diff := cmp.Diff([]string{"ok", "returned: email", "ok"}, outcomes); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	if log := b.log.String(); strings.Contains(log, "sri@example.com") {
		t.Error("the log holds what was filled in")
	}
}

// Handlers of every kind work in the context that Config.ForUser makes for the user.
func TestHandlersWorkForTheUser(t *testing.T) {
	t.Parallel()
	type userKey struct{}
	users := make(chan any, 4)
	command := checkoutCommand(func(ctx context.Context, _ *bot.Request, _ bot.Responder) error {
		users <- ctx.Value(userKey{})
		return nil
	})
	run, menu := command.Run, command.Menus["product.search"]
	command.Run = func(ctx context.Context, req *bot.Request, reply bot.Responder) error {
		users <- ctx.Value(userKey{})
		return run(ctx, req, reply)
	}
	command.Menus["product.search"] = func(
		ctx context.Context, req *bot.Request,
	) ([]*slack.OptionBlockObject, error) {
		users <- ctx.Value(userKey{})
		return menu(ctx, req)
	}
	b := start(t, func(c *testConfig) {
		c.ForUser = func(ctx context.Context, userID string) context.Context {
			return context.WithValue(ctx, userKey{}, userID)
		}
	}, command)
	form := b.openForm(t, fakeslack.Ayu, fakeslack.Finance)
	if _, err := b.Suggest(t.Context(), fakeslack.Suggest{
		User: fakeslack.Ayu, ViewID: form.ID, BlockID: "product", ActionID: "product.search", Value: "kopi",
	}); err != nil {
		t.Fatal(err)
	}
	b.submit(t, fakeslack.Ayu, form, "sri@example.com")
	for _, kind := range []bot.Kind{bot.KindCommand, bot.KindMenu, bot.KindForm} {
		if user := <-users; user != fakeslack.Ayu {
			t.Errorf("the handler of a %s works for %v", kind, user)
		}
	}
}

// A form that is opened from a modal replaces it: the user has one modal, however often.
func TestFormOpenedFromAModalTakesItsPlace(t *testing.T) {
	t.Parallel()
	command := checkoutCommand(func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
		return reply.Reply(ctx, buttons("links", "checkout.again"))
	})
	command.Clicks = map[string]bot.Handler{"checkout.again": command.Run}
	b := start(t, nil, command)
	form := b.openForm(t, fakeslack.Ayu, fakeslack.Finance)
	for range 4 {
		b.submit(t, fakeslack.Ayu, form, "sri@example.com")
		b.modalShows(t, fakeslack.Ayu, "links")
		if _, err := b.Click(t.Context(),
			fakeslack.Click{User: fakeslack.Ayu, ViewID: form.ID, ActionID: "checkout.again"}); err != nil {
			t.Fatal(err)
		}
		b.modalShows(t, fakeslack.Ayu, "E-mail")
	}
	if views := b.Views(fakeslack.Ayu); len(views) != 1 || views[0].ID != form.ID {
		t.Errorf("%d views are open, want the first with the form in it", len(views))
	}
}

func TestFormThatWasClosedIsAnsweredDirectly(t *testing.T) {
	t.Parallel()
	goOn := make(chan struct{})
	b := start(t, nil, checkoutCommand(func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
		<-goOn
		return reply.Reply(ctx, textMessage("links"))
	}))
	form := b.openForm(t, fakeslack.Ayu, fakeslack.Finance)
	b.submit(t, fakeslack.Ayu, form, "sri@example.com")
	if _, err := b.CloseView(t.Context(), fakeslack.Ayu, form.ID); err != nil {
		t.Fatal(err)
	}
	close(goOn)
	b.waitForMessage(t, fakeslack.Ayu, b.DirectMessages(fakeslack.Ayu), hasText("links"))
}

// A user who closed the modal has one direct message, which is updated, and CopyToDM sends no
// second one.
func TestFormThatWasClosedHasOneDirectMessage(t *testing.T) {
	t.Parallel()
	goOn := make(chan struct{})
	kept := make(chan bool, 1)
	b := start(t, nil, checkoutCommand(func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
		<-goOn
		if err := reply.Reply(ctx, textMessage("links")); err != nil {
			return err
		}
		if err := reply.Reply(ctx, textMessage("links with names")); err != nil {
			return err
		}
		sent, err := reply.CopyToDM(ctx, textMessage("links to keep"))
		kept <- sent
		return err
	}))
	form := b.openForm(t, fakeslack.Ayu, fakeslack.Finance)
	b.submit(t, fakeslack.Ayu, form, "sri@example.com")
	if _, err := b.CloseView(t.Context(), fakeslack.Ayu, form.ID); err != nil {
		t.Fatal(err)
	}
	close(goOn)
	if <-kept {
		t.Error("what was sent as a direct message was sent again to be kept")
	}
	direct := b.DirectMessages(fakeslack.Ayu)
	b.waitForMessage(t, fakeslack.Ayu, direct, hasText("links with names"))
	if messages := b.Messages(fakeslack.Ayu, direct); len(messages) != 1 {
		t.Errorf("%d direct messages, want one: %+v", len(messages), messages)
	}
}

func TestFormCopiesItsAnswerToDM(t *testing.T) {
	t.Parallel()
	kept := make(chan bool, 1)
	b := start(t, nil, checkoutCommand(func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
		if err := reply.Reply(ctx, textMessage("links")); err != nil {
			return err
		}
		sent, err := reply.CopyToDM(ctx, textMessage("links to keep"))
		kept <- sent
		return err
	}))
	form := b.openForm(t, fakeslack.Ayu, fakeslack.Finance)
	b.submit(t, fakeslack.Ayu, form, "sri@example.com")
	b.modalShows(t, fakeslack.Ayu, "links")
	if !<-kept {
		t.Error("nothing was kept")
	}
	b.waitForMessage(t, fakeslack.Ayu, b.DirectMessages(fakeslack.Ayu), hasText("links to keep"))
}

// A handler may return ErrFormClosed for a form that replaces a closed modal, and a failure that
// was reported is not reported again.
func TestFormThatComesBack(t *testing.T) {
	t.Parallel()
	failed, goOn := errors.New("failed"), make(chan struct{})
	opened := make(chan error, 1)
	command := checkoutCommand(func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
		<-goOn
		err := reply.OpenModal(ctx, emailForm())
		opened <- err
		if err != nil {
			return err
		}
		return bot.Reported(failed)
	})
	b := start(t, nil, command)
	form := b.openForm(t, fakeslack.Ayu, fakeslack.Finance)
	b.submit(t, fakeslack.Ayu, form, "sri@example.com")
	goOn <- struct{}{}
	if err := <-opened; err != nil {
		t.Fatal(err)
	}
	b.modalShows(t, fakeslack.Ayu, "E-mail")
	b.submit(t, fakeslack.Ayu, b.Views(fakeslack.Ayu)[0], "sri@example.com")
	if _, err := b.CloseView(t.Context(), fakeslack.Ayu, form.ID); err != nil {
		t.Fatal(err)
	}
	goOn <- struct{}{}
	if err := <-opened; !errors.Is(err, bot.ErrFormClosed) {
		t.Errorf("opening over a closed modal: %v", err)
	}
	var outcomes []string
	for _, record := range b.book.next(t, 3) {
		outcomes = append(outcomes, record.Outcome)
	}
	slices.Sort(outcomes) // of different workers
	if diff := cmp.Diff([]string{"failed: failed", "ok", "ok"}, outcomes); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	if messages := b.Messages(fakeslack.Ayu, b.DirectMessages(fakeslack.Ayu)); len(messages) != 0 {
		t.Errorf("told %+v", messages)
	}
}

func TestFormWhoseCheckPanics(t *testing.T) {
	t.Parallel()
	b := start(t, nil, checkoutCommand(answerWith("links")))
	form := b.openForm(t, fakeslack.Ayu, fakeslack.Finance)
	b.submit(t, fakeslack.Ayu, form, "panic")
	b.waitForMessage(t, fakeslack.Ayu, b.DirectMessages(fakeslack.Ayu), hasText("failed panic 7"))
}

// The answer does not travel with the ack, and may arrive first.
func TestQuickAnswerIsNotReplacedByWorking(t *testing.T) {
	t.Parallel()
	b := start(t, nil, checkoutCommand(answerWith("links")))
	form := b.openForm(t, fakeslack.Ayu, fakeslack.Finance)
	release := b.HoldAPI(fakeslack.FormAnswer)
	acked := make(chan struct{})
	go func() {
		defer close(acked)
		filled := fakeslack.Values{"email": {"input": {Value: "sri@example.com"}}}
		if _, err := b.Submit(t.Context(),
			fakeslack.Submit{User: fakeslack.Ayu, ViewID: form.ID, Values: filled}); err != nil {
			t.Error(err)
		}
	}()
	eventually(t, func() bool { return len(b.Calls("views.update")) > 0 })
	b.modalShows(t, fakeslack.Ayu, "E-mail")
	release()
	<-acked
	b.modalShows(t, fakeslack.Ayu, "links")
}

func TestExpiredTrigger(t *testing.T) {
	t.Parallel()
	b := start(t, nil, checkoutCommand(answerWith("links")))
	b.Fail("views.open", 1, fakeslack.Failure{Error: "expired_trigger_id"})
	got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/checkout").Text
	if got != "failed "+bot.ErrTriggerExpired.Error()+" 7" {
		t.Errorf("a form that comes too late says %q", got)
	}
}

// A timeout of Slack can be told from any other timeout.
func TestSlackTimeout(t *testing.T) {
	t.Parallel()
	got := make(chan error, 3)
	b := start(t, nil, bot.Command{Name: "unpaid", Slash: true,
		Run: func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
			late, cancel := context.WithDeadline(ctx, time.Unix(0, 0))
			defer cancel()
			got <- reply.Reply(late, blockkit.Message{Text: "x"})
			got <- reply.PostPublic(late, blockkit.Message{Text: "x"})
			got <- reply.OpenModal(late, slack.ModalViewRequest{})
			return reply.Reply(ctx, blockkit.Message{Text: "x"})
		}})
	b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/unpaid")
	for _, what := range []string{"show", "share", "open"} {
		if err := <-got; !errors.Is(err, bot.ErrSlackTimeout) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestMenu(t *testing.T) {
	t.Parallel()
	b := start(t, nil, checkoutCommand(answerWith("links")))
	form := b.openForm(t, fakeslack.Ayu, fakeslack.Finance)
	for value, least := range map[string]int{"course": 20, "fails": 0, "slow": 0, "says why": 1} {
		options, err := b.Suggest(t.Context(),
			fakeslack.Suggest{User: fakeslack.Ayu, ViewID: form.ID, ActionID: "product.search", Value: value})
		if err != nil {
			t.Errorf("menu for %q: %v\n%s", value, err, b.log)
		}
		if len(options) < least || least == 0 && len(options) > 0 {
			t.Errorf("menu for %q has %d options", value, len(options))
		}
	}
	if acks := b.Acks(); acks.TooLong+acks.Late+acks.Repeated > 0 {
		t.Errorf("bad acks: %+v", acks)
	}
}

func TestMenuTimeout(t *testing.T) {
	t.Parallel()
	goOn := make(chan struct{})
	defer close(goOn)
	command := checkoutCommand(answerWith("links"))
	command.Menus = map[string]bot.OptionsHandler{"product.search": func(
		context.Context, *bot.Request,
	) ([]*slack.OptionBlockObject, error) {
		<-goOn
		return nil, nil
	}}
	b := start(t, nil, command)
	form := b.openForm(t, fakeslack.Ayu, fakeslack.Finance)
	options, err := b.Suggest(t.Context(),
		fakeslack.Suggest{User: fakeslack.Ayu, ViewID: form.ID, ActionID: "product.search", Value: "course"})
	if err != nil || len(options) != 0 {
		t.Errorf("%d options, %v", len(options), err)
	}
}

func TestDeniedMenuIsEmpty(t *testing.T) {
	t.Parallel()
	b := start(t, nil, checkoutCommand(answerWith("links")))
	form := b.openForm(t, fakeslack.Ayu, fakeslack.Finance)
	// A user who lost access does not see what the merchant sells, however long the form stays
	// open.
	b.stop()
	if err := b.result(t); err != nil {
		t.Fatal(err)
	}
	after := startOn(t, b.Server, func(c *testConfig) { c.Access.Users = []string{fakeslack.Budi} },
		checkoutCommand(answerWith("links")))
	after.connected(t)
	options, err := b.Suggest(t.Context(),
		fakeslack.Suggest{User: fakeslack.Ayu, ViewID: form.ID, ActionID: "product.search", Value: "course"})
	if err != nil || len(options) != 0 {
		t.Errorf("refused: %d options, %v", len(options), err)
	}
	b.submit(t, fakeslack.Ayu, form, "sri@example.com")
	b.modalShows(t, fakeslack.Ayu, "refused not_allowed")
}

func TestEventsAreAcknowledged(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	sent, err := b.OpenHome(t.Context(), fakeslack.Ayu)
	if err != nil || !sent.Acked {
		t.Errorf("app_home_opened: %+v, %v", sent, err)
	}
	if len(sent.Response) > 0 {
		t.Errorf("the ack of an event has a payload: %s", sent.Response)
	}
}
