package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/internal/audit"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func TestCommandIsAnsweredPrivately(t *testing.T) {
	t.Parallel()
	requests := make(chan bot.Request, 1)
	b := start(t, nil, bot.Command{Name: "unpaid", Slash: true,
		Run: func(ctx context.Context, req *bot.Request, reply bot.Responder) error {
			requests <- *req
			return reply.Reply(ctx, textMessage("first"))
		}})
	msg := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/unpaid  older:7d  ")
	if msg.Text != "first" || !msg.Ephemeral || msg.To != fakeslack.Ayu {
		t.Errorf("reply = %+v, want an ephemeral one for Ayu", msg)
	}
	got := <-requests
	want := bot.Request{
		Kind: bot.KindCommand, Command: "unpaid", Text: "older:7d",
		User: bot.User{ID: fakeslack.Ayu, Name: got.User.Name}, Channel: fakeslack.Finance,
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(bot.Request{}, "Ref", "Team", "Trigger", "At")); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	if len(got.Ref) != 7 || got.Trigger == "" || got.Team == "" || got.User.Name == "" {
		t.Errorf("request %+v lacks its reference, trigger, team or name", got)
	}
}

func TestEveryWayToACommand(t *testing.T) {
	t.Parallel()
	echo := func(ctx context.Context, req *bot.Request, reply bot.Responder) error {
		return reply.Reply(ctx, textMessage("%s[%s]", req.Command, req.Text))
	}
	b := start(t, nil, bot.Command{Name: "unpaid", Run: echo}, bot.Command{Name: "checkout", Run: echo},
		bot.Command{Name: "no-show", Run: echo})
	for typed, want := range map[string]string{
		"/unpaid a b":             "unpaid[a b]",
		"/unpaid-dev a":           "unpaid[a]",
		"/mayar unpaid a  b":      "unpaid[a  b]",
		"/mayar-dev UNPAID a":     "unpaid[a]",
		"/mayar /unpaid a":        "unpaid[a]",
		"/unpaid *a* `b:c`":       "unpaid[a b:c]",
		"/mayar `unpaid a`":       "unpaid[a]",
		"/no-show x":              "no-show[x]",
		"/no-show-dev x":          "no-show[x]",
		"/mayar no-show x":        "no-show[x]",
		"/mayar":                  "help",
		"/mayar help":             "help",
		"/mayar unpiad":           "unknown unpiad nearest unpaid 7",
		"/mayar chekout a":        "unknown chekout nearest checkout 7",
		"/mayar zzz":              "unknown zzz nearest  7",
		"/elsewhere-dev a":        "unknown elsewhere-dev nearest  7",
		"/mayar " + long(90, "x"): "unknown " + long(79, "x") + "… nearest  7",
	} {
		if got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, typed).Text; got != want {
			t.Errorf("%s says %q, want %q", typed, got, want)
		}
	}
}

func long(n int, s string) string { return strings.Repeat(s, n) }

func TestLaterAnswersReplaceTheFirst(t *testing.T) {
	t.Parallel()
	b := start(t, nil, bot.Command{Name: "unpaid",
		Run: func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
			for _, step := range []string{"1 of 3", "2 of 3", "3 of 3"} {
				if err := reply.Reply(ctx, textMessage("%s", step)); err != nil {
					return err
				}
			}
			return nil
		}})
	b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/unpaid")
	b.waitForMessage(t, fakeslack.Ayu, fakeslack.Finance, hasText("3 of 3"))
	if got := b.Messages(fakeslack.Ayu, fakeslack.Finance); len(got) != 1 {
		t.Errorf("Ayu sees %d messages, want one: %+v", len(got), got)
	}
}

func TestAfterFiveAnswersTheSixthComesAnotherWay(t *testing.T) {
	t.Parallel()
	for channel, want := range map[string]string{
		fakeslack.Finance: "chat.postEphemeral", // the bot is there
		fakeslack.General: "chat.postMessage",   // it is not, so it writes directly
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			b := start(t, nil,
				bot.Command{Name: "unpaid", Run: func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
					for range 5 {
						if err := reply.Reply(ctx, textMessage("step")); err != nil {
							return err
						}
					}
					return reply.Reply(ctx, textMessage("done"))
				}})
			b.slash(t, fakeslack.Ayu, channel, "/unpaid")
			if got := b.book.next(t, 1)[0].Outcome; got != "ok" {
				t.Fatalf("outcome %q, want ok\n%s", got, b.log)
			}
			eventually(t, func() bool { return len(b.Calls(want)) == 1 })
			if n := len(b.Calls(fakeslack.ResponseURL)); n != 5 {
				t.Errorf("the response_url was used %d times, want 5", n)
			}
		})
	}
}

