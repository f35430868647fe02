package bot_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/bot/socket"
	"github.com/mayarbot/mayarbot/internal/audit"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/slack-go/slack"
)

// testPatience is how long a test waits for an event. It measures nothing: on a busy machine
// everything takes long.
const testPatience = time.Minute

// textMessage returns a message of one sentence.
func textMessage(format string, args ...any) blockkit.Message {
	return blockkit.Message{Text: blockkit.Escape(fmt.Sprintf(format, args...))}
}

// testMessages are short texts.
type testMessages struct{}

func (testMessages) Busy(ref string) blockkit.Message { return textMessage("busy %d", len(ref)) }
func (testMessages) Denied(why bot.DenyReason, ref string) blockkit.Message {
	return textMessage("refused %s %d", why, len(ref))
}
func (testMessages) Failed(err error, ref string) blockkit.Message {
	return textMessage("failed %v %d", err, len(ref))
}
func (testMessages) Unknown(word, nearest, ref string) blockkit.Message {
	return textMessage("unknown %s nearest %s %d", word, nearest, len(ref))
}
func (testMessages) OpenForm(value string) blockkit.Message {
	return blockkit.Message{Text: "open " + value,
		Blocks: []slack.Block{slack.NewActionBlock("",
			slack.NewButtonBlockElement(bot.ActionRun+"form", value, blockkit.Plain("Open")))}}
}
func (testMessages) FormBusy() string { return "send it again" }

// auditRecorder is an Auditor that stores its records where tests can read them.
type auditRecorder struct {
	mu      sync.Mutex
	records []audit.Record
	added   chan struct{}
}

func newAuditRecorder() *auditRecorder { return &auditRecorder{added: make(chan struct{}, 1000)} }

func (b *auditRecorder) Record(_ context.Context, rec audit.Record) error {
	b.mu.Lock()
	b.records = append(b.records, rec)
	b.mu.Unlock()
	b.added <- struct{}{}
	return nil
}

// next waits for n records and returns all records.
func (b *auditRecorder) next(t *testing.T, n int) []audit.Record {
	t.Helper()
	for range n {
		select {
		case <-b.added:
		case <-time.After(testPatience):
			t.Fatal("the audit got no record")
		}
	}
	return b.all()
}

// all returns all records.
func (b *auditRecorder) all() []audit.Record {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.records)
}

// logBuffer is a log that tests can read.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// A harness is a running bot with a workspace of its own.
type harness struct {
	*fakeslack.Server
	api    *slackapi.Client
	bot    *bot.Bot
	book   *auditRecorder
	log    *logBuffer
	access bot.Access
	stop   context.CancelFunc
	ended  chan error
}

// A testConfig is a bot.Config and how many connections to make.
type testConfig struct {
	bot.Config
	sockets int
}

// config returns the configuration of a bot that is not connected to a workspace yet.
func config(commands ...bot.Command) testConfig {
	return testConfig{Config: bot.Config{
		PersonalKeys: []string{"name"}, Messages: testMessages{}, Registerer: prometheus.NewRegistry(),
		Commands: append(commands, bot.Command{Name: "help", Run: answerWith("help")}),
	}}
}

