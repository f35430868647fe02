package main

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/commands"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// patience bounds each wait. It measures nothing: on a busy machine everything takes long. A digest
// alone waits up to two minutes for Mayar before it is posted without, with a warning.
const patience = 5 * time.Minute

// startSlack starts a Slack that waits for acks as long as a test does; other tests
// measure how soon they come.
func startSlack(t testing.TB, options fakeslack.Options) *fakeslack.Server {
	options.BotToken, options.AppToken, options.AckWithin = sandboxBotToken, sandboxAppToken, patience
	slack := fakeslack.Start(options)
	t.Cleanup(slack.Close)
	return slack
}

// A testBot is the real bot between the pretend servers, as in the sandbox, and one person.
type testBot struct {
	testing.TB
	slack *fakeslack.Server
	mayar *fakemayar.Server
	app   *app
	cfg   config
	clock *clock
	end   func() // stops the bot, as SIGTERM does

	user, channel string
}

// A clock shows the real time plus what it was advanced by.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time          { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

// newTestBot starts a bot on SQLite with a budget that does not slow the test. The options change
// its configuration and that of the pretend Mayar first.
func newTestBot(t testing.TB, options ...func(*config, *fakemayar.Options)) *testBot {
	t.Helper()
	cfg := config{settings: settings{Language: "en", Timezone: timezone{time.UTC}, Sockets: 2, RetentionDays: 90}}
	cfg.MayarAPIVersion, cfg.MayarRequestsPerMinute = "auto", 10_000
	clock := &clock{}
	shop := fakemayar.Options{Key: sandboxKey, RequestsPerMinute: -1, DuplicateWindow: -1, Now: clock.now}
	for _, option := range options {
		option(&cfg, &shop)
	}
	r := &testBot{TB: t, user: fakeslack.Ayu, channel: fakeslack.Finance, clock: clock}
	r.slack = startSlack(t, fakeslack.Options{Scopes: commands.Scopes, EscapeCommands: true, Now: clock.now})
	r.mayar = fakemayar.Start(shop)
	t.Cleanup(r.mayar.Close)
	database := cfg.DatabaseURL
	r.cfg = cfg.inSandbox(r.slack.APIURL(), r.mayar.URL(), t.TempDir())
	r.cfg.AllowedUsers, r.cfg.AllowedChannels = cfg.AllowedUsers, cfg.AllowedChannels
	if database == "" {
		database = databaseURL(storetest.MigratedSQLiteURL(t))
	}
	r.cfg.DatabaseURL = database
	r.start()
	return r
}

// start starts the bot. It stops at the end of the test at the latest.
func (r *testBot) start() {
	r.Helper()
	var err error
	r.app, err = newApp(r.Context(), r.cfg, slog.New(slog.NewTextHandler(r.Output(), nil)), r.clock.now)
	if err != nil {
		r.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(r.Context()))
	ended := make(chan error, 1)
	go func() { ended <- r.app.Run(ctx) }()
	r.end = sync.OnceFunc(func() {
		stop()
		if err := <-ended; err != nil {
			r.Errorf("the bot ended: %v", err)
		}
	})
	r.Cleanup(r.end)
	r.waitUntil("all sockets", func() bool { return len(r.slack.Sockets()) == int(r.cfg.Sockets) })
}

// waitUntil waits until cond is true. It checks again at each visible change in Slack.
func (r *testBot) waitUntil(what string, cond func() bool) {
	r.Helper()
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	if err := r.slack.Wait(ctx, cond); err != nil {
		r.Fatalf("waiting for %s: %v; last: %s", what, err, r.lastText())
	}
}

// as returns the same bot as used by somebody else.
func (r *testBot) as(user, channel string) *testBot {
	other := *r
	other.user, other.channel = user, channel
	return &other
}

// send types a command and returns once it is acknowledged.
func (r *testBot) send(text string) {
	r.Helper()
	sent, err := r.slack.Slash(r.Context(), fakeslack.Slash{User: r.user, Channel: r.channel, Text: text})
	if err != nil || !sent.Acked {
		r.Fatalf("%s: %v, %+v", text, err, sent)
	}
}

