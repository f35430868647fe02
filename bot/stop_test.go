package bot_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// TestNothingIsLeftBehind does not run in parallel: it looks at all goroutines.
func TestNothingIsLeftBehind(t *testing.T) {
	slack := fakeslack.Start(fakeslack.Options{})
	b := startOn(t, slack, nil, checkoutCommand(answerWith("links")))
	b.connected(t)
	b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/help")
	b.Cut()
	b.connected(t)
	b.submit(t, fakeslack.Ayu, b.openForm(t, fakeslack.Ayu, fakeslack.Finance), "sri@example.com")
	b.modalShows(t, fakeslack.Ayu, "links")
	b.stop()
	if err := b.result(t); err != nil {
		t.Errorf("Run: %v", err)
	}
	slack.Close()
	var left string
	eventually(t, func() bool {
		buf := make([]byte, 1<<20)
		left = ""
		for _, stack := range strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
			if strings.Contains(stack, "mayarbot/bot.(") || strings.Contains(stack, "slack-go") ||
				strings.Contains(stack, "net/http.(*persistConn)") {
				left += stack + "\n\n"
			}
		}
		return left == ""
	})
	if left != "" {
		t.Errorf("still running:\n%s", left)
	}
}

func TestStopLetsHandlersFinish(t *testing.T) {
	t.Parallel()
	goOn, running := make(chan struct{}), make(chan struct{})
	b := start(t, nil, bot.Command{Name: "slow", Run: func(ctx ctx, _ *bot.Request, reply bot.Responder) error {
		close(running)
		<-goOn
		return reply.Reply(ctx, textMessage("finished"))
	}})
	b.typeCommand(t, fakeslack.Ayu, fakeslack.Finance, "/slow")
	<-running
	b.stop()
	eventually(t, func() bool { return len(b.Sockets()) == 0 })
	if b.bot.Ready() {
		t.Error("a bot that is stopping is ready")
	}
	close(goOn)
	if err := b.result(t); err != nil {
		t.Errorf("Run: %v", err)
	}
	b.waitForMessage(t, fakeslack.Ayu, fakeslack.Finance, hasText("finished"))
	if got := b.book.next(t, 1)[0].Outcome; got != "ok" {
		t.Errorf("outcome %q", got)
	}
}

func TestStopCutsHandlersThatDoNotFinish(t *testing.T) {
	t.Parallel()
	running := make(chan struct{})
	b := start(t, nil, bot.Command{Name: "stuck", Run: func(ctx ctx, _ *bot.Request, _ bot.Responder) error {
		close(running)
		<-ctx.Done()
		return errors.New("cut off")
	}})
	b.bot.SoftStop(50 * time.Millisecond)
	b.typeCommand(t, fakeslack.Ayu, fakeslack.Finance, "/stuck")
	<-running
	b.stop()
	if err := b.result(t); err != nil {
		t.Errorf("Run: %v", err)
	}
	if got := b.book.all(); len(got) != 1 || got[0].Outcome != "failed: cut off" {
		t.Errorf("when Run returns, the records are %+v", got)
	}
	b.waitForMessage(t, fakeslack.Ayu, fakeslack.Finance, hasText("failed cut off 7"))
}