func TestPostPublic(t *testing.T) {
	t.Parallel()
	b := start(t, nil, bot.Command{Name: "unpaid",
		Run: func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
			return reply.PostPublic(ctx, textMessage("for all"))
		}})
	// The bot is not a member of #general; a response_url works nevertheless.
	b.slash(t, fakeslack.Ayu, fakeslack.General, "/unpaid")
	if msg := b.waitForMessage(t, fakeslack.Budi, fakeslack.General, hasText("for all")); msg.Ephemeral {
		t.Error("what is shared is ephemeral")
	}
}

func TestFailuresAreSaid(t *testing.T) {
	t.Parallel()
	b := start(t, nil,
		bot.Command{Name: "fails",
			Run: func(context.Context, *bot.Request, bot.Responder) error { return errors.New("mayar is down") }},
		bot.Command{Name: "panics",
			Run: func(context.Context, *bot.Request, bot.Responder) error { panic("budi@example.com") }})
	if got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/fails").Text; got != "failed mayar is down 7" {
		t.Errorf("a failure says %q", got)
	}
	b.book.next(t, 1)
	if got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/panics").Text; got != "failed panic 7" {
		t.Errorf("a panic says %q", got)
	}
	records := b.book.next(t, 1)
	if got := []string{records[0].Outcome, records[1].Outcome}; !cmp.Equal(got,
		[]string{"failed: mayar is down", "failed: panic"}) {
		t.Errorf("outcomes %q", got)
	}
	log := b.log.String()
	if !strings.Contains(log, records[1].Ref) || !strings.Contains(log, "command_test.go") {
		t.Error("the log has no stack under the reference of the panic")
	}
	if strings.Contains(log, "budi@example.com") {
		t.Error("the log holds a customer's e-mail")
	}
	// The worker that recovered from the panic goes on.
	if got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/help").Text; got != "help" {
		t.Errorf("after a panic /help says %q", got)
	}
}

func TestRecord(t *testing.T) {
	t.Parallel()
	b := start(t, nil, bot.Command{Name: "unpaid",
		Loggable: func(word string) bool { return word == "all" || word == "older:7d" }, Run: answerWith("ok")})
	b.slash(t, fakeslack.Ayu, fakeslack.Finance, `/unpaid all kartika, older:7d 0812-0000-1234 name:"Sri Rejeki"`)
	rec := b.book.next(t, 1)[0]
	want := audit.Record{
		Ref: rec.Ref, Team: rec.Team, Channel: fakeslack.Finance, User: fakeslack.Ayu, Kind: string(bot.KindCommand),
		Command: "unpaid",
		Detail:  "all k*** older:7d *** name:***", Outcome: "ok", At: rec.At, Took: rec.Took,
	}
	if diff := cmp.Diff(want, rec); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
	if rec.At.IsZero() || rec.Took <= 0 {
		t.Errorf("record at %v took %v", rec.At, rec.Took)
	}
	if log := b.log.String(); !strings.Contains(log, rec.Ref) || !strings.Contains(log, rec.Detail) ||
		strings.Contains(log, "kartika") {
		t.Error("the log line does not hold the same facts, masked")
	}
}

// panickingAuditor is an auditor that stores nothing.
type panickingAuditor struct{}

func (panickingAuditor) Record(context.Context, audit.Record) error { panic("no space left") }

func TestAuditFailureDoesNotBreakTheAnswer(t *testing.T) {
	t.Parallel()
	b := start(t, func(c *testConfig) { c.Auditor = panickingAuditor{} })
	for range 2 {
		if got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/help").Text; got != "help" {
			t.Errorf("with a broken audit /help says %q", got)
		}
	}
	eventually(t, func() bool { return strings.Contains(b.log.String(), "audit record not saved") })
}