// messages returns what the person sees in the channel.
func (r *testBot) messages() []fakeslack.Message { return r.slack.Messages(r.user, r.channel) }

func (r *testBot) last() (fakeslack.Message, bool) {
	all := r.messages()
	if len(all) == 0 {
		return fakeslack.Message{}, false
	}
	return all[len(all)-1], true
}

func (r *testBot) lastText() string {
	last, _ := r.last()
	return last.Text + " " + string(last.Blocks)
}

// waitForText waits until the newest message contains all texts, and returns it.
func (r *testBot) waitForText(texts ...string) fakeslack.Message {
	r.Helper()
	r.waitUntil(strings.Join(texts, " + "), func() bool { return containsAll(r.lastText(), texts...) })
	last, _ := r.last()
	return last
}

// expectAnswer types a command and waits for a new message that contains the texts.
func (r *testBot) expectAnswer(command string, texts ...string) fakeslack.Message {
	r.Helper()
	before := len(r.messages())
	r.send(command)
	r.waitUntil("an answer to "+command,
		func() bool { return len(r.messages()) > before && containsAll(r.lastText(), texts...) })
	last, _ := r.last()
	return last
}

// containsAll reports whether a text has all parts. JSON's escapes of <, > and & count as these.
func containsAll(text string, parts ...string) bool {
	text = strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(text)
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}

// click clicks the control with an action id in a message. A select takes the value of the option
// to choose.
func (r *testBot) click(msg fakeslack.Message, actionID string, option ...string) {
	r.Helper()
	click := fakeslack.Click{
		User:     r.user,
		Channel:  r.channel,
		TS:       msg.TS,
		ActionID: actionID,
		Value:    strings.Join(option, ""),
	}
	sent, err := r.slack.Click(r.Context(), click)
	if err != nil || !sent.Acked {
		r.Fatalf("click %s: %v, %+v", actionID, err, sent)
	}
}

// waitForForm waits for the form that a command opened.
func (r *testBot) waitForForm() fakeslack.View {
	r.Helper()
	r.waitUntil("a form", func() bool { return len(r.slack.Views(r.user)) > 0 })
	views := r.slack.Views(r.user)
	return views[len(views)-1]
}

// openForm clicks until a form opens.
func (r *testBot) openForm(msg fakeslack.Message, actionID string) fakeslack.View {
	r.Helper()
	return r.retryForm(func() { r.click(msg, actionID) })
}

// sendForForm types a command until a form opens.
func (r *testBot) sendForForm(command string) fakeslack.View {
	r.Helper()
	return r.retryForm(func() { r.send(command) })
}

// retryForm tries until a new form opens. The bot must open it within three seconds of the click or
// the command, which a busy machine may miss.
func (r *testBot) retryForm(try func()) fakeslack.View {
	r.Helper()
	newest := func() string {
		views := r.slack.Views(r.user)
		if len(views) == 0 {
			return ""
		}
		return views[len(views)-1].ID
	}
	old := newest()
	opened := func() bool { return newest() != "" && newest() != old }
	for range 5 {
		before := len(r.messages())
		try()
		tooSlow := func() bool { return len(r.messages()) > before && containsAll(r.lastText(), "Slack was too slow") }
		r.waitUntil("a form", func() bool { return opened() || tooSlow() })
		if opened() {
			break
		}
	}
	return r.waitForForm()
}

// submit fills in fields by block_id and submits. Each block has one element of the same name.
func (r *testBot) submit(view fakeslack.View, fields map[string]string) {
	r.Helper()
	values := fakeslack.Values{}
	for block, value := range fields {
		values[block] = map[string]fakeslack.Value{block: {Value: value}}
	}
	sent, err := r.slack.Submit(r.Context(), fakeslack.Submit{User: r.user, ViewID: view.ID, Values: values})
	if err != nil || !sent.Acked {
		r.Fatalf("submit: %v, %+v", err, sent)
	}
}