// Everything done is recorded before Run returns, whatever Slack does.
func TestStopWritesRecordsWhileSlackHangs(t *testing.T) {
	t.Parallel()
	running := make(chan struct{})
	b := start(t, nil,
		bot.Command{Name: "stuck", Run: func(ctx ctx, _ *bot.Request, _ bot.Responder) error {
			running <- struct{}{}
			<-ctx.Done()
			return errors.New("cut off")
		}},
		bot.Command{Name: "broken", Run: func(ctx, *bot.Request, bot.Responder) error { return errors.New("broken") }})
	b.bot.SoftStop(50 * time.Millisecond)
	defer b.HoldAPI(fakeslack.ResponseURL)()
	b.typeCommand(t, fakeslack.Ayu, fakeslack.Finance, "/stuck")
	<-running
	b.typeCommand(t, fakeslack.Ayu, fakeslack.Finance, "/broken")
	eventually(t, func() bool { return b.Held() == 1 })
	b.stop()
	if err := b.result(t); err != nil {
		t.Errorf("Run: %v", err)
	}
	outcomes := map[string]bool{}
	for _, rec := range b.book.all() {
		outcomes[rec.Outcome] = true
	}
	if len(outcomes) != 2 || !outcomes["failed: cut off"] || !outcomes["failed: broken"] {
		t.Errorf("when Run returns, the records are %+v", b.book.all())
	}
	if strings.Contains(b.log.String(), "shutdown timeout") {
		t.Error("the shutdown timed out")
	}
}

func TestFullPoolIsBusyAndAcknowledges(t *testing.T) {
	t.Parallel()
	goOn := make(chan struct{})
	b := start(t, func(c *testConfig) { c.Workers, c.Queue = 2, 3 },
		bot.Command{Name: "slow", Run: func(ctx ctx, _ *bot.Request, reply bot.Responder) error {
			<-goOn
			return reply.Reply(ctx, textMessage("done"))
		}})
	const many = 20
	acked := make(chan string, many)
	for range many {
		go func() {
			sent, err := b.Slash(t.Context(),
				fakeslack.Slash{User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: "/slow"})
			if err == nil && !sent.Acked {
				err = errors.New(sent.Failure)
			}
			acked <- fmt.Sprint(err)
		}()
	}
	for range many {
		if got := <-acked; got != "<nil>" {
			t.Errorf("a command was not acknowledged: %s", got)
		}
	}
	// Two run and three wait; these are told the same after three seconds.
	b.waitForAnswers(t, "busy 7", many-2)
	close(goOn)
	b.waitForAnswers(t, "done", 2)
	busy := 0
	for _, rec := range b.book.next(t, many) {
		if rec.Outcome == "busy" {
			busy++
		}
	}
	if busy != many-2 {
		t.Errorf("%d records say busy, want %d", busy, many-2)
	}
}

// waitForAnswers waits until Ayu sees exactly n messages of this text in #finance.
func (b *harness) waitForAnswers(t *testing.T, want string, n int) {
	t.Helper()
	got := 0
	eventually(t, func() bool {
		got = 0
		for _, msg := range b.Messages(fakeslack.Ayu, fakeslack.Finance) {
			if msg.Text == want {
				got++
			}
		}
		return got >= n
	})
	if got != n {
		t.Errorf("%d answers say %q, want %d", got, want, n)
	}
}

func TestBusyMenuIsEmpty(t *testing.T) {
	t.Parallel()
	goOn := make(chan struct{})
	defer close(goOn)
	slow := bot.Command{Name: "slow", Run: func(ctx, *bot.Request, bot.Responder) error { <-goOn; return nil }}
	b := start(t, func(c *testConfig) { c.Workers, c.Queue = 1, 1 }, checkoutCommand(answerWith("links")), slow)
	form := b.openForm(t, fakeslack.Ayu, fakeslack.Finance)
	b.book.next(t, 1)
	b.typeCommand(t, fakeslack.Ayu, fakeslack.Finance, "/slow")
	eventually(t, func() bool { return b.bot.Health().Running == 1 })
	b.typeCommand(t, fakeslack.Ayu, fakeslack.Finance, "/slow")
	options, err := b.Suggest(t.Context(),
		fakeslack.Suggest{User: fakeslack.Ayu, ViewID: form.ID, ActionID: "product.search", Value: "course"})
	if err != nil || len(options) != 0 {
		t.Errorf("busy: %d options, %v", len(options), err)
	}
}

func TestRunTwice(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	if err := b.bot.Run(t.Context()); err == nil {
		t.Error("a second Run is not refused")
	}
}