// connect completes the configuration with connections to the API at an address.
func (c *testConfig) connect(t testing.TB, address string) {
	t.Helper()
	api, err := slackapi.New(slackapi.Config{
		Token: "xoxb-sandbox", URL: address, MoreText: func(n int) string { return fmt.Sprintf("and %d more", n) },
		RetryPause: 10 * time.Millisecond, Now: c.Now, Log: c.Log, Registerer: c.Registerer,
	})
	if err != nil {
		t.Fatal(err)
	}
	c.API = api
	c.Connections, err = socket.New(socket.Config{
		API: api, AppToken: "xapp-sandbox", Count: c.sockets, Now: c.Now, Log: c.Log, Registerer: c.Registerer,
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkAccess returns why a user may not use the bot.
func (b *harness) checkAccess(ctx context.Context, user string) (bot.DenyReason, error) {
	return b.access.Check(ctx, b.api, user)
}

// answerWith is a handler that replies with one text.
func answerWith(text string) bot.Handler {
	return func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
		return reply.Reply(ctx, textMessage("%s", text))
	}
}

// start runs a bot until the test ends, and waits for all its sockets.
func start(t *testing.T, adjust func(*testConfig), commands ...bot.Command) *harness {
	t.Helper()
	slack := fakeslack.Start(fakeslack.Options{CloseAfter: 50 * time.Millisecond})
	t.Cleanup(slack.Close)
	b := startOn(t, slack, adjust, commands...)
	b.connected(t)
	return b
}

// connected waits until all sockets are connected, the earlier ones are gone, and the bot is
// authenticated.
func (b *harness) connected(t *testing.T) {
	t.Helper()
	eventually(t, func() bool {
		health := b.bot.Health()
		for _, s := range health.Sockets {
			if !s.Connected {
				return false
			}
		}
		return health.Ready && len(b.Sockets()) == len(health.Sockets)
	})
}

// startOn runs a bot until the test ends.
func startOn(t *testing.T, slack *fakeslack.Server, adjust func(*testConfig), commands ...bot.Command) *harness {
	t.Helper()
	out := &harness{Server: slack, book: newAuditRecorder(), log: &logBuffer{}, ended: make(chan error, 1)}
	cfg := config(commands...)
	cfg.Auditor = out.book
	cfg.Log = slog.New(slog.NewTextHandler(out.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if adjust != nil {
		adjust(&cfg)
	}
	cfg.connect(t, slack.APIURL())
	b, err := bot.New(cfg.Config)
	if err != nil {
		t.Fatal(err)
	}
	out.api, out.bot, out.access = cfg.API, b, cfg.Access
	ctx, stop := context.WithCancel(context.Background())
	out.stop = stop
	go func() { out.ended <- b.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		select {
		case err, open := <-out.ended:
			if open && err != nil {
				t.Errorf("Run: %v", err)
			}
		case <-time.After(testPatience):
			t.Error("Run does not return")
		}
	})
	return out
}

// result waits for Run to return.
func (b *harness) result(t *testing.T) error {
	t.Helper()
	select {
	case err := <-b.ended:
		close(b.ended)
		return err
	case <-time.After(testPatience):
		t.Fatal("Run does not return")
		return nil
	}
}

// slash types a command and returns the first answer to it.
func (b *harness) slash(t *testing.T, user, channel, text string) fakeslack.Message {
	t.Helper()
	sent := b.typeCommand(t, user, channel, text)
	ctx, cancel := context.WithTimeout(t.Context(), testPatience)
	defer cancel()
	msg, err := sent.Reply(ctx)
	if err != nil {
		t.Fatalf("%s got no answer: %v\n%s", text, err, b.log)
	}
	return msg
}

// typeCommand types a command and waits for its ack.
func (b *harness) typeCommand(t *testing.T, user, channel, text string) *fakeslack.Sent {
	t.Helper()
	sent, err := b.Slash(t.Context(), fakeslack.Slash{User: user, Channel: channel, Text: text})
	if err != nil {
		t.Fatal(err)
	}
	if !sent.Acked {
		t.Fatalf("%s was not acknowledged: %s\n%s", text, sent.Failure, b.log)
	}
	return sent
}

// waitForMessage waits until the user sees a matching message in the channel.
func (b *harness) waitForMessage(
	t *testing.T, user, channel string, fit func(fakeslack.Message) bool,
) fakeslack.Message {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), testPatience)
	defer cancel()
	found, err := b.WaitForMessage(ctx, user, channel, fit)
	if err != nil {
		t.Fatalf("the message does not come: %v\n%+v\n%s", err, b.Messages(user, channel), b.log)
	}
	return found
}

func hasText(want string) func(fakeslack.Message) bool {
	return func(msg fakeslack.Message) bool { return msg.Text == want }
}

// eventually waits for a change inside the bot that the test cannot observe otherwise.
func eventually(t *testing.T, cond func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	late := time.After(testPatience)
	for !cond() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("what was waited for does not happen")
		}
	}
}
